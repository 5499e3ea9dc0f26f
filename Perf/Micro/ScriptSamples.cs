namespace Tremor.Dataflow.Perf.Micro;

/// <summary>The scripts that are measured, with the reference's speed and the one to reach, in nanoseconds an event.</summary>
internal sealed record ScriptSample(string Name, string Text, int Reference, int Target)
{
    /// <summary>Runs on this payload instead of the recorded events.</summary>
    public string? Payload { get; init; }

    public static ScriptSample Of(string name) => All.Single(s => s.Name == name);

    public static readonly ScriptSample[] All =
    [
        new("empty", "event", 31, 30),
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
            """, 582, 250),
        new("patch", """
            patch event of
              insert "seen" => true;
              upsert "type" => "log";
              update "short_message" => "info";
              erase "about";
              merge "extra" => {"a": 1, "b": "two"}
            end
            """, 740, 350),
        new("patch in place", """
            let event = patch event of
              insert "seen" => true;
              upsert "type" => "log";
              update "short_message" => "info";
              erase "about";
              merge "extra" => {"a": 1, "b": "two"}
            end;
            event
            """, 740, 350),
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
            """, 561, 250),
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
            """, 328, 120),
        new("fold of 10 integers", "for event.array of case (i, e) => e into 0 use + end", 588, 200) { Payload = """{"array":[1,2,3,4,5,6,7,8,9,10]}""" },
        new("for over 10 integers", "for event.array of case (i, e) => e * 2 end", 835, 350) { Payload = """{"array":[1,2,3,4,5,6,7,8,9,10]}""" },
        new("interpolation", "\"#{event.application}/#{event.logger_name}: #{event.short_message}\"", 173, 80),
        new("interpolation, integer", "\"#{event.application} #{event.aint} #{event.guid}\"", 173, 80),
        new("dissect", """
            match event of
              case r = ~ dissect|%{ip} %{ident} %{auth} [%{timestamp}] "%{verb} %{request} HTTP/%{version}" %{status} %{bytes} "%{referrer}" "%{agent}"| => r
              case _ => null
            end
            """, 1580, 600)
        {
            Payload = "\"192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] \\\"GET /apache_pb.gif HTTP/1.0\\\" 200 2326 \\\"http://www.example.com/start.html\\\" \\\"Mozilla/4.08 [en] (Win98; I ;Nav)\\\"\"",
        },
        new("match of 100 strings", "match event.guid of " + string.Concat(Enumerable.Range(0, 100).Select(static i => $"case \"guid-{i}\" => {i} ")) + "case _ => -1 end", 0, 0),
        new("path read", "event.application", 0, 0),
    ];
}
