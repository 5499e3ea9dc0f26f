using Tremor.Dataflow.Perf.Micro;

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
    public static IReadOnlyList<Scenario> All { get; } =
        [.. from ends in Enum.GetValues<Ends>() from work in Enum.GetValues<Work>() select new Scenario(work, ends)];

    public string Name => $"{(Ends == Ends.Memory ? "memory" : "file")} → json → {Label} → json → {(Ends == Ends.Memory ? "null" : "file")}";

    public string? Script => Work switch { Work.Classify => ScriptSample.Of("classify").Text, Work.Patch => ScriptSample.Of("patch").Text, _ => null };

    private string Label => Work switch { Work.PassThrough => "pass-through", Work.Classify => "classify script", _ => "patch script" };
}
