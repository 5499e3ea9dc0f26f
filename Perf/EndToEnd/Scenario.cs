namespace Tremor.Dataflow.Perf.EndToEnd;

internal enum Work
{
    /// <summary>Source, pipeline without nodes, sink.</summary>
    PassThrough,

    /// <summary>A script that reads four fields with <c>match</c> and sets metadata.</summary>
    Classify,

    /// <summary>A script that changes five fields with <c>patch</c>.</summary>
    Patch,
}

internal enum Ends
{
    /// <summary>Lines in memory in front, bytes counted and thrown away behind.</summary>
    Memory,

    /// <summary>A file in front, a file behind.</summary>
    File,
}

/// <summary>One line of the result table.</summary>
internal sealed record Scenario(Work Work, Ends Ends)
{
    /// <summary>Four matches, as a flow that sorts logs would do them; the event goes on unchanged.</summary>
    private const string ClassifyScript = """
        use std::array;
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
        match array::contains(event.tags, "tag1") of
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
        """;

    private const string PatchScript = """
        patch event of
          insert "seen" => true;
          upsert "type" => "log";
          update "short_message" => "info";
          erase "about";
          merge "extra" => {"a": 1, "b": "two"}
        end
        """;

    public static IReadOnlyList<Scenario> All { get; } =
        [.. from ends in Enum.GetValues<Ends>() from work in Enum.GetValues<Work>() select new Scenario(work, ends)];

    public string Name => $"{(Ends == Ends.Memory ? "memory" : "file")} → json → {Label} → json → {(Ends == Ends.Memory ? "null" : "file")}";

    public string? Script => Work switch { Work.Classify => ClassifyScript, Work.Patch => PatchScript, _ => null };

    private string Label => Work switch { Work.PassThrough => "pass-through", Work.Classify => "classify script", _ => "patch script" };
}
