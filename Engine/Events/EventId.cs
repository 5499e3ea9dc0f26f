using System.Collections.Immutable;

namespace Tremor.Dataflow.Engine.Events;

/// <summary>Pulls <c>min ..= max</c> of one stream of one source, as tracked by a merged event (spec: runtime 2.3).</summary>
public readonly record struct TrackedRange(ulong Source, ulong Stream, ulong MinPull, ulong MaxPull);

/// <summary>
/// Where an event comes from: source, stream, its number in the stream and the pull that produced it; and, for an event
/// merged from others, the ranges of pulls that went into it, sorted by source and stream, one entry a pair.
/// </summary>
/// <param name="Source">Connector or operator id.</param>
/// <param name="Stream">Stream id, 0 by default.</param>
/// <param name="Event">Number of the event in its stream, from 0.</param>
/// <param name="Pull">Which pull of the source produced it.</param>
public readonly record struct EventId(ulong Source, ulong Stream, ulong Event, ulong Pull)
{
    private readonly ImmutableArray<TrackedRange> _tracked;

    /// <summary>The ranges merged into this id; empty for an event straight from a source.</summary>
    public ImmutableArray<TrackedRange> Tracked
    {
        get => _tracked.IsDefault ? [] : _tracked;
        init => _tracked = value;
    }

    /// <summary>This id tracking <paramref name="other"/> too.</summary>
    public EventId Track(in EventId other)
    {
        var ranges = Tracked.IsEmpty ? [new TrackedRange(Source, Stream, Pull, Pull)] : Tracked.ToList();
        Merge(ranges, new TrackedRange(other.Source, other.Stream, other.Pull, other.Pull));
        foreach (var range in other.Tracked) Merge(ranges, range);
        return this with { Tracked = [.. ranges] };
    }

    /// <summary>Whether <paramref name="other"/> went into this id. A range heuristic: gaps count as tracked.</summary>
    public bool IsTracking(in EventId other)
    {
        if (Tracked.IsEmpty)
            return Source == other.Source && Stream == other.Stream && Event == other.Event && Pull == other.Pull;
        foreach (var range in Tracked)
            if (range.Source == other.Source && range.Stream == other.Stream) return range.MinPull <= other.Pull && other.Pull <= range.MaxPull;
        return false;
    }

    public bool Equals(EventId other) =>
        Source == other.Source && Stream == other.Stream && Event == other.Event && Pull == other.Pull && Tracked.SequenceEqual(other.Tracked);

    public override int GetHashCode() => HashCode.Combine(Source, Stream, Event, Pull);

    /// <summary><c>S:T:E:P</c>, and behind a blank the ranges as <c>[min=S:T:MIN, max=S:T:MAX]</c>.</summary>
    public override string ToString()
    {
        var id = $"{Source}:{Stream}:{Event}:{Pull}";
        return Tracked.IsEmpty
            ? id
            : id + " " + string.Join(", ", Tracked.Select(static r => $"[min={r.Source}:{r.Stream}:{r.MinPull}, max={r.Source}:{r.Stream}:{r.MaxPull}]"));
    }

    private static void Merge(List<TrackedRange> ranges, TrackedRange range)
    {
        var at = 0;
        while (at < ranges.Count && (ranges[at].Source, ranges[at].Stream).CompareTo((range.Source, range.Stream)) < 0) at++;
        if (at < ranges.Count && ranges[at].Source == range.Source && ranges[at].Stream == range.Stream)
            ranges[at] = ranges[at] with
            {
                MinPull = Math.Min(ranges[at].MinPull, range.MinPull),
                MaxPull = Math.Max(ranges[at].MaxPull, range.MaxPull),
            };
        else ranges.Insert(at, range);
    }
}
