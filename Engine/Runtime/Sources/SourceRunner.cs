using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>
/// Runs a source (spec: runtime 9): one loop that obeys commands, hands settlements to the source and pulls. Everything that touches the source
/// happens in this loop; what comes from other threads is queued and wakes it, giving up a pull that waits.
/// </summary>
/// <remarks>
/// The content of a pull goes to <see cref="SourceStreams"/>, from there through an <see cref="IStreamDecoder"/> to <see cref="StreamEvents"/>, which fill the
/// batches of <see cref="SourcePorts"/>. Pulls that complete at once fill one batch; a batch leaves as soon as a pull has to wait, or when it is full.
/// </remarks>
internal sealed class SourceRunner : IUpstream
{
    /// <summary>So many batches in a row without waiting, and the loop gives way to others.</summary>
    private const int MaxBatchesInARow = 64;

    private readonly ISource _source;
    private readonly ConnectorContext _context;
    private readonly SourceHooks _hooks;
    private readonly SettlementLedger? _ledger;
    private readonly SourcePorts _ports;
    private readonly SourceStreams _streams;
    private readonly PullsAhead _ahead;
    private readonly SourceClock _clock;
    private readonly PullGate _gate = new();
    private readonly PullPace _pace;
    private readonly PullHaste _haste;
    private readonly SourceDrain _drain;
    private readonly DueTimer _dueTimer;
    private readonly Interruption _waiting = new();
    private readonly AsyncSignal _signal = new();
    private readonly ConcurrentQueue<SettledEvents> _settlements = new();
    private readonly CommandQueue _commands;
    private Task? _loop;

    // Used by the loop only.
    private readonly NewestInsights _newest = new();
    private readonly LogPace _replyFailuresShown;
    private readonly HashSet<ulong> _failed = []; // streams with a pull that could not be taken, of which the source has not heard
    private ExceptionDispatchInfo? _fault; // of the engine, behind the last pull
    private bool _isToldPausing;
    private bool _isConnected;
    private bool _isStopped;

    // Set by the loop, seen by all.
    private volatile bool _hasRead; // since the connection was made

    public SourceRunner(ISource source, ConnectorPlan plan, ConnectorContext context, ConnectorStatistics statistics, PullsAheadOptions? ahead = null, ConnectorReporter? reporter = null)
    {
        (_source, _context) = (source, context);
        _commands = new CommandQueue(Wake);
        _hooks = new SourceHooks(source, context.Alias, context.Logger, context.Time);
        _replyFailuresShown = new LogPace(context.Time);
        _ledger = source.IsTransactional ? new SettlementLedger(context.Id) : null;
        _ports = new SourcePorts(context, _ledger, _hooks, this, statistics.Losses) { Reporter = reporter };
        _clock = new SourceClock(context.Time);
        _pace = new PullPace(context.Time, Wake);
        _haste = new PullHaste(context.Time);
        _streams = new SourceStreams(plan, context, _ports, statistics, _clock);
        _ahead = new PullsAhead(ahead ?? PullsAheadOptions.OfThisMachine, _streams, _ports);
        if (_ledger is not null) _ledger.Torn = _streams.Restart;
        _drain = new SourceDrain(context, !source.IsTransactional, _gate, _streams, _ports, TakeReadAheadAsync);
        _dueTimer = new DueTimer(context.Time, _clock, () => _commands.Post(_dueTimer!.Forget));
    }

    public ulong Id => _context.Id;

    /// <summary>The holds on the source. Any thread may ask.</summary>
    public SourceHolds Holds => _gate.Holds;

    /// <summary>Told when a pull ends the connection, one way or the other. Must not wait for this source.</summary>
    public Action<OutsideFailure>? Disconnected { get; set; }

    /// <summary>Whether it has started and all sinks that it can reach were connected once: before, it reads nothing. Any thread may ask.</summary>
    public bool HasBegun => !_gate.Holds.HasFlag(SourceHolds.Gate);

    /// <summary>Whether anything was read since the connection was made.</summary>
    public bool HasRead => _hasRead;

