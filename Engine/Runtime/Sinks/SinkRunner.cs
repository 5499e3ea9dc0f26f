using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>
/// Runs a sink (spec: runtime 11): a bounded queue of batches and signals, and one loop that obeys commands, delivers and settles. Everything that
/// touches the sink happens in this loop.
/// </summary>
/// <remarks>
/// Without a connection the breaker is open, so that sources stop. What is on its way then: transactional events fail, for their
/// source can send them again; others wait, and their senders with them, until the connection is back. When it is given up, or the
/// sink stops, they fail too, and are counted and logged as lost. So does what streaming postprocessors hold (<see cref="UnwrittenEvents"/>).
/// <para>
/// A sink that does not come back from a call when the time for the stop is over is left alone: the stop takes over from the loop (<see cref="SinkCall"/>),
/// fails what the sink has in hand, owes an answer for or has waiting, and what still comes. All of it is counted.
/// </para>
/// </remarks>
internal sealed class SinkRunner : ISinkContext
{
    /// <summary>
    /// Batches that wait, not events: more of them only leave the caches and outnumber what the pools keep. With 16 of them a flow with a script is slower by
    /// a tenth on one core, and by a twentieth when it runs twice on two. Shared with the pipelines of a flow.
    /// </summary>
    public const int Capacity = 8;

    /// <summary>Batches that one write may bring, however little of them is written: until then nothing of them is answered.</summary>
    private const int MaxGathered = 64;

    private const string Stopped = "the sink has stopped";

    private readonly ISink _sink;
    private readonly ConnectorContext _context;
    private readonly ConnectorStatistics _statistics;
    private readonly ConnectorReporter? _reporter;
    private readonly StreamSerializer _serializer;
    private readonly UnwrittenEvents _unwritten;
    private readonly SinkBreaker _breaker;
    private readonly IGatheringSink? _gathering; // the sink
    private readonly List<Delivery> _deliveries = []; // reused; one, but where the sink gathers
    private readonly Channel<SinkMessage> _input = Channel.CreateBounded<SinkMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CommandQueue _commands;
    private readonly AsyncSignal _signal = new();
    private readonly CancellationTokenSource _work = new();
    private readonly SinkCall _call = new();
    private readonly OpenAnswers _answers = new();
    private readonly TaskCompletionSource<TimeSpan> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hasHung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SinkInput> _inputs = [];
    private readonly List<IUpstream> _upstreams = [];
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _loop;

    // Used by the loop only.
    private readonly HashSet<ulong> _sources = [];
    private readonly HashSet<ulong> _drainsToAnswer = [];
    private readonly LogPace _failuresShown;
    private SinkMessage? _held;
    private ulong _insights;
    private ITimer? _peerTimer;
    private long _peerAskedAt; // timestamp of the clock
    private TimeSpan _peerAskedFor;
    private bool _isConnected;
    private bool _hasGivenUp;
    private bool _hasSaidRefusal;
    private bool _isLostForGood; // which is said by itself
    private bool _isStopped;

    // Set by the loop, seen by all.
    private volatile bool _isStopping;
    private volatile bool _wasReady;
    private volatile bool _hasTried; // since the connection was made
    private volatile bool _hasDelivered; // since the connection was made
    private volatile string? _failure; // since the last delivery began
    private volatile string? _lastError;
    private volatile string? _said; // the last failure in the log

    public SinkRunner(ISink sink, ConnectorPlan plan, ConnectorContext context, ConnectorStatistics statistics, ConnectorReporter? reporter = null)
    {
        _reporter = reporter;
        (_sink, _context, _statistics) = (sink, context, statistics);
        _commands = new CommandQueue(_signal.Set);
        _unwritten = new UnwrittenEvents(CountFailed, Since);
        _serializer = new StreamSerializer(plan, _unwritten);
        _breaker = new SinkBreaker(OnBreaker);
        _gathering = sink as IGatheringSink;
        _failuresShown = new LogPace(context.Time);
    }

    public ulong Id => _context.Id;

    public ISerializer Serializer => _serializer;

    public LossLedger Losses => _statistics.Losses;

    /// <summary>
    /// Told when the connection is gone, one way or the other, and whether that came of the first delivery over it. Must not wait for this sink.
    /// </summary>
    public Action<OutsideFailure, bool>? Disconnected { get; set; }

