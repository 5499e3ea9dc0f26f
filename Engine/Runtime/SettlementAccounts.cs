using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A pull with events on their way.</summary>
internal sealed class TrackedPull
{
    public TrackedStream Stream { get; private set; } = null!;

    public ulong Number { get; private set; }

    /// <summary>Events that have not ended, and one more while the pull is being decoded.</summary>
    public int Open { get; set; }

    /// <summary>Whether anything of it was acked: a pull without news is passed over by the next acknowledgement.</summary>
    public bool HasAck { get; set; }

    /// <summary>Its last bytes are part of the first event of the next pull.</summary>
    public bool LeansOnNext { get; set; }

    public bool IsGivenUp { get; set; }

    public TrackedPull? Next { get; set; }

    public TrackedPull? Previous { get; set; }

    public void Reset(TrackedStream stream, ulong number, TrackedPull? previous)
    {
        (Stream, Number, Open, Previous, Next) = (stream, number, 1, previous, null);
        (HasAck, LeansOnNext, IsGivenUp) = (false, false, false);
    }
}

/// <summary>The pulls of one stream that are neither acknowledged nor given up, in order.</summary>
internal sealed class TrackedStream(ulong id)
{
    private TrackedPull? _first;
    private ulong? _failed;

    public ulong Id => id;

    public TrackedPull? Last { get; private set; }

    public bool HasNews { get; set; }

    public void Append(TrackedPull pull)
    {
        if (Last is null) _first = pull;
        else Last.Next = pull;
        Last = pull;
    }

    /// <summary>The pull has failed, and with it all that came behind it and what leans on it.</summary>
    public void GiveUp(TrackedPull pull)
    {
        while (pull.Previous is { LeansOnNext: true } previous) pull = previous;
        _failed = pull.Number;
        Last = pull.Previous;
        if (Last is null) _first = null;
        else Last.Next = null;
        for (var gone = pull; gone is not null; gone = gone.Next) gone.IsGivenUp = true;
    }

    /// <summary>The lowest pull that failed since the last call. A later failure is always lower: what lies behind the first is given up.</summary>
    public ulong? TakeFail()
    {
        var failed = _failed;
        _failed = null;
        return failed;
    }

    /// <summary>Takes off the complete pulls in front; the last of them with something acked is the one to acknowledge.</summary>
    public ulong? TakeAck(Stack<TrackedPull> spare)
    {
        ulong? acknowledged = null;
        while (_first is not null && EndOfCompleteRun(_first) is { } end)
        {
            while (true)
            {
                var pull = _first!;
                if (pull.HasAck) acknowledged = pull.Number;
                _first = pull.Next;
                spare.Push(pull);
                if (pull == end) break;
            }

            if (_first is null) Last = null;
            else _first.Previous = null;
        }

        return acknowledged;
    }

    /// <summary>The last of the pulls that lean on each other from <paramref name="pull"/> on; null when one of them has not ended.</summary>
    private static TrackedPull? EndOfCompleteRun(TrackedPull pull)
    {
        while (pull.Open == 0)
        {
            if (!pull.LeansOnNext) return pull;
            if (pull.Next is null) return null;
            pull = pull.Next;
        }

        return null;
    }
}

/// <summary>The events of one batch, in order, each with the pull it comes from and the targets that have not settled it.</summary>
internal sealed class TrackedBatch
{
    private Slot[] _slots = new Slot[64];
    private int _count;

    /// <summary>Events that have not ended.</summary>
    public int Open { get; set; }

    public Span<Slot> Slots => _slots.AsSpan(0, _count);

    public void Add(TrackedPull pull, ulong number, int targets)
    {
        if (_count == _slots.Length) Array.Resize(ref _slots, _count * 2);
        _slots[_count++] = new Slot { Pull = pull, Number = number, Targets = targets };
        Open++;
    }

    public void Clear()
    {
        Slots.Clear();
        _count = 0;
    }

    internal struct Slot
    {
        public TrackedPull Pull;
        public ulong Number;
        public int Targets;
        public Outcome Worst;
    }
}
