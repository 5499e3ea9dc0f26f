namespace Tremor.Dataflow.Engine.Events;

/// <summary>Pulls <c>min ..= max</c> of one stream of one source, as a merged event tracks them (spec: runtime 2.3).</summary>
public readonly record struct TrackedRange(ulong Source, ulong Stream, ulong MinPull, ulong MaxPull);

/// <summary>
/// The pulls of sources that went into a merged event: exactly these, as runs. Grows while events are merged; whoever puts it into an <see cref="EventId"/> lets go of it.
/// </summary>
public sealed class TrackedPulls
{
    private readonly List<Pulls> _streams = [];

    /// <summary>How many of the merged events no source sends again, or not with all that went into them.</summary>
    public long Unique { get; private set; }

    /// <summary>The first of them; null where there is none.</summary>
    public EventId? FirstUnique { get; private set; }

    /// <summary>How many events the merged ones that are errors were about.</summary>
    public long Errors { get; private set; }

    /// <summary>Those among them that no source sends again.</summary>
    public long UniqueErrors { get; private set; }

    /// <summary>The first of <see cref="UniqueErrors"/>; null where there is none.</summary>
    public EventId? FirstUniqueError { get; private set; }

    /// <summary>Tracks nothing but <paramref name="own"/>, the id that the merged event will have.</summary>
    public TrackedPulls(in EventId own) => Track(own);

    /// <summary>The first event that was merged; where it was merged itself, the one that is first in it. Null while there is none.</summary>
    public EventId? First { get; private set; }

    /// <summary>Tracks what an event came from: its own pull, and where it was merged itself, all that went into it.</summary>
    public void Add(in EventId id)
    {
        First = EventId.First(First, id.Tracked?.First ?? id with { Tracked = null });
        Track(id);
    }

    /// <summary>Tracks what went into an event that is merged, and counts it where no source sends it again, and where it is an error.</summary>
    public void Add(in Event e)
    {
        Add(e.Id);
        if (e.IsError) Errors += EngineBatch.ErrorsIn(e);
        if (!e.IsUnique) return;
        Unique++;
        FirstUnique = EventId.First(FirstUnique, e.Id.Tracked?.FirstUnique ?? e.Id);
        if (!e.IsError) return;
        UniqueErrors += EngineBatch.UniqueIn(e);
        FirstUniqueError = EventId.First(FirstUniqueError, e.Id.Tracked?.FirstUniqueError ?? e.Id.Tracked?.FirstUnique ?? e.Id);
    }

    /// <summary>Tracks pulls <c>min ..= max</c>.</summary>
    public void Add(in TrackedRange range) => Of(range.Source, range.Stream).Add(range.MinPull, range.MaxPull);

    /// <summary>From the least to the greatest pull of each stream, sorted by source and stream: what users see (spec: runtime 2.3). Says nothing of what lies between.</summary>
    public IEnumerable<TrackedRange> Ranges() => _streams.Select(static s => new TrackedRange(s.Source, s.Stream, s.Least, s.Greatest));

    /// <summary>Exactly what is tracked: several ranges for a stream where there are gaps.</summary>
    public IEnumerable<TrackedRange> Exact() =>
        from stream in _streams
        from run in stream.Numbers.Runs()
        select new TrackedRange(stream.Source, stream.Stream, (ulong)run.First, (ulong)(run.First + run.Count - 1));

    private void Track(in EventId id)
    {
        Of(id.Source, id.Stream).Add(id.Pull, id.Pull);
        if (id.Tracked is null) return;
        foreach (var other in id.Tracked._streams)
            foreach (var (first, count) in other.Numbers.Runs()) Of(other.Source, other.Stream).Add((ulong)first, (ulong)(first + count - 1));
    }

    private Pulls Of(ulong source, ulong stream)
    {
        var at = PlaceOf(source, stream);
        if (at >= 0) return _streams[at];
        var added = new Pulls(source, stream);
        _streams.Insert(~at, added);
        return added;
    }

    /// <summary>Where a stream is, or the complement of where it would be.</summary>
    private int PlaceOf(ulong source, ulong stream)
    {
        var (low, high) = (0, _streams.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = (_streams[middle].Source, _streams[middle].Stream).CompareTo((source, stream));
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    /// <summary>Those of one stream.</summary>
    private sealed class Pulls(ulong source, ulong stream)
    {
        public ulong Source => source;

        public ulong Stream => stream;

        public NumberRuns Numbers { get; } = new();

        public ulong Least { get; private set; } = ulong.MaxValue;

        public ulong Greatest { get; private set; }

        public void Add(ulong min, ulong max)
        {
            // Many events come of one pull: it is noted once.
            if (min == max && Numbers.EndsWith((long)min)) return;
            Numbers.Add((long)min, (long)(max - min) + 1);
            Least = Math.Min(Least, min);
            Greatest = Math.Max(Greatest, max);
        }
    }
}