    /// <summary>What went wrong last with the sink, or with its connection: why events that come without one fail. Null while all is well.</summary>
    public string? LastError
    {
        get => _lastError;
        set => _lastError = value;
    }

    /// <summary>Whether the log names this failure already.</summary>
    public bool HasSaid(OutsideFailure failure) => _said == failure.Reason;

    /// <summary>Whether there was a batch to write since the connection was made.</summary>
    public bool HasTried => _hasTried;

    /// <summary>Whether anything was written since the connection was made.</summary>
    public bool HasDelivered => _hasDelivered;

    /// <summary>Told once, when the sink is connected for the first time.</summary>
    public Action? Ready { get; set; }

    /// <summary>Whether it has ever been ready. Any thread may ask.</summary>
    public bool WasReady => _wasReady;

    /// <summary>
    /// Whether events that no source can send again wait for a lost connection. Not where the connector is a source, too: one that feeds
    /// itself would wait for itself.
    /// </summary>
    public bool CanHold { get; set; } = true;

    /// <summary>Not while the peer wants to be left alone. That the sink itself wants no more events does not hold up those that are on their way.</summary>
    private bool CanDeliver => _isConnected && (_breaker.Reasons & BreakerReasons.Peer) == 0;

    /// <summary>Adds a link. Before the start.</summary>
    /// <param name="upstream">Who sends by it.</param>
    /// <param name="sources">Whose drain signals come by this link, each once.</param>
    /// <exception cref="ArgumentException">The sink has no such port.</exception>
    public IEventTarget AddInput(Port port, IUpstream upstream, IReadOnlyCollection<ulong> sources)
    {
        if (!port.Equals(Port.In) && !_sink.ExtraPorts.Contains(port)) throw new ArgumentException($"{_context.Alias} Invalid port '{port}'");
        var input = new SinkInput(this, port, sources);
        _inputs.Add(input);
        _sources.UnionWith(sources);
        if (!_upstreams.Contains(upstream)) _upstreams.Add(upstream);
        return input;
    }

    public void Start()
    {
        _commands.Open();
        _loop = Task.Run(RunAsync);
        _ = _commands.DoAsync(() =>
        {
            _call.Begin();
            try
            {
                _sink.OnStart(this);
            }
            catch (Exception e)
            {
                LogError(e);
            }

            if (HasComeBack()) Broadcast(InsightKind.SinkStart);
            return default;
        });
    }

