using System.Diagnostics;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// One batch of one sender, or one signal, on its way through a pipeline; and the account of how its events end.
/// </summary>
/// <remarks>
/// The account is about <i>roots</i>: the events that came in, numbered as in their batch, and behind them the events that an
/// operator made of others or of a signal, each with what it answers for. A root has ended when its way through the graph, every
/// result of it that was sent to a target, and everything that holds it have ended.
/// <para>
/// Usually every event gives one result for one target, or none at all: then no counters are needed, a settlement of results is
/// a settlement of roots (<see cref="IsTracked"/> is false).
/// </para>
/// Threads: nodes of parallel branches note failures, holds and merged events at the same time, under <see cref="_gate"/> where a list or the
/// counters grow; no foreign code runs under it. Until <see cref="Pass"/> only the end of the graph counts; from then on targets and the ends of
/// merged events do, interlocked.
/// </remarks>
internal sealed class Wave(WavePool pool)
{
    /// <summary>The word of a root: its outcome so far in the two lowest bits, above them how many things it waits for.</summary>
    private const uint One = 4;
    private const uint OutcomeBits = 3;
    private const long NotShared = -1;

    /// <summary>Roots whose counters a wave that is not in use keeps: those of a usual batch, and some more.</summary>
    private const int MaxKept = 1024;

    private readonly Lock _gate = new();
    private readonly List<MergedEvent> _merged = [];
    private readonly List<Hold> _holds = [];
    private uint[] _roots = [];
    private volatile bool _tracked;
    private int _open;
    private long _firstShared = NotShared;
    private long _lost;

    /// <summary>Who is told how the events end; for a signal who sent it, null for the pipeline itself.</summary>
    public IUpstream? From { get; private set; }

    /// <summary>The number of the first event at its sender.</summary>
    public long First { get; private set; }

    /// <summary>Events that came in; 0 for a signal.</summary>
    public int Count { get; private set; }

    public bool IsSignal { get; private set; }

    public Signal Signal { get; private set; }

    /// <summary>A signal of this pipeline alone: nothing will come in any more.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>
    /// What is counted on the way of this wave, before its first event; null as a rule. It is set before the wave goes in.
    /// </summary>
    public PipelineReport? Report { get; set; }

    /// <summary>A handler of the signal failed.</summary>
    public bool SignalFailed { get; set; }

    /// <summary>Roots that it has counters for without growing.</summary>
    internal int Capacity => _roots.Length;

    /// <summary>Whether roots are counted one by one.</summary>
    public bool IsTracked => _tracked;

    /// <summary>Roots in all. Stable once the wave has left all operators.</summary>
    public int Roots => Count + _merged.Count;

    public void BeginBatch(IUpstream from, long first, int count)
    {
        From = from;
        First = first;
        Count = count;
        Report = null;
        IsSignal = false;
        _open = count + 1;
    }

    public void BeginEnd()
    {
        BeginSignal(default, null);
        IsEnd = true;
    }

    public void BeginSignal(Signal signal, IUpstream? from)
    {
        IsEnd = false;
        Report = null;
        From = from;
        Signal = signal;
        IsSignal = true;
        _open = 1;
    }

    /// <summary>Counts roots one by one from here on; each starts with its way through the graph, which <see cref="Pass"/> takes away.</summary>
    public void Track()
    {
        if (_tracked) return;
        lock (_gate)
        {
            if (_tracked) return;
            if (_roots.Length < Count) _roots = new uint[Math.Max(64, Count)];
            _roots.AsSpan(0, Count).Fill(One);
            _tracked = true;
        }
    }

    /// <summary>An event is made that answers for <paramref name="held"/>; null for one that answers for nothing.</summary>
    /// <returns>Its root.</returns>
    public int AddMerged(HeldSet? held)
    {
        Track();
        Interlocked.Increment(ref _open);
        lock (_gate)
        {
            _merged.Add(new MergedEvent(held));
            return Count + _merged.Count - 1;
        }
    }

    /// <summary>Operators hold these roots: each waits for the set, too.</summary>
    public void AddHolds(List<Hold> holds)
    {
        Track();
        lock (_gate) _holds.AddRange(holds);
    }

    /// <summary>The root fails, whatever becomes of its branches.</summary>
    public void Fail(int root)
    {
        Track();
        Note(ref WordOf(root), Outcome.Fail);
    }

    /// <summary>So many events of it are noted as lost, and their senders hear of it with the wave.</summary>
    public void AddLost(long events)
    {
        if (events == 0) return;
        Track();
        Interlocked.Add(ref _lost, events);
    }

    /// <summary>How many were noted since the last call.</summary>
    public long TakeLost() => _lost == 0 ? 0 : Interlocked.Exchange(ref _lost, 0);

    /// <summary>Everything that operators made in this wave fails.</summary>
    public void FailMade()
    {
        lock (_gate)
            foreach (var merged in _merged) Note(ref merged.Word, Outcome.Fail);
    }

    public bool HasFailed(int root) => _tracked && OutcomeOf(Volatile.Read(ref WordOf(root))) == Outcome.Fail;

    /// <summary>So many results of the root are about to be sent. For the end of the graph alone, before <see cref="Pass"/>.</summary>
    public void Expect(int root, int results) => WordOf(root) += (uint)results * One;

    /// <summary>
    /// The wave has come out of the graph: nothing but what was counted keeps its roots, and one that only a set of held events keeps passes to that set.
    /// </summary>
    public void Pass(Settlement into)
    {
        if (_holds.Count > 0) PassHeld();
        var ended = new EndedRuns(this, 0, into);
        for (var root = 0; root < Count; root++)
        {
            ref var word = ref _roots[root];
            if (word < One) continue;
            word -= One;
            if (word < One) ended.Add(root, OutcomeOf(word));
        }

        for (var root = Count; root < Roots; root++)
            if (MergedAt(root).Word >= One) SettleMerged(root, Outcome.Ack, 0, into);
        Close(ended.Flush());
    }

