using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// A connection of a connector, from the first attempt to the last (spec: runtime 7): that of its source and its sink together, or that of one of
/// them where they are independent of each other. Whatever is lost is made again for all that hangs on it, and for nothing else.
/// </summary>
/// <remarks>Locks: its own first, then that of its connector, behind <paramref name="life"/>.</remarks>
/// <param name="source">Null where it has no part in this.</param>
/// <param name="sink">Null where it has no part in this.</param>
/// <param name="life">Where the connector is in its life, but for failures of connections.</param>
internal sealed class Connection(
    ConnectorPlan plan, ConnectorContext context, Func<double> random, SourceRunner? source, SinkRunner? sink, Func<RunState> life)
{
    /// <summary>A connection that was up for so long was one, though nothing went over it.</summary>
    private static readonly TimeSpan s_longEnough = TimeSpan.FromSeconds(10);

    private readonly Reconnector _reconnector = new(plan.Reconnect, context.Alias, context.Time, random, context.Logger);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile string? _lastError;
    private string? _half;
    private bool _reads; // the flow, from the source
    private bool _writes; // the flow, to the sink

    // Guarded by _lock. No foreign code runs while it is held.
    private bool _isConnected;
    private bool _wasConnected; // ever
    private bool _wasReconnected;
    private long _connectedAt; // timestamp of the clock
    private bool _isLostForGood;
    private bool _hasFailed;
    private bool _isClosed;
    private OutsideFailure? _lostMeanwhile; // stated since the last attempt began, while there was no connection: it concerns the one that is being made
    private CancellationTokenSource? _connecting;
    private Task _connection = Task.CompletedTask;

    public SourceRunner? Source => source;

    public SinkRunner? Sink => sink;

    public bool IsConnected
    {
        get
        {
            lock (_lock) return _isConnected;
        }
    }

    /// <summary>Whether there has ever been a connection.</summary>
    public bool WasConnected
    {
        get
        {
            lock (_lock) return _wasConnected;
        }
    }

    /// <summary>Whether there will be no connection any more.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_lock) return _hasFailed;
        }
    }

    /// <summary>Completes when it has failed or was closed.</summary>
    public Task Over => _over.Task;

    /// <summary>Why there is no connection, or what the last attempt said; null while all is well.</summary>
    public string? LastError => _lastError;

    /// <summary>Told with each connection that is made, and, with false, when there will be none any more.</summary>
    public Action<bool>? FirstIsKnown { get; set; }

    /// <summary>Told when <see cref="LastError"/> is another one.</summary>
    public Action? ErrorChanged { get; set; }

    /// <param name="half">The name of the half that it is of, for the log; null where there is no other one.</param>
    /// <param name="reads">Whether the flow reads from the source.</param>
    /// <param name="writes">Whether the flow writes to the sink.</param>
    public void Start(string? half, bool reads, bool writes)
    {
        _half = half;
        _reads = reads && source is not null;
        _writes = writes && sink is not null;
        if (source is not null) source.Disconnected = failure => OnDisconnected(failure, false);
        if (sink is not null) sink.Disconnected = OnDisconnected;
        Connect(null);
    }

    /// <summary>The connector has been paused: an attempt under way, or a wait for one, ends.</summary>
    public void Pause() => Cancel(static _ => true);

    /// <summary>The connector goes on after a pause.</summary>
    public void Resume()
    {
        if (!IsConnected) Connect(null);
    }

    /// <summary>
    /// Nobody waits for a connection over which nothing would come or go: that of a source, and one that was never there, since nothing is read before.
    /// </summary>
    public void Drain() => Cancel(static c => !c._isConnected && !c.IsOfUseInDrain);

    /// <summary>The connector, or the half that it is of, stops. May be called twice. Does not wait for attempts to end: what listens to their cancellation may be the very thing that hangs.</summary>
    public void Close()
    {
        lock (_lock) (_isConnected, _isClosed) = (false, true);
        Cancel(static _ => true);
    }

    /// <summary>Whether there may be something that waits for the connection in a drain.</summary>
    private bool IsOfUseInDrain => _writes && _wasConnected;

    /// <summary>Behind <see cref="Close"/>, and behind the stop of source and sink: it may have been waiting for one of their loops.</summary>
    public async Task CloseAsync()
    {
        Task connection;
        lock (_lock) connection = _connection;
        await connection;
        _over.TrySetResult();
    }

    /// <param name="isPointless">Asked under the lock.</param>
    private void Cancel(Func<Connection, bool> isPointless)
    {
        CancellationTokenSource? connecting;
        lock (_lock) connecting = isPointless(this) ? _connecting : null;
        _ = connecting?.CancelAsync();
    }

    /// <param name="lost">How the connection before was lost; null where there was none, and the first attempt need not wait.</param>
    private void Connect(OutsideFailure? lost)
    {
        lock (_lock)
        {
            if (_isLostForGood || _hasFailed || _isClosed) return;
            if (life() is var state && state != RunState.Running && (state != RunState.Draining || !IsOfUseInDrain)) return;
            _connecting = new CancellationTokenSource();
            _connection = RunAsync(_connection, _connecting.Token);
        }

        // One at a time: an attempt that a pause has cancelled may still be ending.
        async Task RunAsync(Task before, CancellationToken cancellation)
        {
            await Task.Yield();
            await before;
            await ConnectAsync(lost, cancellation);
        }
    }

    /// <summary>Connects, at once or after some attempts; gives up when the strategy says so, or a failure is permanent. Does not throw.</summary>
    private async Task ConnectAsync(OutsideFailure? lost, CancellationToken cancellation)
    {
        try
        {
            if (await _reconnector.RunAsync(AttemptAsync, lost, cancellation)) return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Fail();
    }

    /// <summary>There will be no connection any more.</summary>
    private void Fail()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _hasFailed = true;
        }

        LogLife("Failed");
        sink?.GiveUp();
        FirstIsKnown?.Invoke(false);
        _over.TrySetResult();
    }

    /// <summary>Both parts are asked, whatever the first one says (spec: runtime 7.3).</summary>
    private async ValueTask<OutsideFailure?> AttemptAsync(CancellationToken cancellation)
    {
        OutsideFailure? lost;
        lock (_lock)
            if (_lostMeanwhile?.Kind != FailureKind.Permanent) _lostMeanwhile = null;
        var ofSource = await ConnectPartAsync("source", source is null ? null : source.ConnectAsync, cancellation);
        var ofSink = await ConnectPartAsync("sink", sink is null ? null : sink.ConnectAsync, cancellation);
        if (Heavier(ofSource, ofSink) is { } failure) return failure;
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            _isConnected = true;
            _wasReconnected = _wasConnected;
            _connectedAt = context.Time.GetTimestamp();
            lost = _lostMeanwhile;
        }

        if (lost is null)
        {
            // What is lost from now on has other reasons.
            SetError(null);
            if (sink is not null) await sink.SetConnectedAsync(true);
            if (source is not null) await source.SetConnectedAsync();
        }

        LogLife("Connected");
        lock (_lock) _wasConnected = true;
        FirstIsKnown?.Invoke(true);
        if (lost is not null) OnDisconnected(lost, atFirstUse: true);
        return null;
    }

    /// <summary>The failure that counts where both parts have failed: the one that cannot be mended, else the one that takes longer.</summary>
    private static OutsideFailure? Heavier(OutsideFailure? one, OutsideFailure? other)
    {
        if (one is null || other?.Kind == FailureKind.Permanent) return other;
        return other is null || one.Kind == FailureKind.Permanent || one.After >= other.After ? one : other;
    }

    private async ValueTask<OutsideFailure?> ConnectPartAsync(string part, Func<CancellationToken, Task>? connect, CancellationToken cancellation)
    {
        if (connect is null) return null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            await connect(cancellation);
            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            SetError(e.Message);
            context.Logger.LogError("[Connector::{Alias}] Error connecting the {Part} part ({Attempt}): {Message}", context.Alias, part, _reconnector.Attempt, e.Message);
            return OutsideFailure.Of(e);
        }
    }

    /// <summary>Called from the loop of the source or the sink, or by the connection itself, from any thread.</summary>
    private void OnDisconnected(OutsideFailure failure, bool atFirstUse)
    {
        lock (_lock)
        {
            if (!_isConnected)
            {
                _lostMeanwhile = Heavier(_lostMeanwhile, failure);
                return;
            }

            _isConnected = false;
            // At once: a resume that comes before the rest is done must not connect again.
            _isLostForGood = failure.Kind == FailureKind.Permanent;
            _connection = RunAsync(_connection, _wasReconnected && (atFirstUse || WasOfNoUse()));
        }

        // Behind the attempt that made the connection: its last steps may still be under way.
        async Task RunAsync(Task before, bool takeBack)
        {
            await Task.Yield();
            await before;

            // Else each event that cannot be written would begin the strategy anew.
            if (takeBack) _reconnector.TakeBack();
            if (failure.Kind != FailureKind.EndOfStream) SetError(failure.Reason);
            if (failure.Kind == FailureKind.EndOfStream) context.Logger.LogInformation("[Connector::{Alias}] Connection closed: {Reason}", context.Alias, failure.Reason);
            else if (failure.Kind == FailureKind.ConnectionLost) context.Logger.LogWarning("[Connector::{Alias}] Connection lost: {Reason}", context.Alias, failure.Reason);
            if (sink is not null) await sink.SetConnectedAsync(false);
            if (source is not null) await source.SetDisconnectedAsync(inGoodOrder: failure.Kind == FailureKind.EndOfStream);
            if (failure.Kind != FailureKind.Permanent) Connect(failure);
            else
            {
                var level = sink?.HasSaid(failure) == true ? LogLevel.Information : LogLevel.Error;
                context.Logger.Log(level, "[Connector::{Alias}] Not reconnecting: it would fail again: {Reason}", context.Alias, failure.Reason);
                Fail();
            }
        }
    }

    /// <summary>
    /// Whether the connection went before anything was read or written, and soon; of one that is only written to, nobody knows where there was nothing to write.
    /// Without a strategy it is made again all the same: a second's wait for ever costs nobody an event.
    /// </summary>
    private bool WasOfNoUse() =>
        plan.Reconnect.Retry is not null
        && (_reads ? !source!.HasRead : sink!.HasTried)
        && sink?.HasDelivered != true
        && context.Time.GetElapsedTime(_connectedAt) < s_longEnough;

    private void SetError(string? error)
    {
        _lastError = error;
        if (sink is not null) sink.LastError = error;
        ErrorChanged?.Invoke();
    }

    private void LogLife(string what)
    {
        if (_half is null) context.Logger.LogInformation("[Connector::{Alias}] {What}", context.Alias, what);
        else context.Logger.LogInformation("[Connector::{Alias}] {What} ({Half})", context.Alias, what, _half);
    }
}
