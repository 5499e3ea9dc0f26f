using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Settling;

/// <summary>
/// The pulls of one stream that are neither acknowledged nor given up, in order, and those given up with events that have not ended. A pull has a
/// position here, from 0, beside the number that the source knows.
/// </summary>
internal sealed class TrackedStream(ulong id, Stack<PullBlock> spare)
{
    private const int MaxSpare = 64;

    private readonly List<PullBlock?> _blocks = [];
    private long _firstBlock;

    // The first pull that is neither acknowledged nor given up, and the one that will be next.
    private long _front;
    private long _next;

    // All pulls before this have ended, and those of them that are not acknowledged wait for the next one.
    private long _waiting;
    private ulong? _failed;
    private bool _isTorn;

    /// <summary>The stream that has the last bytes of this one.</summary>
    private TrackedStream? _heir;

    /// <summary>Pulls of other streams whose last bytes are part of the first event of this one, with the position of the first pull here.</summary>
    private List<(TrackedStream Stream, long Pull, long At)>? _carried;

    public ulong Id => id;

    public bool HasNews { get; set; }

    /// <summary>Whether every pull is acknowledged or given up, and none of another stream waits for the next.</summary>
    public bool IsIdle => _front == _next && _carried is null or [];

    /// <summary>A new pull; it stays open until <see cref="Decoded"/>.</summary>
    /// <returns>Its position.</returns>
    public long Append(ulong number)
    {
        if (_next >> PullBlock.Shift == _firstBlock + _blocks.Count) _blocks.Add(spare.TryPop(out var block) ? block : new PullBlock());
        Block(_next).Append(Index(_next), number);
        return _next++;
    }

    /// <summary>So many events of the pull are on their way.</summary>
    /// <param name="leansOnNext">Its last bytes are part of the first event of the next pull.</param>
    public void Decoded(long pull, int events, bool leansOnNext)
    {
        Block(pull).SetOpen(Index(pull), events);
        Block(pull).Leans[Index(pull)] = leansOnNext;
    }

    /// <summary>Nothing will complete the last pull, nor those of other streams that wait for the next one: they are answered without.</summary>
    /// <param name="told">Gets the streams that may have news.</param>
    public void DropLeftovers(List<TrackedStream> told)
    {
        if (Previous(_next) is { } last)
        {
            StopLeaning(last);
            told.Add(this);
        }

        foreach (var (stream, pull, _) in TakeCarried(_next, _next))
        {
            stream.EndLeaning(pull, isAcked: false);
            told.Add(stream);
        }
    }

    /// <summary>Pulls whose last bytes wait for the next one fail, also those of other streams.</summary>
    /// <inheritdoc cref="DropLeftovers"/>
    public void FailLeftovers(List<TrackedStream> told)
    {
        if (Previous(_next) is { } last && Block(last).Leans[Index(last)] && !Block(last).HandedOver[Index(last)]) GiveUp(last, told);
        foreach (var (stream, pull, _) in TakeCarried(_next, _next))
            if (stream.IsWaiting(pull)) stream.GiveUp(pull, told);
    }

    /// <summary>Pulls that wait here for the next one, of this stream or of others before it, wait for that of <paramref name="successor"/> from now on.</summary>
    public void HandOver(TrackedStream successor)
    {
        foreach (var (stream, pull, _) in TakeCarried(_next, _next)) successor.Carry(stream, pull);
        if (Previous(_next) is not { } last || !Block(last).Leans[Index(last)]) return;
        Block(last).HandedOver[Index(last)] = true;
        successor.Carry(this, last);
    }

    public ulong NumberOf(long pull) => Block(pull).NumberOf(Index(pull));

    public bool IsGivenUp(long pull) => Block(pull).GivenUp[Index(pull)];

    /// <summary>Anything of it was acked: a pull without an ack is passed over by the next acknowledgement.</summary>
    public void NoteAck(long pull) => Block(pull).Acked[Index(pull)] = true;

    /// <summary>So many events of it have ended.</summary>
    /// <returns>Whether these were the last.</returns>
    public bool Close(long pull, int events)
    {
        if (!Block(pull).Close(Index(pull), events)) return false;
        Drop(pull >> PullBlock.Shift);
        return true;
    }

