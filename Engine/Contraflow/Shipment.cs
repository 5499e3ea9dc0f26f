using System.Buffers;
using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>A batch of results that was sent to one target, until the target has settled all of it.</summary>
internal sealed class Shipment
{
    private Wave? _wave;
    private int[]? _roots;
    private Answerable[]? _answerable;
    private int _count;
    private int _unsettled;

    /// <summary>Place in the table, and the number of its use, which tells a late caller from a rightful one.</summary>
    public long Token { get; set; }

    /// <summary>Results in it.</summary>
    public int Count => _count;

    public int Unsettled => Volatile.Read(ref _unsettled);

    /// <param name="wave">The wave that the results belong to.</param>
    /// <param name="results">Events in the batch.</param>
    /// <param name="roots">The root of each result; empty when result i stands for root i.</param>
    public void Begin(Wave wave, int results, ReadOnlySpan<int> roots)
    {
        _wave = wave;
        _count = _unsettled = results;
        if (roots.IsEmpty) return;
        _roots = ArrayPool<int>.Shared.Rent(roots.Length);
        roots.CopyTo(_roots);
    }

    /// <summary>Keeps what insights about these events need.</summary>
    public void RememberForInsights(ReadOnlySpan<Event> events)
    {
        _answerable = ArrayPool<Answerable>.Shared.Rent(events.Length);
        for (var i = 0; i < events.Length; i++)
            _answerable[i] = new Answerable(events[i].Id, events[i].OperatorMeta, events[i].IngestNs);
    }

    /// <summary>Whether [first, first + count) are results of it.</summary>
    public bool Covers(int first, int count) => first >= 0 && count >= 0 && first + count <= _count;

    /// <summary>The insight that tells operators of the end of a result.</summary>
    public Insight InsightOf(int result, Outcome outcome, Value meta)
    {
        ref var about = ref _answerable![result];
        return new Insight
        {
            Kind = outcome == Outcome.Fail ? InsightKind.Fail : InsightKind.Ack,
            Id = about.Id,
            IngestNs = about.IngestNs,
            Meta = meta,
            OperatorMeta = about.OperatorMeta,
        };
    }

    /// <summary>Results [first, first + count) have ended.</summary>
    /// <returns>Whether these were the last: the shipment can be used again.</returns>
    public bool End(int first, int count, Outcome outcome, ulong durationNs)
    {
        if (_wave!.IsTracked) _wave.End(_roots, first, count, outcome, durationNs);
        else _wave.SettleDirectly(first, count, outcome, durationNs);
        if (Interlocked.Add(ref _unsettled, -count) != 0) return false;
        if (_roots is not null) ArrayPool<int>.Shared.Return(_roots);
        if (_answerable is not null) ArrayPool<Answerable>.Shared.Return(_answerable, clearArray: true);
        _wave = null;
        _roots = null;
        _answerable = null;
        return true;
    }

    private readonly record struct Answerable(EventId Id, ImmutableSortedDictionary<ulong, Value>? OperatorMeta, ulong IngestNs);
}
