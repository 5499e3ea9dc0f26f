using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>
/// What comes in to a script or a query that is run over events (spec: conformance 1): fresh metadata for each event, and the time and origin that the
/// command line asks for. The first input that cannot be decoded ends the run, and nothing behind it is looked at. Used by one node.
/// </summary>
internal sealed class RunIntake(ScriptRunOptions options, DecodeFailure failure, HostProcess process)
{
    /// <summary>Characters of an event that a message shows.</summary>
    private const int MaxExcerpt = 120;

    private long _skipped;
    private long _errors;

    /// <summary>How many events have been taken.</summary>
    public ulong Count { get; private set; }

    /// <summary>How many events were read behind the one that cannot be decoded, and not looked at. When the run is over.</summary>
    public long Behind => _skipped + Math.Max(_errors - 1, 0);

    /// <summary>How many of the events failed, for people; null for none. When the run is over.</summary>
    public string? Failures(long failed) => failed == 0 ? null : $"{Quantity.Count(failed)} of {Quantity.Count((long)Count, "event")} failed";

    /// <summary>Prepares an event.</summary>
    /// <returns>Whether it is part of the run.</returns>
    public bool Take(Port input, ref Event e)
    {
        if (input.Equals(ScriptRun.Undecodable))
        {
            // The codec has told of what it cannot decode; of what a preprocessor refuses with nothing good behind it nobody has yet.
            e.Data.TryGetField("error"u8, out var error);
            if (failure.Error is null) failure.Report(error.AsText() ?? "", e.Id.Event, isRefused: true);
            _errors++;
            process.RequestShutdown(graceful: true);
            return false;
        }

        if (failure.Error is not null && Count >= failure.Position)
        {
            _skipped++;
            return false;
        }

        e.Meta = Value.EmptyRecord;
        e.Origin = options.Origin;
        if (options.IngestNsFromIndex) e.IngestNs = Count;
        Count++;
        return true;
    }

    /// <summary>Says at which event an error was.</summary>
    /// <param name="number">From 1 on.</param>
    /// <param name="payload">As the error has left it; its start is shown.</param>
    public static Diagnostic WithEvent(Diagnostic error, ulong number, Value payload)
    {
        var note = $"event {number}: {ValueExcerpt.Of(payload, MaxExcerpt)}";
        return error with { Hint = error.Hint is null ? note : $"{error.Hint}; {note}" };
    }
}