    /// <summary>
    /// The pull has failed, and with it all that came behind it and those that it was to complete, also of other streams; what waits for a pull that has not come
    /// is of one that has failed.
    /// </summary>
    /// <param name="told">Gets the streams that have news.</param>
    public void GiveUp(long pull, List<TrackedStream> told)
    {
        told.Add(this);
        _isTorn = true;
        while (Previous(pull) is { } before && Block(before).Leans[Index(before)] && !Block(before).HandedOver[Index(before)]) pull = before;
        _failed = NumberOf(pull);
        var carried = TakeCarried(pull, _next);
        for (; pull < _next; pull++) Block(pull).GivenUp[Index(pull)] = true;
        MoveFront(_front);
        foreach (var (stream, leaning, _) in carried)
            if (stream.IsWaiting(leaning)) stream.GiveUp(leaning, told);
        var heir = _heir;
        _heir = null;
        heir?.GiveUpInherited(told);
    }

    /// <summary>Whether bytes that wait for the next pull are of pulls that were given up since the last call: the source brings them again, or never.</summary>
    public bool TakeTorn()
    {
        var isTorn = _isTorn;
        _isTorn = false;
        return isTorn;
    }

    /// <summary>The lowest pull that failed since the last call. A later failure is always lower: what lies behind the first is given up.</summary>
    public ulong? TakeFail()
    {
        var failed = _failed;
        _failed = null;
        return failed;
    }

    /// <summary>Takes off the complete pulls in front; the last of them with an ack is the one to acknowledge.</summary>
    /// <param name="told">Gets the other streams that may have news.</param>
    public ulong? TakeAck(List<TrackedStream> told)
    {
        ulong? acknowledged = null;
        for (var end = EndOfCompleteRun(); end >= 0; end = EndOfCompleteRun())
        {
            var isAcked = false;
            for (var pull = _front; pull <= end; pull++)
            {
                if (!Block(pull).Acked[Index(pull)]) continue;
                acknowledged = NumberOf(pull);
                isAcked = true;
            }

            foreach (var (stream, pull, _) in TakeCarried(_front, end))
            {
                stream.EndLeaning(pull, isAcked);
                told.Add(stream);
            }

            MoveFront(end + 1);
        }

        return acknowledged;
    }

    private void Carry(TrackedStream stream, long pull)
    {
        (_carried ??= []).Add((stream, pull, _next));
        stream._heir = this;
    }

    /// <summary>A stream before this one has failed: where its last bytes wait here for the next pull, so have all that wait with them.</summary>
    private void GiveUpInherited(List<TrackedStream> told)
    {
        if (TakeCarried(_next, _next) is not { Length: > 0 } carried) return;
        told.Add(this);
        _isTorn = true;
        foreach (var (stream, pull, _) in carried)
            if (stream.IsWaiting(pull)) stream.GiveUp(pull, told);
    }

    private (TrackedStream Stream, long Pull, long At)[] TakeCarried(long from, long to)
    {
        if (_carried is null or []) return [];
        var taken = new List<(TrackedStream Stream, long Pull, long At)>();
        for (var i = _carried.Count - 1; i >= 0; i--)
        {
            if (_carried[i].At < from || _carried[i].At > to) continue;
            taken.Add(_carried[i]);
            _carried.RemoveAt(i);
        }

        return [.. taken];
    }

    /// <summary>The stream that its last bytes went into has been answered for.</summary>
    private void EndLeaning(long pull, bool isAcked)
    {
        if (!IsWaiting(pull)) return;
        StopLeaning(pull);
        if (isAcked) NoteAck(pull);
    }

    private void StopLeaning(long pull)
    {
        Block(pull).Leans[Index(pull)] = false;
        Block(pull).HandedOver[Index(pull)] = false;
        _waiting = Math.Min(_waiting, pull);
    }

    private bool IsWaiting(long pull) => pull >= _front && !IsGivenUp(pull);

    private static int Index(long pull) => (int)pull & (PullBlock.Size - 1);

    private PullBlock Block(long pull) => _blocks[(int)((pull >> PullBlock.Shift) - _firstBlock)]!;

