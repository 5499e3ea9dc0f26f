using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>The input of a run of a script, and where its events go.</summary>
internal sealed record ScriptRunOptions
{
    /// <summary>A file, or <c>-</c> for standard input.</summary>
    public required string Input { get; init; }

    /// <summary>A file, or <c>-</c> for standard output.</summary>
    public required string Output { get; init; }

    public required string Decoder { get; init; }

    public required string Encoder { get; init; }

    public required IReadOnlyList<string> Preprocessors { get; init; }

    public required IReadOnlyList<string> Postprocessors { get; init; }

    /// <summary>Every event leaves as <c>{"port": PORT, "event": EVENT}</c>.</summary>
    public bool WithPorts { get; init; }

    /// <summary>The ingest time of an event is its number.</summary>
    public bool IngestNsFromIndex { get; init; }

    public OriginUri? Origin { get; init; }

    /// <summary>Every event is shown on standard error, when it comes and when it goes.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Events that are shown are indented.</summary>
    public bool IsPretty { get; init; }
}
