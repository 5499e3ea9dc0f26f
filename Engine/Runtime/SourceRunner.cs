using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// Runs a source (spec: runtime 9): one loop that obeys commands, hands settlements to the source and pulls. Everything that touches the source
/// happens in this loop; what comes from other threads is queued and wakes it, giving up a pull that waits.
/// </summary>
/// <remarks>
/// Pulls that complete at once fill one batch; a batch leaves as soon as a pull has to wait, or when it is full. Pausing by a person and by
/// circuit breakers are different things: a breaker that closes does not un-pause what a person paused.
/// </remarks>
internal sealed class SourceRunner : IUpstream
{
    /// <summary>So many batches in a row without waiting, and the loop gives way to others.</summary>
    private const int BatchesInARow = 64;

    private readonly ISource _source;
    private readonly ConnectorPlan _plan;
    private readonly ConnectorContext _context;
    private readonly ConnectorStatistics _statistics;
    private readonly SourceHooks _hooks;
    private readonly EventAssembler _events;
    private readonly AsyncSignal _signal = new();
    private readonly ConcurrentQueue<Settlement> _settlements = new();
    private readonly CommandQueue _commands;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Shared with threads that wake the loop.
    private CancellationTokenSource _pull = new();
    private int _isPulling;
    private volatile bool _isPaused;
    private int _sinksNotReady;

    // Used by the loop only.
    private readonly Dictionary<ulong, SourceStream> _streams = [];
    private readonly HashSet<ulong> _openBreakers = [];
    private readonly HashSet<ulong> _sinksToDrain = [];
    private readonly List<ReadyBatch> _sending = [];
    private Task? _loop;
    private bool _isStarted;
    private bool _isToldPausing;
    private bool _isConnected;
    private bool _isDraining;
    private bool _isDrained;
    private bool _isStopped;
    private bool _isAtEnd;
    private ulong _pulls;
    private int _failuresInARow;

    public SourceRunner(ISource source, ConnectorPlan plan, ConnectorContext context, ConnectorStatistics statistics)
    {
        (_source, _plan, _context, _statistics) = (source, plan, context, statistics);
        _commands = new CommandQueue(Wake);
        _hooks = new SourceHooks(source, context.Alias, context.Logger);
        _events = new EventAssembler(context.Id, context.Alias, source.IsTransactional, statistics, _hooks);
    }

    public ulong Id => _context.Id;

    public bool IsTransactional => _source.IsTransactional;

    /// <summary>Told when a pull reports a lost connection. Must not wait for this source.</summary>
    public Action<Exception>? ConnectionLost { get; set; }

    /// <summary>Completes when the source has said that it is at its end, and all that it emitted has come out of every sink.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Links a target to a port. Before the start.</summary>
    public void AddTarget(Port port, IEventTarget target) => _events[port].Targets.Add(target);

    /// <summary>The sinks that events of this source can reach; it waits for each of them to be ready. Before the start.</summary>
    public void ExpectSinks(IReadOnlyCollection<ulong> sinks)
    {
        _sinksNotReady = sinks.Count;
        _sinksToDrain.UnionWith(sinks);
    }

    /// <summary>One of the expected sinks is connected for the first time.</summary>
    public void OnSinkReady()
    {
        Interlocked.Decrement(ref _sinksNotReady);
        Wake();
    }

    /// <summary>Starts the loop and sends the start signal.</summary>
    public void Start()
    {
        _commands.Open();
        _loop = Task.Run(RunAsync);
        _ = _commands.DoAsync(async () =>
        {
            _isStarted = true;
            await SignalAsync(SignalKind.Start);
        });
    }

    /// <summary>One attempt. A failure is the exception of the returned task; no pull starts before <see cref="SetConnectedAsync"/>.</summary>
    public Task ConnectAsync(CancellationToken cancellation) => _commands.DoAsync(() => _source.ConnectAsync(cancellation));

    public Task SetConnectedAsync(bool isConnected) => _commands.DoAsync(() =>
    {
        _isConnected = isConnected;
        if (!isConnected) BreakStreams();
        return default;
    });

    /// <summary>No pull begins from now on, or until the next call. Does not wait: the loop may be sending.</summary>
    public void Pause(bool isPaused)
    {
        _isPaused = isPaused;
        _commands.Post(TellPausing);
    }

    /// <summary>Stops reading; completes when everything that was read has come out of every sink that it can reach.</summary>
    public async Task DrainAsync()
    {
        await _commands.DoAsync(BeginDrainAsync);
        await _drained.Task;
    }

    /// <summary>
    /// A drain that still reads the open streams to their end reads no more: their end may be far away, and what was read so far must get to the
    /// sinks in time. An event of which only a part was read is left out.
    /// </summary>
    public void EndReading() => _commands.Post(async () =>
    {
        if (!_isDraining || _isDrained) return;
        foreach (var stream in _streams.Values)
            if (stream.HoldsData)
                _context.Logger.LogWarning("[Source::{Alias}] Draining stopped in the middle of an event: its first part was read and is left out", _context.Alias);
        BreakStreams();
        await EndDrainAsync();
    });