    /// <summary>Completes when the source has said that it is at its end, and all that it emitted has come out of every sink.</summary>
    public Task Finished => _drain.Finished;

    /// <summary>How far the reading is; null for a source that has no end of its own. Any thread may ask.</summary>
    public InputExtent? Extent => _source.Extent;

    /// <summary>Whether the source has said that it will never deliver again. Any thread may ask.</summary>
    public bool IsAtEnd => _drain.IsAtEnd;

    /// <summary>
    /// Events that nobody can send again, and that are somewhere between here and the sinks, count as lost from now on, until a sink tells of them. From any thread.
    /// </summary>
    /// <inheritdoc cref="SourcePorts.CountOwedAsLost"/>
    public long CountUnderWayAsLost(long noted)
    {
        var rest = _ports.CountOwedAsLost(noted);
        _ahead.CountAsLost();
        return rest;
    }

    private bool CanPull =>
        _isConnected && !_isStopped && !_pace.IsPausing && _ports.AreRead
        // A drain that reads on is not stopped by a pause.
        && (_drain.HasBegun ? _gate.Holds & ~SourceHolds.User : _gate.Holds) == SourceHolds.None;

    /// <summary>Links a target to a port. Before the start.</summary>
    public void AddTarget(Port port, IEventTarget target) => _ports[port].Targets.Add(target);

    /// <summary>The sinks that events of this source can reach; it waits for each of them to be ready. Before the start.</summary>
    /// <param name="deadEnds">Others that answer its drain signal: pipelines that lead to no sink.</param>
    public void ExpectSinks(IReadOnlyCollection<ulong> sinks, IEnumerable<ulong> deadEnds)
    {
        _gate.ExpectSinks(sinks.Count);
        _drain.ExpectSinks(sinks.Concat(deadEnds));
    }

    /// <summary>One of the expected sinks is connected for the first time.</summary>
    public void OnSinkReady()
    {
        _gate.OneIsReady();
        Wake();
    }

    /// <summary>Starts the loop and sends the start signal.</summary>
    public void Start()
    {
        _commands.Open();
        _loop = Task.Run(RunAsync);
        _ = _commands.DoAsync(async () =>
        {
            _gate.OneIsReady();
            await _ports.SignalAsync(new Signal(SignalKind.Start, Id, _context.Time.NowNs()));
        });
    }

    /// <summary>One attempt. A failure is the exception of the returned task; no pull starts before <see cref="SetConnectedAsync"/>.</summary>
    public Task ConnectAsync(CancellationToken cancellation) => _commands.DoAsync(
        () => _isStopped ? throw new OperationCanceledException(cancellation) : _source.ConnectAsync(cancellation));

    public Task SetConnectedAsync() => _commands.DoAsync(() =>
    {
        _isConnected = true;
        _hasRead = false;
        return default;
    });

    /// <param name="inGoodOrder">Whether what was being received is complete, or the rest of it is gone with the connection.</param>
    public Task SetDisconnectedAsync(bool inGoodOrder) => _commands.DoAsync(() =>
    {
        _hasRead = false;
        Disconnect(inGoodOrder);
        return default;
    });

    /// <summary>No pull begins from now on, or until the next call. Does not wait: the loop may be sending.</summary>
    public void Pause(bool isPaused)
    {
        _gate.SetUser(isPaused);
        _commands.Post(TellPausing);
    }

    /// <summary>
    /// A sink that was connected has failed for good: it holds the source no longer, for the sake of the others, whether or not the source has begun. Not where the
    /// source can send again what a sink does not take: it would do so for ever. Does not wait.
    /// </summary>
    public void GoOnWithout(ulong sink, string alias)
    {
        if (_ledger is not null)
        {
            _context.Logger.LogWarning(
                "[Source::{Alias}] Held from now on: {Sink} has failed for good, and what it does not take would be sent again and again", _context.Alias, alias);
            return;
        }

        _context.Logger.LogWarning("[Source::{Alias}] Going on without {Sink}: it has failed for good, and what comes to it is lost", _context.Alias, alias);
        _commands.Post(() =>
        {
            _gate.Forget(sink);
            TellPausing();
        });
    }

