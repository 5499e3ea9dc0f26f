namespace Tremor.Dataflow.Perf.Micro;

/// <summary>The work whose speed in the reference is known, with the speed to reach.</summary>
internal static class ReferenceSamples
{
    private const string TenIntegers = """{"array":[1,2,3,4,5,6,7,8,9,10]}""";

    public static readonly ScriptSample[] All =
    [
        new("empty", "event") { Reference = 31, Target = 30 },
        new("classify", """
            match event.application of
              case "app1" => let $class = "front"
              case "app2" => let $class = "back"
              case "app3" => let $class = "batch"
              case "app4" => let $class = "mail"
              case "app5" => let $class = "store"
              case _ => null
            end;
            match event.index_type of
              case "applog_app6" => let $class = "app-six"
              case "syslog_app1" => let $class = "sys-one"
              case _ => null
            end;
            match core::array::contains(event.tags, "tag1") of
              case true => let $class = "tagged"
              case _ => null
            end;
            match event.index_type of
              case "syslog_app3" => let $class = "sys-three"
              case "syslog_app4" => let $class = "sys-four"
              case "syslog_app5" => let $class = "sys-five"
              case "syslog_app6" => let $class = "sys-six"
              case _ => let $class = "default"
            end;
            event
            """) { Reference = 582, Target = 250 },
        new("patch", $"{Patch}") { Reference = 740, Target = 350 },
        new("patch in place", $"let event = {Patch}; event") { Reference = 740, Target = 350 },
        new("ten records, mixed", """
            match event of
              case %{ application == "app1", index_type == "syslog_app1" } => 1
              case %{ application == "app2", aint >= 35 } => 2
              case %{ application == "app3", short_message == "ERROR" } => 3
              case %{ logger_name == "logger9" } => 4
              case %{ present missing_field } => 5
              case %{ absent type } => 6
              case %{ type == "applog", abool == true, aint > 36 } => 7
              case %{ syslog_hostname == "host6", application == "app6" } => 8
              case %{ short_message == "warn", logger_name == "logger2" } => 9
              case %{ index_type == "edilog" } => 10
              case _ => 0
            end
            """) { Reference = 561, Target = 250 },
        new("ten records, none", """
            match event of
              case %{ application == "x1" } => 1
              case %{ application == "x2" } => 2
              case %{ application == "x3" } => 3
              case %{ logger_name == "x4" } => 4
              case %{ logger_name == "x5" } => 5
              case %{ index_type == "x6" } => 6
              case %{ index_type == "x7" } => 7
              case %{ short_message == "x8" } => 8
              case %{ short_message == "x9" } => 9
              case %{ type == "x10" } => 10
              case _ => 0
            end
            """) { Reference = 328, Target = 120 },
        new("fold of 10 integers", "for event.array of case (i, e) => e into 0 use + end") { Payloads = [TenIntegers], Reference = 588, Target = 200 },
        new("for over 10 integers", "for event.array of case (i, e) => e * 2 end") { Payloads = [TenIntegers], Reference = 835, Target = 350 },
        new("interpolation", "\"#{event.application}/#{event.logger_name}: #{event.short_message}\"") { Reference = 173, Target = 80 },
        new("interpolation, integer", "\"#{event.application} #{event.aint} #{event.guid}\"") { Reference = 173, Target = 80 },
        new("dissect", """
            match event of
              case r = ~ dissect|%{ip} %{ident} %{auth} [%{timestamp}] "%{verb} %{request} HTTP/%{version}" %{status} %{bytes} "%{referrer}" "%{agent}"| => r
              case _ => null
            end
            """) { Payloads = ExtractorSamples.AccessLog, Reference = 1580, Target = 600 },
    ];

    private const string Patch = """
        patch event of
          insert "seen" => true;
          upsert "type" => "log";
          update "short_message" => "info";
          erase "about";
          merge "extra" => {"a": 1, "b": "two"}
        end
        """;
}
