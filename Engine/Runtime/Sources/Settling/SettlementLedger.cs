using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Settling;

/// <summary>
/// The account of what a transactional source has sent and not heard of. It turns settlements, which come in parts and in any order, into cumulative
/// acknowledgements in order: a pull is acknowledged when all events of it and of every pull before it on its stream have been acked.
/// Used by the source's loop only.
/// </summary>
/// <remarks>
/// A failed pull gives up everything that was pulled behind it on the stream: the source replays from there, or goes on; what it pulls from then on
/// starts a new account, and late settlements of what was given up change nothing. A pull whose last bytes wait in a preprocessor belongs
/// to the next one: it is neither acknowledged nor failed without it; where it is given up, these bytes are dropped (<see cref="Torn"/>).
/// <para>
/// Events that stay unsettled for long, because a window holds them, cost little: a bit each, and a run where they come from one pull or from one pull each.
/// </para>
/// </remarks>
internal sealed class SettlementLedger(ulong sourceId)
{
    /// <summary>Accounts of streams without news are kept up to this number, so that a steady stream opens no new one for each batch.</summary>
    private const int MaxIdleStreams = 64;
    private const int MaxSparePages = 64;

    private readonly Dictionary<long, LedgerPage> _pages = [];
    private readonly Dictionary<ulong, TrackedStream> _streams = [];
    private readonly List<TrackedStream> _news = [];
    private readonly List<TrackedStream> _told = [];
    private readonly Stack<TrackedBatch> _spareBatches = [];
    private readonly Stack<LedgerPage> _sparePages = [];
    private readonly Stack<PullBlock> _spareBlocks = [];

    // What is being decoded.
    private TrackedStream? _stream;
    private long _pull;
    private int _events;

    /// <summary>Told, before the source hears of the failure, of each stream whose decoder holds bytes of pulls that were given up.</summary>
    public Action<ulong>? Torn { get; set; }

    /// <summary>Whether <see cref="Report"/> has anything to tell.</summary>
    public bool HasNews => _news.Count > 0;

    /// <summary>Events that were sent and have not ended.</summary>
    public long Unsettled { get; private set; }

    /// <summary>Everything from here on comes of this pull.</summary>
    public void BeginPull(ulong stream, ulong number)
    {
        if (!_streams.TryGetValue(stream, out _stream)) _streams[stream] = _stream = new TrackedStream(stream, _spareBlocks);
        _pull = _stream.Append(number);
        _events = 0;
    }

    /// <param name="holdsData">Bytes of this pull wait for the next one.</param>
    public void EndPull(bool holdsData)
    {
        _stream!.Decoded(_pull, _events, holdsData);
        if (_events == 0 && !holdsData) Notice(_stream);
        _stream = null;
    }

    /// <summary>A pull ends in the middle of being decoded, or before, and fails with what has come of it.</summary>
    public void FailPull(ulong stream, ulong number)
    {
        if (_stream is null) BeginPull(stream, number);
        FailOpenPull();
    }

    /// <summary>The pull that is being decoded, if there is one, fails with what has come of it.</summary>
    public void FailOpenPull()
    {
        if (_stream is not { } account) return;
        var pull = _pull;
        _stream = null;
        account.Decoded(pull, _events, leansOnNext: false);
        account.GiveUp(pull, _told);
        NoticeTold();
    }

    /// <summary>Bytes of the stream that waited for the next pull are lost: no pull waits for the next any more.</summary>
    public void DropLeftovers(ulong stream)
    {
        if (!_streams.TryGetValue(stream, out var account)) return;
        account.DropLeftovers(_told);
        NoticeTold();
    }

    /// <summary>Bytes of the stream that waited for the next pull are gone, and the source brings them again: their pulls fail.</summary>
    public void FailLeftovers(ulong stream)
    {
        if (!_streams.TryGetValue(stream, out var account)) return;
        account.FailLeftovers(_told);
        NoticeTold();
    }

    /// <summary>A stream is continued by another: its last pull, whose last bytes wait, is answered with the first event of that one.</summary>
    public void LeanOn(ulong stream, ulong successor)
    {
        if (!_streams.TryGetValue(stream, out var account)) return;
        if (!_streams.TryGetValue(successor, out var next)) _streams[successor] = next = new TrackedStream(successor, _spareBlocks);
        account.HandOver(next);
    }

    /// <summary>A batch that is filled for so many targets.</summary>
    public TrackedBatch BeginBatch(int targets)
    {
        if (!_spareBatches.TryPop(out var batch)) batch = new TrackedBatch();
        batch.Begin(targets);
        return batch;
    }

    /// <summary>The next event of <paramref name="batch"/>, of the current pull.</summary>
    public void Track(TrackedBatch batch, ulong number)
    {
        batch.Add(_stream!, _pull, number);
        _events++;
    }

