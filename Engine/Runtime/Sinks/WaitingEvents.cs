using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>Events in a row whose bytes leave the postprocessors of a stream together: how many, and the answers that are owed for them.</summary>
/// <param name="start">Number of the first one in its stream.</param>
internal sealed class WaitingEvents(long start)
{
    private readonly List<(IUpstream From, long First, long Count)> _owed = [];
    private long _started = -1; // timestamp of the clock, of the first answer that is owed

    public long Start { get; } = start;

    /// <summary>Number of the last one in its stream.</summary>
    public long Last { get; private set; } = start;

    public int Events { get; private set; }

    /// <summary>Those of which something no source can send again: that is lost if their bytes are not written.</summary>
    public int Unique { get; private set; }

    /// <summary>What of <see cref="Unique"/> no source can send again; of engine batches their elements.</summary>
    public long UniqueElements { get; private set; }

    /// <summary>The first of <see cref="Unique"/>.</summary>
    public EventId? FirstUnique { get; private set; }

    public void Add(long number, in Event e)
    {
        (Events, Last) = (Events + 1, number);
        if (!e.IsUnique) return;
        Unique++;
        UniqueElements += EngineBatch.UniqueIn(in e);
        FirstUnique = EventId.First(FirstUnique, e.Id.Tracked?.FirstUnique ?? e.Id);
    }

    /// <summary>The sender of the event that came last waits for an answer.</summary>
    /// <param name="at">The number that its sender gave the event.</param>
    /// <param name="started">When its delivery began: a timestamp of the clock.</param>
    public void OweLast(IUpstream from, long at, long started)
    {
        if (_started < 0) _started = started;
        Owe(from, at, 1);
    }

    /// <summary>Takes over those that follow.</summary>
    public void Append(WaitingEvents next)
    {
        (Events, Unique, UniqueElements, Last) = (Events + next.Events, Unique + next.Unique, UniqueElements + next.UniqueElements, next.Last);
        if (next.FirstUnique is { } unique) FirstUnique = EventId.First(FirstUnique, unique);
        if (_started < 0) _started = next._started;
        foreach (var (from, first, count) in next._owed) Owe(from, first, count);
    }

    public void Answer(Outcome outcome, Func<long, ulong> since)
    {
        foreach (var (from, first, count) in _owed) from.Settle(first, count, outcome, since(_started));
    }

    private void Owe(IUpstream from, long first, long count)
    {
        if (_owed.Count > 0 && _owed[^1] is var last && ReferenceEquals(last.From, from) && last.First + last.Count == first)
            _owed[^1] = last with { Count = last.Count + count };
        else _owed.Add((from, first, count));
    }
}