    /// <summary>One attempt. A failure is the exception of the returned task. Nobody waits for one from which the sink has not come back when it is given up.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var connecting = _commands.DoAsync(async () =>
        {
            if (_isStopped) throw new OperationCanceledException(cancellation);
            _call.Begin();
            try
            {
                await _sink.ConnectAsync(cancellation);
            }
            finally
            {
                HasComeBack();
            }
        });
        await Task.WhenAny(connecting, _hasHung.Task);
        if (!connecting.IsCompleted) throw new OperationCanceledException(cancellation);
        await connecting;
    }

    public Task SetConnectedAsync(bool isConnected) => _commands.DoAsync(() =>
    {
        _isConnected = isConnected;
        (_hasTried, _hasDelivered) = (false, false);
        _hasSaidRefusal = false;
        if (!isConnected) _serializer.Clear();
        _breaker.Set(BreakerReasons.Disconnected, !isConnected);
        if (isConnected && !_wasReady)
        {
            _wasReady = true;
            Ready?.Invoke();
        }

        return default;
    });

    /// <summary>There will be no connection any more: what waits for it is lost.</summary>
    public void GiveUp() => _commands.Post(() => { _hasGivenUp = true; });

    /// <summary>Completes when the drain signals of all sources have come by all links, and every answer that the sink owes is given.</summary>
    public Task DrainAsync() => _sources.Count == 0 ? Task.CompletedTask : _drained.Task;

    /// <summary>The number of the call of the sink that is under way: while it is the same, the sink has not come back. Null where none is.</summary>
    public long? Call => _call.Current;

    /// <summary>Completes with <see cref="DrainAsync"/>, but with <see cref="Cut"/> at the latest.</summary>
    public Task DrainInTimeAsync() => Task.WhenAny(DrainAsync(), _cut.Task);

    /// <summary>Completes when the sink has written what it has and is closed, or when <see cref="Cut"/> has ended that. May be called twice.</summary>
    public async Task StopAsync()
    {
        var stopped = _commands.DoAsync(StopSinkAsync);
        await Task.WhenAny(stopped, _cut.Task);
        if (!stopped.IsCompleted) await EndInTimeAsync(stopped, await _cut.Task);
        if (stopped.IsCompleted)
        {
            await stopped;
            if (_loop is not null) await _loop;
        }

        await _commands.CloseAsync();
        if (_peerTimer is not null) await _peerTimer.DisposeAsync();
        _reporter?.Dispose();
        _drained.TrySetResult();
    }

    /// <summary>
    /// The time for a stop is over, whether that has begun or not: what the sink is writing is cancelled, and what it does not give up within
    /// <paramref name="patience"/> counts as lost.
    /// </summary>
    public void Cut(TimeSpan patience) => _cut.TrySetResult(patience);

    void ISinkContext.OpenBreaker() => _commands.Post(() => _breaker.Set(BreakerReasons.Sink, true));

    void ISinkContext.CloseBreaker() => _commands.Post(() => _breaker.Set(BreakerReasons.Sink, false));

    void ISinkContext.Failed(OutsideFailure failure) => _commands.Post(() => OnFailed(failure, atFirstUse: false));

    public ValueTask EnqueueAsync(SinkMessage message)
    {
        if (!_input.Writer.TryWrite(message)) return EnqueueWhenFreeAsync(message);
        _signal.Set();
        return ValueTask.CompletedTask;
    }

    public void OnDeferred(IDeferred answer) => _answers.Add(answer);

    public void OnAnswered(IDeferred answer)
    {
        if (_answers.Remove(answer)) _signal.Set();
    }

    public ulong Since(long started) => _context.Time.ElapsedNs(started);

    /// <param name="reason">In words; unless given, what the delivery under way has failed with, or how the connection was lost.</param>
    /// <param name="isSealed">Those that a source waits for count as lost already.</param>
    public void CountFailed(ReadOnlySpan<Event> events, string? reason = null, bool isSealed = false) =>
        _statistics.AddFailed(events.Length, _statistics.Losses.AddFailed(_context.Alias, WhyNotWritten(reason), events, LossKind.NotWritten, isSealed));

    private void CountFailed(WaitingEvents waiting, string? reason)
    {
        _statistics.AddFailed(waiting.Events, waiting.Unique);
        _statistics.Losses.Add(_context.Alias, WhyNotWritten(reason), waiting.UniqueElements, waiting.FirstUnique, LossKind.NotWritten);
    }

    private string WhyNotWritten(string? reason) =>
        _work.IsCancellationRequested ? "not written when the time for the stop was over"
        : (reason ?? _failure) is { } why ? $"not written: {why}"
        : "not written";

    private async ValueTask EnqueueWhenFreeAsync(SinkMessage message)
    {
        try
        {
            await _input.Writer.WriteAsync(message);
            _signal.Set();
        }
        catch (ChannelClosedException)
        {
            RefuseLate(message);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await DeliverUntilStoppedAsync();
        }
        catch (Exception e)
        {
            // Nothing of a sink gets here: it is a fault of this class. What has come, or comes from now on, fails, and the flow can still be stopped.
            _context.Logger.LogCritical(e, "[Sink::{Alias}] Stopped by a fault of the engine: {Message}", _context.Alias, e.Message);
            var reason = $"stopped by a fault of the engine: {e.Message}";
            _statistics.LastError = LastError = _failure = reason;
            FailAll();
            await _commands.CloseAsync();
            Disconnected?.Invoke(OutsideFailure.Permanent(reason), false);
        }
    }

    /// <summary>Cancels what the sink does, and takes over from the loop when that does not help.</summary>
    private async Task EndInTimeAsync(Task stopped, TimeSpan patience)
    {
        // What listens to the token is not ours either: nobody waits for it.
        _ = _work.CancelAsync();
        using var over = new CancellationTokenSource();
        await Task.WhenAny(stopped, Task.Delay(patience, _context.Time, over.Token));
        await over.CancelAsync();
        while (!stopped.IsCompleted)
        {
            if (_call.TryTakeOver())
            {
                GiveUpSink();
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>In place of the loop, which is inside of the sink and touches nothing when it comes back.</summary>
    private void GiveUpSink()
    {
        _context.Logger.LogError("[Sink::{Alias}] Error: it hangs, and is given up: what it has not written fails", _context.Alias);
        _isStopped = true;
        FailAll();
    }

    /// <summary>What the sink has in hand, owes an answer for or has waiting, and what still comes.</summary>
    private void FailAll()
    {
        _isConnected = false;
        // The oldest first: it is the one that a loss is known by.
        _unwritten.GiveUp();
        foreach (var delivery in _deliveries) delivery.GiveUp(0);
        _answers.Fail();
        if (_held is { Batch: not null } held) Refuse(held);
        _input.Writer.TryComplete();
        while (_input.Reader.TryRead(out var message))
            RefuseLate(message);
        _hasHung.TrySetResult();
    }

    /// <summary>By the loop, behind each call of the sink.</summary>
    /// <returns>False when the stop has taken over meanwhile: the loop ends, and touches nothing of what it had in hand.</returns>
    private bool HasComeBack()
    {
        if (_call.End()) return true;
        // Not only where the stop does it: that may be about to.
        _isStopped = true;
        return false;
    }

    private async Task DeliverUntilStoppedAsync()
    {
        while (true)
        {
            await _commands.RunAsync();
            if (_isStopped) return;
            AnswerDrains();
            if (_held is null && _input.Reader.TryRead(out var next)) _held = next;
            if (_held is { } message && (message.Batch is null || CanDeliver || MustRefuse(message.Batch)))
            {
                _held = null;
                await TakeAsync(message);
            }
            else await _signal.WaitAsync();
        }
    }

    private ValueTask TakeAsync(in SinkMessage message)
    {
        if (message.Batch is null) return TakeSignalAsync(message);
        if (CanDeliver) return DeliverAsync(message);
        Refuse(message);
        return default;
    }

    /// <summary>Delivers a batch, and with it those that wait behind it where the sink gathers.</summary>
    private async ValueTask DeliverAsync(SinkMessage message)
    {
        _hasTried = true;
        for (var open = 1; ; open++)
        {
            var delivery = Begin(message, open);
            // What postprocessors hold belongs to no delivery that could be told to be whole.
            var gathers = open < MaxGathered && _gathering is { HasRoom: true } && !_serializer.KeepsEvents && _input.Reader.TryPeek(out var next) && next.Batch is not null;
            Exception? failure = null;
            _call.Begin();
            try
            {
                await (gathers ? _gathering!.GatherAsync(delivery, _work.Token) : _sink.DeliverAsync(delivery, _work.Token));
            }
            catch (Exception e)
            {
                failure = e;
            }

            // Else who took over may be counting its events: then the batch is left to the garbage collector.
            if (!HasComeBack()) return;
            delivery.Bytes = _serializer.TakeGiven();
            if (gathers && failure is null && _input.Reader.TryRead(out message)) continue;
            EndDeliveries(open, failure);
            return;
        }
    }

    /// <summary>Behind each call in which the sink may write: what it serialized in one that failed does not count, for it may do it again.</summary>
    private void CountBytes(bool isWritten)
    {
        var given = _serializer.TakeGiven();
        if (isWritten) _statistics.AddWrittenBytes(given);
    }

    /// <param name="open">How many are under way, with this one.</param>
    private Delivery Begin(in SinkMessage message, int open)
    {
        if (_deliveries.Count < open) _deliveries.Add(new Delivery(this));
        var delivery = _deliveries[open - 1];
        var batch = message.Batch!;
        _statistics.AddWritten(batch.Count);
        _reporter?.Count(batch.Events);
        delivery.Begin(message.Input.Port, batch, message.From, message.First, _context.Time.GetTimestamp());
        _failure = null;
        _unwritten.Begin(delivery);
        return delivery;
    }

    private void EndDeliveries(int open, Exception? failure)
    {
        var written = open;
        // What went no further than to the postprocessors says nothing of the connection.
        if (failure is null)
        {
            if (_unwritten.EndWell()) _hasDelivered = true;
        }
        else
        {
            written = _unwritten.HasStreams ? 0 : _gathering?.Written ?? 0;
            LogFailure(failure);
            _failure = failure.Message;
            _unwritten.FailAll();
            for (var i = written; i < open; i++) _deliveries[i].FailUnanswered();
            OnFailed(OutsideFailure.Of(failure), atFirstUse: !_hasDelivered && written == 0);
        }

        for (var i = 0; i < written; i++) _statistics.AddWrittenBytes(_deliveries[i].Bytes);
        for (var i = 0; i < open; i++) End(_deliveries[i]);
        _reporter?.Rest();
    }

    private void End(Delivery delivery)
    {
        var (batch, failedBefore, durationNs) = (delivery.Batch, _statistics.EventsFailed, Since(delivery.Started));
        if (delivery.Reasons is var (reason, count) && _failuresShown.TryTake(out var hidden))
            _context.Logger.LogError("[Sink::{Alias}] Error: {Count} {Events} cannot be written{Hidden}: {Reason}", _context.Alias, count, count == 1 ? "event" : "events", LogPace.Hidden(hidden), reason);
        delivery.End(durationNs);
        if (_context.Logger.IsEnabled(LogLevel.Debug))
            _context.Logger.LogDebug(
                "[Sink::{Alias}] Took {Count} {Events}, {Failed} failed, in {Ms:0.0} ms",
                _context.Alias, batch.Count, batch.Count == 1 ? "event" : "events", _statistics.EventsFailed - failedBefore, durationNs / 1e6);
        batch.Release();
    }

    private async ValueTask TakeSignalAsync(SinkMessage message)
    {
        var signal = message.Signal;
        Exception? failure = null;
        _call.Begin();
        try
        {
            await _sink.OnSignalAsync(signal, _work.Token);
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (!HasComeBack()) return;
        CountBytes(isWritten: failure is null);
        if (failure is not null)
        {
            LogFailure(failure);
            OnFailed(OutsideFailure.Of(failure), atFirstUse: false);
        }

        if (signal.Kind != SignalKind.Drain) return;
        message.Input.OnDrain(signal.Source);
        if (!_inputs.Exists(input => input.Awaits(signal.Source))) _drainsToAnswer.Add(signal.Source);
    }

    /// <summary>A source has drained, as seen from here, when all ways to it are empty and nothing that it sent waits for an answer.</summary>
    private void AnswerDrains()
    {
        if (_drainsToAnswer.Count == 0 || !_answers.IsEmpty) return;
        foreach (var source in _drainsToAnswer)
        {
            Broadcast(InsightKind.Drained, source);
            _sources.Remove(source);
        }

        _drainsToAnswer.Clear();
        if (_sources.Count == 0) _drained.TrySetResult();
    }

    private bool MustRefuse(EventBatch batch)
    {
        if (_hasGivenUp || _work.IsCancellationRequested) return true;
        // The peer wants to be left alone for a while: that passes.
        if (_isConnected) return false;
        if (!CanHold) return true;
        foreach (ref readonly var e in batch.Events)
            if (e.IsUnique) return false;
        return true;
    }

    /// <summary>Nobody looks at what comes any more; who waits for the answer to a drain need not wait for ever.</summary>
    private void RefuseLate(in SinkMessage message)
    {
        var signal = message.Signal;
        if (message.Batch is not null) Refuse(message);
        else if (signal.Kind == SignalKind.Drain) _commands.Post(() => Broadcast(InsightKind.Drained, signal.Source));
    }

    /// <summary>Whether it is for the stop alone that nothing is taken any more.</summary>
    private bool HasStoppedWell => _isStopping && _isConnected;

    private void Refuse(in SinkMessage message)
    {
        var batch = message.Batch!;
        if (_sink.IgnoresMore)
        {
            Settle(message, Outcome.Ack);
            return;
        }

        if (_context.Logger.IsEnabled(LogLevel.Debug)) _context.Logger.LogDebug("[Sink::{Alias}] Refused {Count} {Events}", _context.Alias, batch.Count, batch.Count == 1 ? "event" : "events");
        if (!_hasSaidRefusal && !_isLostForGood)
            _context.Logger.LogError(
                "[Sink::{Alias}] Error: events fail, for {Reason}", _context.Alias,
                _isStopped || HasStoppedWell ? Stopped : _work.IsCancellationRequested ? "the time for the stop is over" : "there is no connection");
        _hasSaidRefusal = true;
        Settle(message, Outcome.Fail);
    }

    /// <summary>Without the sink.</summary>
    private void Settle(in SinkMessage message, Outcome outcome)
    {
        var batch = message.Batch!;
        _statistics.AddWritten(batch.Count);
        _reporter?.Count(batch.Events);
        var begun = Losses.TryBegin();
        if (outcome == Outcome.Fail) CountFailed(batch.Events, HasStoppedWell ? Stopped : LastError ?? (_isStopped ? Stopped : null), isSealed: !begun);
        if (begun)
        {
            message.From.Settle(message.First, batch.Count, outcome, 0);
            Losses.End();
        }

        batch.Release();
    }

    /// <summary>Delivers what is queued, if it can, flushes and closes.</summary>
    private async ValueTask StopSinkAsync()
    {
        if (_isStopped) return;
        _isStopping = true;
        _input.Writer.TryComplete();
        // There is no time left to wait for a better moment.
        _breaker.Set(BreakerReasons.Peer, false);
        while (true)
        {
            if (_held is null && _input.Reader.TryRead(out var next)) _held = next;
            if (_held is not { } message) break;
            _held = null;
            if (_work.IsCancellationRequested) _isConnected = false;
            await TakeAsync(message);
            if (_isStopped) return;
        }

        Exception? failure = null;
        _call.Begin();
        try
        {
            await _sink.StopAsync();
        }
        catch (Exception e)
        {
            failure = e;
        }

        if (!HasComeBack()) return;
        CountBytes(isWritten: failure is null);
        _isStopped = true;
        if (failure is null) _unwritten.EndWell();
        else
        {
            LogError(failure);
            _failure = failure.Message;
        }

        // What a sink writes at its end without a serializer, or only syncs to a disk: how much that is, is not known.
        if (!_unwritten.FailAll() && failure is not null) _statistics.Losses.Add(_context.Alias, $"not written at the stop: {failure.Message}", 1, null, LossKind.NotWritten);
        _answers.Fail();
        _serializer.Dispose();
        LogLost();
    }

    private void LogLost()
    {
        if (_statistics.EventsLost is > 0 and var lost)
            _context.Logger.Log(_isLostForGood ? LogLevel.Information : LogLevel.Error, "[Sink::{Alias}] Error: {Count} events were not delivered and are lost", _context.Alias, lost);
    }

    private void OnBreaker(bool isOpen)
    {
        if (_context.Logger.IsEnabled(LogLevel.Debug)) _context.Logger.LogDebug("[Sink::{Alias}] Breaker {State}", _context.Alias, isOpen ? "open" : "closed");
        Broadcast(isOpen ? InsightKind.BreakerOpen : InsightKind.BreakerClosed);
    }

    private void OnFailed(OutsideFailure failure, bool atFirstUse)
    {
        switch (failure.Kind)
        {
            case FailureKind.Retry:
                break;
            case FailureKind.RetryAfter:
                _peerTimer ??= _context.Time.CreateTimer(
                    static state => ((SinkRunner)state!).OnPeerTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                (_peerAskedAt, _peerAskedFor) = (_context.Time.GetTimestamp(), failure.After);
                _peerTimer.Change(failure.After, Timeout.InfiniteTimeSpan);
                _breaker.Set(BreakerReasons.Peer, true);
                break;
            default:
                _isConnected = false;
                _failure = failure.Reason;
                _isLostForGood |= failure.Kind == FailureKind.Permanent;
                Disconnected?.Invoke(failure, atFirstUse);
                break;
        }
    }

    /// <summary>The peer may have asked again while the timer of its first request was under way: then it is not the time yet.</summary>
    private void OnPeerTimer() => _commands.Post(() =>
    {
        var left = _peerAskedFor - _context.Time.GetElapsedTime(_peerAskedAt);
        if (left > TimeSpan.Zero) _peerTimer!.Change(left, Timeout.InfiniteTimeSpan);
        else _breaker.Set(BreakerReasons.Peer, false);
    });

    private void Broadcast(InsightKind kind, ulong source = 0)
    {
        var insight = new Insight { Kind = kind, Maker = Id, Source = source, Number = ++_insights };
        foreach (var upstream in _upstreams) upstream.OnInsight(insight, this);
    }

    /// <summary>Of a call that comes again and again.</summary>
    private void LogFailure(Exception e)
    {
        _statistics.LastError = LastError = e.Message;
        if (!_failuresShown.TryTake(out var hidden)) return;
        _said = e.Message;
        _context.Logger.LogError("[Sink::{Alias}] Error{Hidden}: {Message}", _context.Alias, LogPace.Hidden(hidden), e.Message);
    }

    private void LogError(Exception e)
    {
        _statistics.LastError = LastError = e.Message;
        _context.Logger.LogError("[Sink::{Alias}] Error: {Message}", _context.Alias, e.Message);
    }
}