    /// <summary>The batch is full: its events get the numbers from <paramref name="first"/> on. Batches come in the order of these numbers, without a gap.</summary>
    public void Send(TrackedBatch batch, long first)
    {
        for (var r = 0; r < batch.Runs.Length; r++)
        {
            var run = batch.Runs[r];
            for (var (at, end) = (run.Start, batch.EndOf(r)); at < end;)
            {
                var page = PageOf(first + at);
                var count = Math.Min(end - at, LedgerPage.Size - page.Count);
                page.Add(run, count, batch.Targets);
                at += count;
                run = run with { Pull = run.Pull + ((long)run.Step * count), Event = run.Event + (ulong)count };
            }
        }

        Unsettled += batch.Count;
        _spareBatches.Push(batch);
    }

    /// <summary>An event of the current pull that nobody reads has ended on purpose.</summary>
    public void Absorb(ulong number, SourceHooks source)
    {
        _stream!.NoteAck(_pull);
        source.Settled(new EventId(sourceId, _stream.Id, number, _stream.NumberOf(_pull)), Outcome.Ack);
    }

    /// <summary>One target has settled events. The source hears of each event when its last target has.</summary>
    public void Settle(long first, long count, Outcome outcome, SourceHooks source)
    {
        while (count > 0)
        {
            var (number, place) = (first >> LedgerPage.Shift, (int)first & (LedgerPage.Size - 1));
            var inPage = (int)Math.Min(count, LedgerPage.Size - place);
            if (_pages.TryGetValue(number, out var page))
            {
                Settle(page, place, Math.Min(place + inPage, page.Count), outcome, source);
                if (page is { Open: 0, Count: LedgerPage.Size })
                {
                    _pages.Remove(number);
                    page.Clear();
                    if (_sparePages.Count < MaxSparePages) _sparePages.Push(page);
                }
            }

            (first, count) = (first + inPage, count - inPage);
        }
    }

    /// <summary>Tells the source, once a stream, what has been acknowledged and what has failed since the last report.</summary>
    public void Report(SourceHooks source)
    {
        if (_news.Count == 0) return;
        // What is said of one stream may be news of another, which comes behind it then.
        for (var i = 0; i < _news.Count; i++)
        {
            var stream = _news[i];
            stream.HasNews = false;
            if (stream.TakeTorn()) Torn?.Invoke(stream.Id);
            if (stream.TakeFail() is { } failed)
            {
                // What lies before the failure may be complete by now: it is acknowledged first.
                if (stream.TakeAck(_told) is { } before) source.Ack(stream.Id, before);
                source.Fail(stream.Id, failed);
            }
            else if (stream.TakeAck(_told) is { } acknowledged) source.Ack(stream.Id, acknowledged);

            NoticeTold();
            if (stream.IsIdle && _streams.Count > MaxIdleStreams && _streams.GetValueOrDefault(stream.Id) == stream) _streams.Remove(stream.Id);
        }

        _news.Clear();
    }

    private LedgerPage PageOf(long number)
    {
        if (_pages.TryGetValue(number >> LedgerPage.Shift, out var page)) return page;
        if (!_sparePages.TryPop(out page)) page = new LedgerPage();
        _pages.Add(number >> LedgerPage.Shift, page);
        return page;
    }

    private void Settle(LedgerPage page, int place, int end, Outcome outcome, SourceHooks source)
    {
        while (place < end)
        {
            ref readonly var run = ref page.RunAt(place, out var runEnd);
            runEnd = Math.Min(runEnd, end);
            if (run.Step == 0)
            {
                SettlePull(page, run, run.Pull, place, runEnd, outcome, source);
                place = runEnd;
            }
            else
                for (; place < runEnd; place++) SettlePull(page, run, run.Pull + place - run.Start, place, place + 1, outcome, source);
        }
    }

    /// <summary>Settles events of one pull.</summary>
    private void SettlePull(LedgerPage page, in EventRun run, long pull, int place, int end, Outcome outcome, SourceHooks source)
    {
        var stream = run.Stream;
        var id = default(EventId);
        var (ended, hasAck, hasFailed) = (0, false, false);
        for (; place < end; place++)
        {
            var worst = outcome;
            if (!page.Settle(place, ref worst)) continue;
            // The pull of an event that has ended before may be forgotten.
            if (ended++ == 0) id = new EventId(sourceId, stream.Id, 0, stream.NumberOf(pull));
            if (worst == Outcome.Unanswered) continue;
            source.Settled(id with { Event = run.Event + (ulong)(place - run.Start) }, worst);
            hasAck |= worst == Outcome.Ack;
            hasFailed |= worst == Outcome.Fail;
        }

        if (ended == 0) return;
        Unsettled -= ended;
        if (hasAck) stream.NoteAck(pull);
        var isGivenUp = stream.IsGivenUp(pull);
        if (hasFailed && !isGivenUp)
        {
            stream.GiveUp(pull, _told);
            NoticeTold();
        }

        if (stream.Close(pull, ended) && !isGivenUp) Notice(stream);
    }

    private void NoticeTold()
    {
        foreach (var stream in _told) Notice(stream);
        _told.Clear();
    }

    private void Notice(TrackedStream stream)
    {
        if (stream.HasNews) return;
        stream.HasNews = true;
        _news.Add(stream);
    }
}
