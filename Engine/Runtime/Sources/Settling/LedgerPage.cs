using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Settling;

/// <summary>Events in a row, of one stream: of one pull, or of one pull each.</summary>
/// <param name="Pull">Position of the pull of the first of them.</param>
/// <param name="Step">How far the pull of the next event is from that of the one before: 0 or 1.</param>
/// <param name="Event">Number of the first of them in its stream.</param>
/// <param name="Start">Place of the first of them in the batch or page.</param>
internal record struct EventRun(TrackedStream Stream, long Pull, int Step, ulong Event, int Start)
{
    /// <summary>Whether an event is the next of a run that has so many; a run of one may become either kind.</summary>
    public bool Takes(TrackedStream stream, long pull, ulong number, int count)
    {
        if (!ReferenceEquals(stream, Stream) || number != Event + (ulong)count) return false;
        if (count == 1 && pull == Pull + 1) Step = 1;
        return pull == Pull + ((long)Step * count);
    }
}

/// <summary>The events of one batch while it is filled.</summary>
internal sealed class TrackedBatch
{
    private EventRun[] _runs = new EventRun[4];
    private int _runCount;

    public int Count { get; private set; }

    /// <summary>To how many targets the batch will go.</summary>
    public int Targets { get; private set; }

    public ReadOnlySpan<EventRun> Runs => _runs.AsSpan(0, _runCount);

    public void Begin(int targets) => (Targets, Count, _runCount) = (targets, 0, 0);

    public void Add(TrackedStream stream, long pull, ulong number)
    {
        if (_runCount == 0 || !_runs[_runCount - 1].Takes(stream, pull, number, Count - _runs[_runCount - 1].Start))
        {
            if (_runCount == _runs.Length) Array.Resize(ref _runs, _runCount * 2);
            _runs[_runCount++] = new EventRun(stream, pull, 0, number, Count);
        }

        Count++;
    }

    public int EndOf(int run) => run + 1 < _runCount ? _runs[run + 1].Start : Count;
}

/// <summary>A thousand events in a row by their numbers: a bit each while they have not ended, and where they come from as runs.</summary>
internal sealed class LedgerPage
{
    public const int Shift = 10;
    public const int Size = 1 << Shift;

    private readonly ulong[] _open = new ulong[Size / 64];
    private EventRun[] _runs = new EventRun[8];
    private int _runCount;
    private Several[]? _several;

    public int Count { get; private set; }

    /// <summary>Events that have not ended.</summary>
    public int Open { get; private set; }

    /// <summary>Adds events of a run.</summary>
    public void Add(in EventRun run, int count, int targets)
    {
        var first = run.Pull;
        if (_runCount == 0 || !Extends(ref _runs[_runCount - 1], run, count))
        {
            if (_runCount == _runs.Length) Array.Resize(ref _runs, _runCount * 2);
            _runs[_runCount++] = run with { Pull = first, Start = Count };
        }

        if (targets > 1) _several ??= new Several[Size];
        for (var i = Count; i < Count + count; i++) _open[i >> 6] |= 1UL << (i & 63);
        if (_several is not null) Array.Fill(_several, new Several { Targets = targets }, Count, count);
        Count += count;
        Open += count;
    }

    /// <summary>The run that the event at this place is of, and where that run ends.</summary>
    public ref readonly EventRun RunAt(int place, out int end)
    {
        var (low, high) = (0, _runCount - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_runs[middle].Start <= place) low = middle;
            else high = middle - 1;
        }

        end = low + 1 < _runCount ? _runs[low + 1].Start : Count;
        return ref _runs[low];
    }

    /// <summary>One target has settled the event.</summary>
    /// <returns>Whether it has ended with that; then <paramref name="outcome"/> is the sum of all targets.</returns>
    public bool Settle(int place, ref Outcome outcome)
    {
        ref var word = ref _open[place >> 6];
        var bit = 1UL << (place & 63);
        if ((word & bit) == 0) return false;
        if (_several is not null)
        {
            ref var several = ref _several[place];
            outcome = several.Worst = several.Worst.Worse(outcome);
            if (--several.Targets > 0) return false;
        }

        word &= ~bit;
        Open--;
        return true;
    }

    public void Clear()
    {
        Array.Clear(_runs, 0, _runCount);
        _runCount = Count = 0;
        _several = null;
    }

    private bool Extends(ref EventRun last, in EventRun run, int count)
    {
        var before = Count - last.Start;
        if (count > 1 && before > 1 && last.Step != run.Step) return false;
        if (count > 1 && before == 1 && run.Step != (run.Pull == last.Pull ? 0 : 1)) return false;
        return last.Takes(run.Stream, run.Pull, run.Event, before);
    }

    private struct Several
    {
        public int Targets;
        public Outcome Worst;
    }
}