    /// <summary>A sink that was never connected has failed for good: the source does not begin.</summary>
    public void StayClosedFor(string alias) => _context.Logger.LogError(
        "[Source::{Alias}] Reads nothing: {Sink} has failed for good before it was ever connected, which all its sinks must have been", _context.Alias, alias);

    /// <summary>Stops reading; completes when everything that was read has come out of every sink that it can reach.</summary>
    public async Task DrainAsync()
    {
        await _commands.DoAsync(() => _drain.BeginAsync(_source.ReadsOnWhileDraining && _isConnected));
        await _drain.Ended;
    }

    /// <summary>A drain that still reads the open streams to their end reads no more.</summary>
    public void EndReading() => _commands.Post(_drain.CutAsync);

    public async Task StopAsync()
    {
        await _commands.DoAsync(async () =>
        {
            _isStopped = true;
            await _drain.StopAsync(canReadAgain: _source.ReadsOnWhileDraining);
            await _ports.FlushAsync();
            await HearSettlementsAsync();
            await _hooks.StopAsync();
        });
        if (_loop is not null) await _loop;
        await _commands.CloseAsync();
        _pace.Dispose();
        _ports.Reporter?.Dispose();
        await _dueTimer.DisposeAsync();
        _drain.GiveUp();
    }

    void IUpstream.Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        if (_ledger is null)
        {
            _ports.Settled(count);
            return;
        }