    public async Task StopAsync()
    {
        await _commands.DoAsync(async () =>
        {
            _isStopped = true;
            await FlushAsync();
            await _hooks.StopAsync();
        });
        if (_loop is not null) await _loop;
        await _commands.CloseAsync();
        _drained.TrySetResult();
        _finished.TrySetResult();
    }

    void IUpstream.Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        if (_events.Ledger is null) return;
        _settlements.Enqueue(new Settlement(first, count, outcome));
        Wake();
    }

    void IUpstream.OnInsight(in Insight insight, object receiver)
    {
        if (insight.Kind is not (InsightKind.BreakerOpen or InsightKind.BreakerClosed or InsightKind.Drained)) return;
        var received = insight;
        _commands.Post(() => Obey(received));
    }

    private bool CanPull =>
        _isStarted && !_isStopped && !_isAtEnd && _isConnected && _openBreakers.Count == 0 && _events.HasTargets
        && _sinksToDrain.Count > 0 && Volatile.Read(ref _sinksNotReady) <= 0
        && (_isDraining ? !_isDrained : !_isPaused);

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
            await _commands.CloseAsync();
        }
    }

    private async Task PullUntilStoppedAsync()
    {
        var sent = 0;
        while (true)
        {
            await ObeyAsync();
            if (_isStopped) return;
            if (!CanPull)
            {
                if (_isDraining && !_isConnected) await EndDrainAsync();
                await FlushAsync();
                await _signal.WaitAsync();
                continue;
            }

            var waited = await PullAsync();
            if (!waited && !_events.IsFull) continue;
            await FlushAsync();
            sent = waited ? 0 : sent + 1;
            if (sent % BatchesInARow == BatchesInARow - 1) await Task.Yield();
        }
    }

    /// <summary>One pull and what it brings.</summary>
    /// <returns>Whether it had to wait.</returns>
    private async ValueTask<bool> PullAsync()
    {
        Interlocked.Exchange(ref _isPulling, 1);
        if (!_commands.IsEmpty || !_settlements.IsEmpty)
        {
            EndPull();
            return false;
        }

        var waited = false;
        SourceReply reply;
        try
        {
            var pull = _source.PullAsync(_pull.Token);
            waited = !pull.IsCompleted;
            if (waited) await FlushAsync();
            reply = await pull;
            EndPull();
        }
        catch (OperationCanceledException) when (_pull.IsCancellationRequested)
        {
            EndPull();
            return waited;
        }
        catch (Exception e)
        {
            EndPull();
            await OnPullFailedAsync(e);
            return true;
        }

        _failuresInARow = 0;
        var number = PullId(reply);
        _pulls++;
        try
        {
            await TakeAsync(reply, number);
        }
        catch (Exception e)
        {
            _context.Logger.LogError("[Source::{Alias}] Error handling source reply: {Message}", _context.Alias, e.Message);
        }

        return waited;
    }

    /// <summary>The number of the pull; the end of a stream that has numbers of its own belongs to the last of them.</summary>
    private ulong PullId(in SourceReply reply) =>
        reply.PullId ?? (reply.Kind == SourceReplyKind.EndStream && _streams.GetValueOrDefault(reply.Stream)?.OwnPull is { } own ? own : _pulls);

    private void EndPull()
    {
        Volatile.Write(ref _isPulling, 0);
        if (_pull.IsCancellationRequested) Volatile.Write(ref _pull, new CancellationTokenSource());
    }

    private async ValueTask OnPullFailedAsync(Exception e)
    {
        _pulls++;
        _context.Logger.LogError("[Source::{Alias}] Error pulling data: {Message}", _context.Alias, e.Message);
        if (e is IOException or ConnectionLostException)
        {
            _isConnected = false;
            ConnectionLost?.Invoke(e);
            return;
        }

        // A source that fails at every pull is asked again at a walking pace; whatever wakes it cuts the wait short.
        await FlushAsync();
        var patience = TimeSpan.FromMilliseconds(Math.Min(1000, 1 << Math.Min(_failuresInARow++, 10)));
        using var timer = _context.Time.CreateTimer(static state => ((AsyncSignal)state!).Set(), _signal, patience, Timeout.InfiniteTimeSpan);
        await _signal.WaitAsync();
    }

    private async ValueTask TakeAsync(SourceReply reply, ulong pull)
    {
        switch (reply.Kind)
        {
            case SourceReplyKind.Data:
                Decode(reply, pull);
                break;
            case SourceReplyKind.Structured:
                _events.Begin(Stream(reply), reply, pull, _context.Time.NowNs());
                _events.Structured(reply.Value);
                _events.End();
                break;
            case SourceReplyKind.EndStream:
                EndStream(reply.Stream, pull);
                break;
            case SourceReplyKind.StreamFail:
                _streams.Remove(reply.Stream);
                _events.Ledger?.DropLeftovers(reply.Stream);
                break;
            default:
                _isAtEnd = true;
                break;
        }

        if (_isAtEnd || (_isDraining && _streams.Count == 0)) await EndDrainAsync();
    }

    private void Decode(in SourceReply reply, ulong pull)
    {
        var buffer = reply.Buffer!;
        try
        {
            _statistics.AddReadBytes(buffer.Length);
            _events.Begin(Stream(reply), reply, pull, _context.Time.NowNs());
            _events.Decode(buffer, reply.ChunkSeparator);
            _events.End();
        }
        finally
        {
            buffer.Release();
        }
    }

    private void EndStream(ulong id, ulong pull)
    {
        if (!_streams.Remove(id, out var stream)) return;
        _events.Begin(stream, SourceReply.EndStream(id), pull, _context.Time.NowNs());
        _events.Finish();
        _events.End();
    }

    private SourceStream Stream(in SourceReply reply)
    {
        if (!_streams.TryGetValue(reply.Stream, out var stream))
        {
            IPreprocessor[] preprocessors = [.. _plan.Codec is null ? [] : _plan.Preprocessors.Select(static p => p.Create())];
            _streams[reply.Stream] = stream = new SourceStream(reply.Stream, _plan.Codec?.Create(), preprocessors);
        }

        stream.OwnPull = reply.PullId;
        return stream;
    }

    /// <summary>The connection is gone, and with it the rest of what was being received.</summary>
    private void BreakStreams()
    {
        foreach (var id in _streams.Keys) _events.Ledger?.DropLeftovers(id);
        _streams.Clear();
    }

    private async ValueTask ObeyAsync()
    {
        if (!_settlements.IsEmpty)
        {
            while (_settlements.TryDequeue(out var settlement))
                _events.Ledger!.Settle(settlement.First, settlement.Count, settlement.Outcome, _hooks);
        }

        _events.Ledger?.Report(_hooks);
        await _commands.RunAsync();
    }

    private void Obey(in Insight insight)
    {
        var (kind, maker) = (insight.Kind, insight.Maker);
        switch (kind)
        {
            case InsightKind.BreakerOpen:
                _openBreakers.Add(maker);
                TellPausing();
                break;
            case InsightKind.BreakerClosed:
                _openBreakers.Remove(maker);
                TellPausing();
                break;
            case InsightKind.Drained when insight.Source == Id:
                if (_isDrained) OnSinkDrained(maker);
                break;
        }
    }

    /// <summary>Tells the source when the sum of what holds pulls back has changed.</summary>
    private void TellPausing()
    {
        var isPausing = _isPaused || _openBreakers.Count > 0;
        if (isPausing == _isToldPausing) return;
        _isToldPausing = isPausing;
        _hooks.Pause(isPausing);
    }

    /// <summary>An asynchronous source comes to the end of its open streams first (spec: runtime 10.1).</summary>
    private async ValueTask BeginDrainAsync()
    {
        if (_isDraining || _isDrained) return;
        _isDraining = true;
        if (!_source.IsAsynchronous || !_isConnected || _streams.Count == 0) await EndDrainAsync();
    }

    /// <summary>Nothing will be read any more: what was read goes out, and the drain signal behind it.</summary>
    private async ValueTask EndDrainAsync()
    {
        if (_isDrained) return;
        _isDrained = true;
        // A half event at the end of what was read would be lost, but where the source can send it again, whole.
        if (!_source.IsTransactional)
            foreach (var id in _streams.Keys.ToArray()) EndStream(id, _pulls);
        await FlushAsync();
        await SignalAsync(SignalKind.Drain);
        if (_sinksToDrain.Count == 0) CompleteDrain();
    }

    private void OnSinkDrained(ulong sink)
    {
        if (_sinksToDrain.Remove(sink) && _sinksToDrain.Count == 0) CompleteDrain();
    }

    private void CompleteDrain()
    {
        _drained.TrySetResult();
        if (_isAtEnd) _finished.TrySetResult();
    }

    private async ValueTask FlushAsync()
    {
        if (!_events.HasEvents) return;
        _events.TakeReady(_sending);
        foreach (var (port, batch, first) in _sending)
        {
            var count = batch.Count;
            for (var i = 1; i < port.Targets.Count; i++) batch.Retain();
            foreach (var target in port.Targets)
            {
                try
                {
                    await target.SendAsync(batch, this, first);
                }
                catch (Exception e)
                {
                    _context.Logger.LogError("[Source::{Alias}] Error sending events: {Message}", _context.Alias, e.Message);
                    ((IUpstream)this).Settle(first, count, Outcome.Fail, 0);
                }
            }
        }

        _sending.Clear();
    }

    private async ValueTask SignalAsync(SignalKind kind)
    {
        var signal = new Signal(kind, Id, _context.Time.NowNs());
        foreach (var port in _events.Ports)
            foreach (var target in port.Targets) await target.SignalAsync(signal, this);
    }

    private void Wake()
    {
        _signal.Set();
        // Not on this thread: what waits for the token may go on with the loop.
        if (Interlocked.CompareExchange(ref _isPulling, 0, 0) == 1) _ = Volatile.Read(ref _pull).CancelAsync();
    }

    private readonly record struct Settlement(long First, long Count, Outcome Outcome);
}
