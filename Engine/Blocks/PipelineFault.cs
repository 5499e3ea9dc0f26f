using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// An error of the engine itself in a pipeline; what operators and targets throw is none. The part that failed works no more, and what it has in hand, or gets, is lost and
/// counted. Waves go on without it, so that nobody waits; the flow is to be stopped. Any thread.
/// </summary>
internal sealed class PipelineFault(string alias, ILogger logger, LossLedger losses)
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reason = "";

    /// <summary>Completes with what went wrong first. Never fails.</summary>
    public Task<string> First => _first.Task;

    /// <summary>The first is logged.</summary>
    public void Note(Exception e)
    {
        var message = e.GetBaseException().Message;
        if (!_first.TrySetResult(message)) return;
        _reason = $"an error of the engine: {message}";
        logger.LogCritical(e, "[Pipeline::{Pipeline}] The pipeline is broken and stops: {Message}", alias, message);
    }

    /// <summary>The events of the part end here, failed. Behind <see cref="Note"/>.</summary>
    public void Lose(in WavePart part, string place)
    {
        if (part.Events is not { } events) return;
        for (var i = 0; i < events.Count; i++) part.Wave.Fail(part.RootOf(i));
        Count(events.Events, place);
    }

    /// <summary>They are gone, and no account knows of them.</summary>
    public void Count(ReadOnlySpan<Event> events, string place) => losses.AddFailed(place, _reason, events);
}