    /// <summary>The pull before that is neither acknowledged nor given up.</summary>
    private long? Previous(long pull)
    {
        for (pull--; pull >= _front; pull--)
            if (!IsGivenUp(pull)) return pull;
        return null;
    }

    /// <summary>The last of the pulls in front of which each needs the next to complete it; negative when one of them has not ended.</summary>
    private long EndOfCompleteRun()
    {
        for (_waiting = Math.Max(_waiting, _front); _waiting < _next && !Block(_waiting).Open[Index(_waiting)]; _waiting++)
        {
            if (!Block(_waiting).Leans[Index(_waiting)]) return _waiting;
            if (Block(_waiting).HandedOver[Index(_waiting)]) return -1;
        }

        return -1;
    }

    /// <summary>Everything before this is acknowledged or given up, and so may be what comes next.</summary>
    private void MoveFront(long to)
    {
        while (to < _next && IsGivenUp(to)) to++;
        var block = _front >> PullBlock.Shift;
        _front = to;
        for (; block < _front >> PullBlock.Shift; block++) Drop(block);
    }

    /// <summary>A block is of no use when its pulls are acknowledged or given up and no event of them is on its way.</summary>
    private void Drop(long number)
    {
        ref var block = ref CollectionsMarshal.AsSpan(_blocks)[(int)(number - _firstBlock)];
        if (number >= _front >> PullBlock.Shift || block is not { OpenPulls: 0 }) return;
        block.Clear();
        if (spare.Count < MaxSpare) spare.Push(block);
        block = null;
        var gone = 0;
        while (gone < _blocks.Count && _blocks[gone] is null) gone++;
        _blocks.RemoveRange(0, gone);
        _firstBlock += gone;
    }
}

/// <summary>Some hundred pulls in a row: a few bits each, and more only where their numbers have gaps or a pull has several events.</summary>
internal sealed class PullBlock
{
    public const int Shift = 8;
    public const int Size = 1 << Shift;

    public Bits Open;
    public Bits Acked;
    public Bits Leans;
    public Bits GivenUp;

    /// <summary>Pulls that lean on one of another stream.</summary>
    public Bits HandedOver;
    private ulong _firstNumber;
    private ulong[]? _numbers;
    private int[]? _events;

    /// <summary>Pulls with events that have not ended, or that are being decoded.</summary>
    public int OpenPulls { get; private set; }

    public void Append(int i, ulong number)
    {
        if (i == 0) _firstNumber = number;
        else if (_numbers is null && number != _firstNumber + (ulong)i)
        {
            _numbers = new ulong[Size];
            for (var before = 0; before < i; before++) _numbers[before] = _firstNumber + (ulong)before;
        }

        if (_numbers is not null) _numbers[i] = number;
        Open[i] = true;
        OpenPulls++;
    }

    public ulong NumberOf(int i) => _numbers is null ? _firstNumber + (ulong)i : _numbers[i];

    public void SetOpen(int i, int events)
    {
        if (events == 0) Shut(i);
        if (events > 1) _events ??= new int[Size];
        if (_events is not null) _events[i] = events;
    }

    /// <returns>Whether the pull has no open event any more.</returns>
    public bool Close(int i, int events)
    {
        if (_events is not null && (_events[i] -= events) > 0) return false;
        Shut(i);
        return true;
    }

    public void Clear()
    {
        Open.Clear();
        Acked.Clear();
        Leans.Clear();
        GivenUp.Clear();
        HandedOver.Clear();
        _numbers = null;
    }

    private void Shut(int i)
    {
        Open[i] = false;
        OpenPulls--;
    }

    /// <summary>A bit for each pull; takes no memory until one is set.</summary>
    internal struct Bits
    {
        private ulong[]? _words;

        public bool this[int i]
        {
            readonly get => _words is not null && (_words[i >> 6] >> (i & 63) & 1) != 0;
            set
            {
                if (value) (_words ??= new ulong[Size / 64])[i >> 6] |= 1UL << (i & 63);
                else if (_words is not null) _words[i >> 6] &= ~(1UL << (i & 63));
            }
        }

        public readonly void Clear() => _words?.AsSpan().Clear();
    }
}
