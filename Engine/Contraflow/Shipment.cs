using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>A batch of results that was sent to one target, until the target has settled all of it.</summary>
internal sealed class Shipment(WeakReference<ShipmentTable> owner)
{
    private const long NotWhole = -1;
    private const int MaxKeptWords = 64;

    private Wave? _wave;
    private int[]? _roots;
    private Answerable[]? _answerable;
    private ushort[]? _paths;
    private int _pathLength;
    private int _unsettled;
    private ulong _sink;
    private long _whole = NotWhole;
    private ulong[] _answered = [];

    /// <summary>The only table that it is ever used by. Weak: a thread that keeps a spare must not keep the pipeline.</summary>
    public WeakReference<ShipmentTable> Owner => owner;

    /// <summary>The number of its first result.</summary>
    public long First { get; private set; }

    /// <summary>Results in it.</summary>
    public int Count { get; private set; }

    /// <summary>Of a shipment that is answered in parts, the results that the target has not answered. Guarded by the table.</summary>
    public int Owed { get; private set; }

    /// <param name="first">The number of the first result.</param>
    /// <param name="wave">The wave that the results belong to.</param>
    /// <param name="results">Events in the batch.</param>
    public void Begin(long first, Wave wave, int results)
    {
        First = first;
        _wave = wave;
        Count = _unsettled = results;
        Volatile.Write(ref _whole, first);
    }

    /// <summary>Whether this is still the shipment with that number, and neither taken nor answered in parts. Any thread, as the next two.</summary>
    public bool IsWhole(long first) => Volatile.Read(ref _whole) == first;

    /// <summary>The target gives back all of it, if it is the shipment with that number and has no more results than <paramref name="most"/>.</summary>
    public bool TakeWhole(long first, long most) => IsWhole(first) && Count <= most && EndWhole(first);

    /// <summary>From now on it is answered in parts, if it is the shipment with that number.</summary>
    public bool BeginParts(long first)
    {
        if (!EndWhole(first)) return false;
        Owed = Count;
        return true;
    }

    /// <summary>Takes the first results in [from, end) that lie beside each other and are not answered. Guarded by the table, as is <see cref="Owed"/>.</summary>
    /// <returns>How many.</returns>
    public int TakeRun(int from, int end, out int result)
    {
        result = from;
        if (from >= end) return 0;
        if (Owed == Count)
        {
            // Nothing is answered yet: the bits are those of another shipment.
            if (end - from == Count)
            {
                Owed = 0;
                return Count;
            }

            var words = (Count + 63) / 64;
            if (_answered.Length < words) _answered = new ulong[words];
            else Array.Clear(_answered, 0, words);
        }

        result = NextWhere(isAnswered: false, from, end);
        var taken = NextWhere(isAnswered: true, result, end) - result;
        for (var i = result; i < result + taken; i++) _answered[i >> 6] |= 1UL << (i & 63);
        Owed -= taken;
        return taken;
    }

    /// <param name="roots">The root of each result; without this call result i stands for root i.</param>
    public void RememberRoots(ReadOnlySpan<int> roots)
    {
        _roots = ArrayPool<int>.Shared.Rent(roots.Length);
        roots.CopyTo(_roots);
    }

    /// <summary>Keeps what insights about these events need.</summary>
    /// <param name="sink">Id of the sink that they go to; 0 for a pipeline.</param>
    /// <param name="paths">The paths of all of them, one behind the other; empty when none are kept.</param>
    public void RememberForInsights(ReadOnlySpan<Event> events, ulong sink, ReadOnlySpan<ushort> paths)
    {
        _sink = sink;
        _pathLength = paths.Length / events.Length;
        if (_pathLength > 0) paths.CopyTo(_paths = ArrayPool<ushort>.Shared.Rent(paths.Length));
        _answerable = ArrayPool<Answerable>.Shared.Rent(events.Length);
        for (var i = 0; i < events.Length; i++)
            _answerable[i] = new Answerable(events[i].Id, events[i].OperatorMeta, events[i].IngestNs);
    }

    /// <summary>The path of a result; empty when none are kept.</summary>
    public ReadOnlySpan<ushort> PathOf(int result) => _paths.AsSpan(result * _pathLength, _pathLength);

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
            Maker = _sink,
        };
    }

    /// <summary>Results [first, first + count) have ended.</summary>
    /// <returns>Whether these were the last: the shipment can be used again.</returns>
    public bool Settle(int first, int count, Outcome outcome, ulong durationNs, Settlement into)
    {
        if (_wave!.IsTracked) _wave.Settle(_roots, first, count, outcome, durationNs, into);
        else _wave.SettleDirectly(first, count, outcome, durationNs, into);
        if (count == Count) _unsettled = 0;
        else if (Interlocked.Add(ref _unsettled, -count) != 0) return false;
        Debug.Assert(_unsettled == 0, "more results were settled than sent");
        if (_roots is not null) ArrayPool<int>.Shared.Return(_roots);
        if (_answerable is not null) ArrayPool<Answerable>.Shared.Return(_answerable, clearArray: true);
        if (_paths is not null) ArrayPool<ushort>.Shared.Return(_paths);
        _wave = null;
        _paths = null;
        _pathLength = 0;
        _roots = null;
        _answerable = null;
        if (_answered.Length > MaxKeptWords) _answered = [];
        return true;
    }

    private bool EndWhole(long first) => Interlocked.CompareExchange(ref _whole, NotWhole, first) == first;

    private int NextWhere(bool isAnswered, int from, int end)
    {
        while (from < end)
        {
            var word = _answered[from >> 6];
            if (!isAnswered) word = ~word;
            word >>= from & 63;
            if (word != 0) return Math.Min(end, from + BitOperations.TrailingZeroCount(word));
            from = (from | 63) + 1;
        }

        return end;
    }

    private readonly record struct Answerable(EventId Id, ImmutableSortedDictionary<ulong, Value>? OperatorMeta, ulong IngestNs);
}
