using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// What a transactional source has sent and not heard of. Turns settlements, which come in parts and in any order, into cumulative
/// acknowledgements in order: a pull is acknowledged when all events of it and of every pull before it on its stream have been delivered.
/// Used by the source's loop only.
/// </summary>
/// <remarks>
/// A failed pull gives up everything that was pulled behind it on the stream: the source replays from there, or goes on; what it pulls from then on
/// starts a new account, and late settlements of what was given up change nothing. A pull whose last bytes wait in a preprocessor belongs
/// to the next one: it is neither acknowledged nor failed without it.
/// </remarks>
internal sealed class SettlementLedger(ulong sourceId)
{
    /// <summary>Accounts of streams without news are kept up to this number, so that a steady stream opens no new one for each batch.</summary>
    private const int MaxIdleStreams = 64;

    private readonly Dictionary<long, TrackedBatch> _batches = [];
    private readonly Dictionary<ulong, TrackedStream> _streams = [];
    private readonly List<TrackedStream> _news = [];
    private readonly Stack<TrackedBatch> _spareBatches = [];
    private readonly Stack<TrackedPull> _sparePulls = [];
    private TrackedPull? _current;

    /// <summary>Events that were sent and have not ended.</summary>
    public int Unsettled { get; private set; }

    /// <summary>What follows comes from this pull.</summary>
    public void BeginPull(ulong stream, ulong number)
    {
        if (!_streams.TryGetValue(stream, out var account)) _streams[stream] = account = new TrackedStream(stream);
        if (!_sparePulls.TryPop(out var pull)) pull = new TrackedPull();
        pull.Reset(account, number, account.Last);
        account.Append(pull);
        _current = pull;
    }

    /// <param name="holdsData">Bytes of this pull wait for the next one.</param>
    public void EndPull(bool holdsData)
    {
        var pull = _current!;
        _current = null;
        pull.LeansOnNext = holdsData;
        Close(pull);
    }

    /// <summary>Bytes of the stream that waited for the next pull are lost: nothing leans on it any more.</summary>
    public void DropLeftovers(ulong stream)
    {
        if (_streams.TryGetValue(stream, out var account) && account.Last is { } last) last.LeansOnNext = false;
    }

    /// <summary>A batch that will be sent under <paramref name="token"/>.</summary>
    public TrackedBatch BeginBatch(long token)
    {
        if (!_spareBatches.TryPop(out var batch)) batch = new TrackedBatch();
        _batches.Add(token, batch);
        return batch;
    }

    /// <summary>The next event of <paramref name="batch"/>, of the current pull, sent to so many targets.</summary>
    public void Track(TrackedBatch batch, ulong number, int targets)
    {
        batch.Add(_current!, number, targets);
        _current!.Open++;
        Unsettled++;
    }

    /// <summary>An event of the current pull that nobody reads has ended on purpose.</summary>
    public void Absorb(ulong number, SourceHooks source)
    {
        _current!.HasAck = true;
        source.Settled(new EventId(sourceId, _current.Stream.Id, number, _current.Number), Outcome.Ack);
    }

    /// <summary>One target has settled a part of a batch. The source hears of each event when its last target has.</summary>
    public void Settle(long token, int first, int count, Outcome outcome, SourceHooks source)
    {
        if (!_batches.TryGetValue(token, out var batch)) return;
        foreach (ref var slot in batch.Slots.Slice(first, count))
        {
            if (slot.Targets == 0) continue;
            slot.Worst = slot.Worst.Worse(outcome);
            if (--slot.Targets > 0) continue;
            batch.Open--;
            Unsettled--;
            End(ref slot, source);
        }

        if (batch.Open > 0) return;
        _batches.Remove(token);
        batch.Clear();
        _spareBatches.Push(batch);
    }

    /// <summary>Tells the source, once a stream, what has been acknowledged and what has failed since the last report.</summary>
    public void Report(SourceHooks source)
    {
        if (_news.Count == 0) return;
        foreach (var stream in _news)
        {
            stream.HasNews = false;
            if (stream.TakeFail() is { } failed)
            {
                // What lies before the failure may be complete by now: it is acknowledged first.
                if (stream.TakeAck(_sparePulls) is { } before) source.Ack(stream.Id, before);
                source.Fail(stream.Id, failed);
            }
            else if (stream.TakeAck(_sparePulls) is { } acknowledged) source.Ack(stream.Id, acknowledged);

            if (stream.Last is null && _streams.Count > MaxIdleStreams) _streams.Remove(stream.Id);
        }

        _news.Clear();
    }

    private void End(ref TrackedBatch.Slot slot, SourceHooks source)
    {
        var pull = slot.Pull;
        if (slot.Worst != Outcome.Unanswered)
        {
            source.Settled(new EventId(sourceId, pull.Stream.Id, slot.Number, pull.Number), slot.Worst);
            if (slot.Worst == Outcome.Ack) pull.HasAck = true;
            else if (!pull.IsGivenUp)
            {
                pull.Stream.GiveUp(pull);
                Notice(pull.Stream);
            }
        }

        Close(pull);
    }

    private void Close(TrackedPull pull)
    {
        if (--pull.Open > 0) return;
        if (pull.IsGivenUp) _sparePulls.Push(pull);
        else Notice(pull.Stream);
    }

    private void Notice(TrackedStream stream)
    {
        if (stream.HasNews) return;
        stream.HasNews = true;
        _news.Add(stream);
    }
}
