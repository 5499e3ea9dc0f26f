using System.Diagnostics;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// One batch of one sender, or one signal, on its way through a pipeline; and the account of how its events end.
/// </summary>
/// <remarks>
/// What is accounted for are <i>roots</i>: the events that came in, numbered as in their batch, and behind them the events that an
/// operator made of others or of a signal, each with what it answers for. A root has ended when its way through the graph, every
/// result of it that was sent to a target, and everything that holds it have ended.
/// <para>
/// Usually every event gives one result for one target, or none at all: then no counters are needed, a settlement of results is
/// a settlement of roots (<see cref="IsTracked"/> is false).
/// </para>
/// Threads: nodes of parallel branches and targets call at the same time; counters are interlocked, <see cref="_gate"/> guards
/// the set-up of the counters and the list of merged events. No foreign code runs under it.
/// </remarks>
internal sealed class Wave(WavePool pool)
{
    private readonly Lock _gate = new();
    private readonly List<MergedEvent> _merged = [];
    private int[] _pending = [];
    private int[] _outcome = [];
    private volatile bool _tracked;
    private int _open;

    /// <summary>Who is told how the events end; for a signal who sent it, null for the pipeline itself.</summary>
    public IUpstream? From { get; private set; }

    public long Token { get; private set; }

    /// <summary>Events that came in; 0 for a signal.</summary>
    public int Count { get; private set; }

    public bool IsSignal { get; private set; }

    public Signal Signal { get; private set; }

    /// <summary>A handler of the signal failed.</summary>
    public bool SignalFailed { get; set; }

    /// <summary>Whether roots are counted one by one.</summary>
    public bool IsTracked => _tracked;

    /// <summary>Roots in all. Stable once the wave has left all operators.</summary>
    public int Roots => Count + _merged.Count;

    public void BeginBatch(IUpstream from, long token, int count)
    {
        From = from;
        Token = token;
        Count = count;
        IsSignal = false;
        _open = count + 1;
    }

    public void BeginSignal(Signal signal, IUpstream? from)
    {
        From = from;
        Signal = signal;
        IsSignal = true;
        _open = 1;
    }

    /// <summary>
    /// Counts roots one by one from here on; each starts with one count for its way through the graph, which
    /// <see cref="EndPassage"/> takes away.
    /// </summary>
    public void Track()
    {
        if (_tracked) return;
        lock (_gate)
        {
            if (_tracked) return;
            if (_pending.Length < Count)
            {
                _pending = new int[Math.Max(64, Count)];
                _outcome = new int[_pending.Length];
            }

            _pending.AsSpan(0, Count).Fill(1);
            _outcome.AsSpan(0, Count).Clear();
            _tracked = true;
        }
    }

    /// <summary>An event is made that answers for <paramref name="held"/>; null for one that answers for nothing.</summary>
    /// <returns>Its root.</returns>
    public int AddMerged(HeldRanges? held)
    {
        Track();
        Interlocked.Increment(ref _open);
        lock (_gate)
        {
            _merged.Add(new MergedEvent(held));
            return Count + _merged.Count - 1;
        }
    }

    /// <summary>One more thing has to end before this root has.</summary>
    public void Hold(int root)
    {
        Track();
        Interlocked.Increment(ref PendingOf(root));
    }

    /// <summary>The root fails, whatever becomes of its branches.</summary>
    public void Fail(int root)
    {
        Track();
        Note(ref OutcomeOf(root), Outcome.Fail);
    }

    public bool HasFailed(int root) => _tracked && Volatile.Read(ref OutcomeOf(root)) == (int)Outcome.Fail;

    /// <summary>
    /// So many results of the root are about to be sent. For the end of the graph alone, before <see cref="EndPassage"/>: until then nothing
    /// of a wave can end, so nobody else counts.
    /// </summary>
    public void Expect(int root, int results) => PendingOf(root) += results;

    /// <summary>The wave has come out of the graph: nothing but what was counted keeps its roots.</summary>
    public void EndPassage()
    {
        var roots = Roots;
        End(default, 0, Count, Outcome.Ack, 0);
        for (var root = Count; root < roots; root++) EndMerged(root, Outcome.Ack, 0);
    }

    /// <summary>The last to touch the wave on its way forward lets go of it.</summary>
    public void Leave() => Close(1);

    /// <summary>Input events [first, first + count) of an untracked wave have ended.</summary>
    public void SettleDirectly(int first, int count, Outcome outcome, ulong durationNs)
    {
        if (count == 0) return;
        From!.Settle(Token, first, count, outcome, durationNs);
        Close(count);
    }

    /// <summary>
    /// One thing that each of these roots waited for has ended. The roots are <paramref name="roots"/>[first ..], or, where
    /// that is empty, the numbers themselves.
    /// </summary>
    public void End(ReadOnlySpan<int> roots, int first, int count, Outcome outcome, ulong durationNs)
    {
        Debug.Assert(_tracked, "a wave without counters was settled root by root");
        var (runFirst, runCount, runOutcome) = (0, 0, Outcome.Ack);
        for (var i = first; i < first + count; i++)
        {
            var root = roots.IsEmpty ? i : roots[i];
            if (root >= Count)
            {
                EndMerged(root, outcome, durationNs);
                continue;
            }

            if (outcome != Outcome.Ack) Note(ref _outcome[root], outcome);

            // The last one needs no interlock: nobody else has anything left to take away.
            ref var pending = ref _pending[root];
            if (Volatile.Read(ref pending) == 1) pending = 0;
            else if (Interlocked.Decrement(ref pending) is var left and not 0)
            {
                Debug.Assert(left > 0, "an event ended more often than it was counted");
                continue;
            }

            var result = (Outcome)Volatile.Read(ref _outcome[root]);
            if (runCount > 0 && root == runFirst + runCount && result == runOutcome)
            {
                runCount++;
                continue;
            }

            SettleDirectly(runFirst, runCount, runOutcome, durationNs);
            (runFirst, runCount, runOutcome) = (root, 1, result);
        }

        SettleDirectly(runFirst, runCount, runOutcome, durationNs);
    }

    private void EndMerged(int root, Outcome outcome, ulong durationNs)
    {
        var merged = MergedAt(root);
        Note(ref merged.Outcome, outcome);
        if (Interlocked.Decrement(ref merged.Pending) != 0) return;
        merged.Held?.End((Outcome)Volatile.Read(ref merged.Outcome), durationNs);
        Close(1);
    }

    private void Close(int count)
    {
        var open = Interlocked.Add(ref _open, -count);
        Debug.Assert(open >= 0, "a wave was closed more often than opened");
        if (open != 0) return;
        From = null;
        Count = 0;
        SignalFailed = false;
        _tracked = false;
        _merged.Clear();
        pool.Return(this);
    }

    private ref int PendingOf(int root) => ref root < Count ? ref _pending[root] : ref MergedAt(root).Pending;

    private ref int OutcomeOf(int root) => ref root < Count ? ref _outcome[root] : ref MergedAt(root).Outcome;

    private MergedEvent MergedAt(int root)
    {
        lock (_gate) return _merged[root - Count];
    }

    private static void Note(ref int place, Outcome outcome)
    {
        var rank = (int)outcome;
        for (var seen = Volatile.Read(ref place); seen < rank;)
        {
            var before = Interlocked.CompareExchange(ref place, rank, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>A root that is no input event.</summary>
    private sealed class MergedEvent(HeldRanges? held)
    {
        public int Pending = 1;
        public int Outcome;

        public HeldRanges? Held => held;
    }
}
