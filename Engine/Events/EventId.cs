namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// Where an event comes from: source, stream, its number in the stream and the pull that produced it; and, for an event
/// merged from others, the pulls that went into it.
/// </summary>
/// <param name="Source">Connector or operator id.</param>
/// <param name="Stream">Stream id, 0 by default.</param>
/// <param name="Event">Number of the event in its stream, from 0.</param>
/// <param name="Pull">Which pull of the source produced it.</param>
public readonly record struct EventId(ulong Source, ulong Stream, ulong Event, ulong Pull)
{
    /// <summary>The pulls merged into it, itself included; null for an event straight from a source.</summary>
    public TrackedPulls? Tracked { get; init; }

    /// <summary>
    /// By which id people look for the first of two events: of one stream the one that was read first, whichever comes first here, for events that go round
    /// overtake each other; of two streams that which came first.
    /// </summary>
    internal static EventId First(EventId? came, in EventId next) =>
        came is { } id && ((id.Source, id.Stream) != (next.Source, next.Stream) || (id.Pull, id.Event).CompareTo((next.Pull, next.Event)) <= 0) ? id : next;

    /// <inheritdoc/>
    public bool Equals(EventId other) =>
        Source == other.Source && Stream == other.Stream && Event == other.Event && Pull == other.Pull
        && (ReferenceEquals(Tracked, other.Tracked) || (Tracked is not null && other.Tracked is not null && Tracked.Exact().SequenceEqual(other.Tracked.Exact())));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Stream, Event, Pull);

    /// <summary><c>S:T:E:P</c>, and behind a blank the ranges as <c>[min=S:T:MIN, max=S:T:MAX]</c>.</summary>
    public override string ToString()
    {
        var id = $"{Source}:{Stream}:{Event}:{Pull}";
        return Tracked is null
            ? id
            : id + " " + string.Join(", ", Tracked.Ranges().Select(static r => $"[min={r.Source}:{r.Stream}:{r.MinPull}, max={r.Source}:{r.Stream}:{r.MaxPull}]"));
    }
}