        _settlements.Enqueue(new SettledEvents(first, count, null, outcome, durationNs));
        Wake();
    }

    void IUpstream.Settle(ReadOnlySpan<SettledEvents> all)
    {
        foreach (ref readonly var events in all)
            if (_ledger is not null) _settlements.Enqueue(events);
            else _ports.Settled(events.Runs is null ? events.Count : events.Ranges().Sum(static r => r.Count));
        if (_ledger is not null) Wake();
    }

    void IUpstream.OnInsight(in Insight insight, object receiver)
    {
        if (insight.Kind is not (InsightKind.BreakerOpen or InsightKind.BreakerClosed or InsightKind.Drained)) return;
        var received = insight;
        _commands.Post(() => Obey(received));
    }

    private async Task RunAsync()
    {
        try
        {
            await PullUntilStoppedAsync();
        }
        catch (Exception e)
        {
            // Nothing of a source or a target gets here: it is a fault of this class. The flow can still be stopped.
            _context.Logger.LogCritical(e, "[Source::{Alias}] Stopped by a fault of the engine: {Message}", _context.Alias, e.Message);
            _isConnected = false;
            await _commands.CloseAsync();
            // A drain that was reading on reads no further.
            _commands.Post(_drain.CutAsync);
            // What was read goes out yet, in a drain; from then on it is as if the connection were gone for good.
            Disconnected?.Invoke(OutsideFailure.Permanent($"stopped by a fault of the engine: {e.Message}"));
        }
    }

    private async Task PullUntilStoppedAsync()
    {
        var batchesInARow = 0;
        while (true)
        {
            await ObeyAsync();
            if (_isStopped) return;
            if (!CanPull)
            {
                await TakeAheadAsync();
                await RestAsync();
                continue;
            }

            _clock.Start();
            _streams.WakeDue();
            var waited = await PullAsync();
            _fault?.Throw();
            if (!waited && !_ports.HasFullBatch) continue;
            await _ports.FlushAsync();
            batchesInARow = waited ? 0 : batchesInARow + 1;
            if (batchesInARow < MaxBatchesInARow) continue;
            batchesInARow = 0;
            await Task.Yield();
        }
    }

    /// <summary>Waits for something to change.</summary>
    private async ValueTask RestAsync()
    {
        _clock.Stop();
        _dueTimer.Forget();
        if (!_isConnected) await _drain.OnDisconnectedAsync();
        await _ports.FlushAsync();
        await _signal.WaitAsync();
    }

    /// <summary>One pull and what it brings.</summary>
    /// <returns>Whether it had to wait.</returns>
    private async ValueTask<bool> PullAsync()
    {
        // A preprocessor that wants to be woken gives up the pull.
        if (_streams.DueNs is { } due) _dueTimer.Set(due);
        var waited = false;
        SourceReply reply;
        _waiting.Begin();
        try
        {
            if (!_commands.IsEmpty || !_settlements.IsEmpty) return false;
            _haste.Begin();
#pragma warning disable CA2012 // Where it is awaited here it throws: nobody awaits it a second time.
            ValueTask<SourceReply> pull;
            using (MemoryShortage.Bear())
            {
                pull = _source.PullAsync(_waiting.Token);
                if (pull.IsFaulted) pull.GetAwaiter().GetResult();
            }
#pragma warning restore CA2012

            waited = !pull.IsCompleted;
            if (waited) await SendBesidePullAsync();
            reply = await pull;
        }
        catch (OperationCanceledException) when (_waiting.IsRequested)
        {
            return waited;
        }
        catch (OutOfMemoryException)
        {
            // The next pull would ask for as much again.
            await OnPullFailedAsync(OutsideFailure.Permanent("out of memory while reading; a smaller `chunk_size`, if it has one, or more memory help"));
            return true;
        }
        catch (Exception e)
        {
            await OnPullFailedAsync(OutsideFailure.Of(e));
            return true;
        }
        finally
        {
            _waiting.End();
        }

        _pace.Succeeded();
        if (reply.Kind is SourceReplyKind.Data or SourceReplyKind.Structured) _hasRead = true;
        _haste.End(waited, reply);
        if (!_haste.IsAhead || !_ahead.TryAdd(reply))
        {
            await TakeAheadAsync();
            await TakeOrDropAsync(reply, null);
        }
        else if (_ahead.IsFull) await TakeNextAsync();

        return waited;
    }

    /// <summary>
    /// Takes and sends what is there while a pull waits. What the source has to hear of it gives up the pull, and so does a fault of the engine.
    /// </summary>
    private async ValueTask SendBesidePullAsync()
    {
        try
        {
            if (!_ahead.IsEmpty)
            {
                _hooks.IsPulling = true;
                await TakeAheadAsync();
                if (!_isConnected || _hooks.HasHeld || _ledger is { HasNews: true }) _waiting.Request();
            }

            await _ports.FlushAsync();
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
            _waiting.Request();
        }
        finally
        {
            _hooks.IsPulling = false;
        }
    }

    /// <summary>Takes what was pulled ahead.</summary>
    private async ValueTask TakeAheadAsync()
    {
        while (!_ahead.IsEmpty) await TakeNextAsync();
    }

    private async ValueTask TakeNextAsync()
    {
        var (reply, run) = await _ahead.NextAsync();
        await TakeOrDropAsync(reply, run);
        _ahead.GiveBack(run);
    }

    /// <summary>A pull that may have been made before one in front of it failed, behind which it would not have been made: then it has never been.</summary>
    private async ValueTask TakeOrDropAsync(SourceReply reply, LineRun? run)
    {
        if (!_isConnected) _streams.Drop(reply, "out of memory while decoding what came before");
        else if (_failed.Count > 0 && reply.Kind != SourceReplyKind.Finished && _failed.Contains(reply.Stream)) _streams.Drop(reply, "");
        else await TakeAsync(reply, run);
    }

    /// <summary>What the source has read ahead when a drain or a stop ends the reading, and the rest of the piece that this cuts.</summary>
    private async ValueTask TakeReadAheadAsync(TimeSpan patience)
    {
        while (await _hooks.TakeReadAheadAsync() is { } reply)
        {
            await TakeAsync(reply);
            if (_ports.HasFullBatch) await _ports.FlushAsync();
        }

        if (!_streams.HoldsData) return;
        using var over = new CancellationTokenSource(patience, _context.Time);
        while (_streams.HoldsData && !_drain.IsAtEnd && await _hooks.ReadOnAsync(over.Token) is { } more) await TakeAsync(more);
    }

    private async ValueTask TakeAsync(SourceReply reply, LineRun? ahead = null)
    {
        var isTaken = false;
        try
        {
            using (MemoryShortage.Bear()) _streams.Take(reply, ahead);
            isTaken = true;
            _drain.IsAtEnd |= reply.Kind == SourceReplyKind.Finished;
            await _drain.OnPulledAsync();
        }
        catch (OutOfMemoryException)
        {
            // Part of the pull is gone: what the streams hold does not belong to what would come next.
            const string reason = "out of memory while decoding; shorter pieces, a smaller `max_length` or more memory help";
            if (!isTaken) _streams.GiveUp(reply, reason);
            Fail(OutsideFailure.Permanent(reason));
        }
        catch (Exception e)
        {
            if (_replyFailuresShown.TryTake(out var hidden))
                _context.Logger.LogError(e, "[Source::{Alias}] Error handling source reply{Hidden}: {Message}", _context.Alias, LogPace.Hidden(hidden), e.Message);
            if (isTaken) return;
            _streams.GiveUp(reply, e.Message);
            // The source brings it again, and what came behind it.
            if (_ledger is not null && reply.Kind != SourceReplyKind.Finished) _failed.Add(reply.Stream);
        }
    }

    private async ValueTask OnPullFailedAsync(OutsideFailure failure)
    {
        await TakeAheadAsync();
        _streams.CountFailedPull();
        var inGoodOrder = failure.Kind == FailureKind.EndOfStream;
        if (!inGoodOrder) _context.Logger.LogError("[Source::{Alias}] Error pulling data: {Message}", _context.Alias, failure.Reason);
        if (failure.Kind is FailureKind.Retry or FailureKind.RetryAfter)
        {
            _pace.Failed(failure.After);
            return;
        }

        Fail(failure);
    }

    /// <summary>The connection has ended, one way or the other.</summary>
    private void Fail(OutsideFailure failure)
    {
        Disconnect(failure.Kind == FailureKind.EndOfStream);
        Disconnected?.Invoke(failure);
    }

    private void Disconnect(bool inGoodOrder)
    {
        _isConnected = false;
        if (inGoodOrder) _streams.FinishAll();
        else _streams.BreakAll(StreamBreak.Disconnected);
    }

    private async ValueTask ObeyAsync()
    {
        // A command finds all taken that was pulled before it came.
        var isAsked = !_commands.IsEmpty;
        if (isAsked || !_isConnected) await TakeAheadAsync();
        await HearSettlementsAsync();
        if (isAsked) await _commands.RunAsync();
    }

    private async ValueTask HearSettlementsAsync()
    {
        if (_ledger is null) return;
        _hooks.TellHeld();
        while (_settlements.TryDequeue(out var events))
        {
            // A failure gives up what was pulled behind the event, so that must be known; of several targets, an ack may bring the failure of another one.
            if (events.Outcome == Outcome.Fail || _ports.HaveSeveralTargets) await TakeAheadAsync();
            if (events.Runs is null) _ledger.Settle(events.First, events.Count, events.Outcome, _hooks);
            else
                foreach (var (first, count) in events.Runs.Runs()) _ledger.Settle(first, count, events.Outcome, _hooks);
        }

        // What was pulled before the source hears of a failure is behind it.
        if (_failed.Count > 0) await TakeAheadAsync();
        _failed.Clear();
        _ledger.Report(_hooks);
    }

    private void Obey(in Insight insight)
    {
        if (!_newest.IsNews(insight, null)) return;
        switch (insight.Kind)
        {
            case InsightKind.BreakerOpen:
                _gate.SetBreaker(insight.Maker, isOpen: true);
                TellPausing();
                break;
            case InsightKind.BreakerClosed:
                _gate.SetBreaker(insight.Maker, isOpen: false);
                TellPausing();
                break;
            case InsightKind.Drained when insight.Source == Id:
                _drain.OnSinkDrained(insight.Maker);
                break;
        }
    }

    private void TellPausing()
    {
        if (_gate.IsPausing == _isToldPausing) return;
        _isToldPausing = !_isToldPausing;
        _hooks.Pause(_isToldPausing);
    }

    private void Wake()
    {
        _signal.Set();
        _waiting.Request();
    }
}