    /// <summary>The last to touch the wave on its way forward lets go of it.</summary>
    public void Leave() => Close(1);

    /// <summary>The wave never went in.</summary>
    public void Abandon() => Close(_open);

    /// <summary>Input events [first, first + count) of an untracked wave have ended.</summary>
    public void SettleDirectly(int first, int count, Outcome outcome, ulong durationNs, Settlement into)
    {
        if (count == 0) return;
        into.Add(From!, First + first, count, outcome, durationNs);
        Close(count);
    }

    /// <summary>
    /// One thing that each of these roots waited for has ended. The roots are <paramref name="roots"/>[first ..], or, where
    /// that is empty, the numbers themselves.
    /// </summary>
    public void Settle(ReadOnlySpan<int> roots, int first, int count, Outcome outcome, ulong durationNs, Settlement into)
    {
        Debug.Assert(_tracked, "a wave without counters was settled root by root");
        var ended = new EndedRuns(this, durationNs, into);
        for (var i = first; i < first + count; i++)
        {
            var root = roots.IsEmpty ? i : roots[i];
            if (root >= Count)
            {
                SettleMerged(root, outcome, durationNs, into);
                continue;
            }

            if (Take(ref _roots[root], outcome, out var result)) ended.Add(root, result);
        }

        Close(ended.Flush());
    }

    /// <summary>Counts what is held. What nothing else waits for, and nothing has spoiled, needs no counter any more.</summary>
    private void PassHeld()
    {
        foreach (var hold in _holds)
            for (var root = hold.FirstRoot; root < hold.FirstRoot + hold.Count; root++) WordOf(root) += One;
        var passed = 0;
        foreach (var (set, first, count) in _holds)
            for (var root = first; root < first + count; root++)
            {
                ref var word = ref WordOf(root);
                if (word == (2 * One | (uint)Outcome.Ack))
                {
                    word = 0;
                    passed++;
                    if (root < Count) set.Add(From!, First + root, 1);
                    else if (MergedAt(root).Held is { } held) set.Add(held);
                }
                else
                {
                    if (_firstShared == NotShared) _firstShared = pool.SharedRoots.Add(this);
                    set.AddShared(pool.SharedRoots, _firstShared + root);
                }
            }

        _holds.Clear();
        Close(passed);
    }

    private void SettleMerged(int root, Outcome outcome, ulong durationNs, Settlement into)
    {
        var merged = MergedAt(root);
        if (!Take(ref merged.Word, outcome, out var result)) return;
        merged.Held?.Settle(result, durationNs, into);
        Close(1);
    }

    private void Close(int count)
    {
        if (count == 0) return;
        var open = Interlocked.Add(ref _open, -count);
        Debug.Assert(open >= 0, "a wave was closed more often than opened");
        if (open != 0) return;
        From = null;
        Count = 0;
        SignalFailed = false;
        _lost = 0;
        _tracked = false;
        _merged.Clear();
        if (_roots.Length > MaxKept) _roots = [];
        if (_merged.Capacity > MaxKept) _merged.Capacity = 0;
        if (_holds.Capacity > MaxKept) _holds.Capacity = 0;
        if (_firstShared != NotShared) pool.SharedRoots.Remove(_firstShared);
        _firstShared = NotShared;
        pool.Return(this);
    }

    private ref uint WordOf(int root) => ref root < Count ? ref _roots[root] : ref MergedAt(root).Word;

    private MergedEvent MergedAt(int root)
    {
        lock (_gate) return _merged[root - Count];
    }

    private static Outcome OutcomeOf(uint word) => (Outcome)(word & OutcomeBits);

    /// <summary>One thing less to wait for.</summary>
    /// <returns>Whether it was the last; then <paramref name="result"/> is how the root has ended.</returns>
    private static bool Take(ref uint word, Outcome outcome, out Outcome result)
    {
        if (outcome != Outcome.Ack) Note(ref word, outcome);

        // The last one needs no interlock: nobody else has anything left to take away.
        var seen = Volatile.Read(ref word);
        if (seen < 2 * One) word = seen - One;
        else seen = Interlocked.Add(ref word, unchecked(0u - One)) + One;
        Debug.Assert(seen >= One, "an event ended more often than it was counted");
        result = OutcomeOf(seen);
        return seen < 2 * One;
    }

    private static void Note(ref uint word, Outcome outcome)
    {
        for (var seen = Volatile.Read(ref word); OutcomeOf(seen) < outcome;)
        {
            var before = Interlocked.CompareExchange(ref word, (seen & ~OutcomeBits) | (uint)outcome, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>Joins input events that ended beside each other and in the same way.</summary>
    private ref struct EndedRuns(Wave wave, ulong durationNs, Settlement into)
    {
        private int _first;
        private int _count;
        private int _total;
        private Outcome _outcome;

        public void Add(int root, Outcome outcome)
        {
            if (root == _first + _count && outcome == _outcome)
            {
                _count++;
                return;
            }

            Flush();
            (_first, _count, _outcome) = (root, 1, outcome);
        }

        /// <returns>The events that ended, in all.</returns>
        public int Flush()
        {
            if (_count > 0) into.Add(wave.From!, wave.First + _first, _count, _outcome, durationNs);
            _total += _count;
            _count = 0;
            return _total;
        }
    }

    /// <summary>A root that is no input event.</summary>
    private sealed class MergedEvent(HeldSet? held)
    {
        public uint Word = One;

        public HeldSet? Held => held;
    }
}
