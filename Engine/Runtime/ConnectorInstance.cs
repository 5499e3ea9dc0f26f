using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A connector of a deployed flow: its life cycle and its connection (spec: runtime 7, runtime 8).</summary>
public sealed class ConnectorInstance
{
    private readonly ConnectorPlan _plan;
    private readonly IConnector _connector;
    private readonly ILogger _log;
    private readonly Reconnector _reconnector;
    private readonly TaskCompletionSource<bool> _firstConnection = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    // Guarded by _lock. No foreign code runs while it is held.
    private RunState _state;
    private bool _isConnected;
    private bool _wasReconnected;
    private bool _isLostForGood;
    private OutsideFailure? _lostMeanwhile; // stated since the last attempt began, while there was no connection: it concerns the one that is being made
    private CancellationTokenSource? _connecting;
    private Task _connection = Task.CompletedTask;
    private Task? _stop;

    internal ConnectorInstance(ConnectorPlan plan, ConnectorContext context, Func<double> random, LossLedger losses)
    {
        Statistics = new() { Losses = losses };
        losses.Name(context.Id, context.Alias);
        _plan = plan;
        _log = context.Logger;
        // Preprocessors are made with each stream; codec and postprocessors must be possible at once (spec: runtime 6).
        plan.Codec?.Create();
        foreach (var postprocessor in plan.Postprocessors) postprocessor.Create();
        _connector = plan.Create(context);
        _reconnector = new Reconnector(plan.Reconnect, context.Alias, context.Time, random, context.Logger);
        if (_connector.Source is { } source)
            Source = new SourceRunner(source, plan, context, Statistics) { Disconnected = failure => OnDisconnected(failure, false) };
        if (_connector.Sink is { } sink) Sink = new SinkRunner(sink, plan, context, Statistics) { Disconnected = OnDisconnected };
        Id = context.Id;
    }

    /// <summary><c>flow::connector</c>.</summary>
    public string Alias => _plan.Alias;

    /// <summary>The name of the connector's type, as definitions use it.</summary>
    public string Kind => _plan.Kind;

    /// <summary>The counts of what passed through it. Live.</summary>
    public ConnectorStatistics Statistics { get; }

    /// <summary>Where it is in its life.</summary>
    public RunState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>Whether both halves are connected.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_lock) return _isConnected;
        }
    }

    /// <summary>Whether anything links to it; a connector without links is never started.</summary>
    public bool IsLinked { get; internal set; }

    /// <summary>Whether the flow reads from it.</summary>
    public bool IsSource { get; internal set; }

    /// <summary>Whether the flow writes to it.</summary>
    public bool IsSink { get; internal set; }

    /// <summary>How far its source has read; null where the source has no end of its own, or there is none.</summary>
    public InputExtent? Input => Source?.Extent;

    /// <summary>Whether its source has said that it will never deliver again.</summary>
    public bool IsAtEnd => Source?.IsAtEnd == true;

    internal ulong Id { get; }

    internal IEnumerable<Holder> Holders => _connector.Holdings(IsSource, IsSink).Select(h => new Holder(Alias, h));

    internal SourceRunner? Source { get; }

    internal SinkRunner? Sink { get; }

    /// <summary>The answer to the start: whether the connector ever connected; false when it has given up or was stopped before.</summary>
    internal Task<bool> FirstConnection => _firstConnection.Task;

    /// <summary>Completes when the connector has failed or was stopped.</summary>
    internal Task Over => _over.Task;

    /// <summary>Starts source and sink and begins to connect.</summary>
    internal void Start()
    {
        lock (_lock)
        {
            if (_state != RunState.Initializing) return;
            _state = RunState.Running;
        }

        LogLife("Started");

        // The sink's loop must run when the source's start signal comes.
        Sink?.Start();
        Source?.Start();
        Connect(null);
    }

    internal void Pause()
    {
        RunState was;
        CancellationTokenSource? connecting;
        lock (_lock)
        {
            was = _state;
            if (was == RunState.Running) _state = RunState.Paused;
            connecting = _connecting;
        }

        if (was != RunState.Running)
        {
            LogIgnored("pause", was);
            return;
        }

        LogLife("Paused");
        _ = connecting?.CancelAsync();
        Source?.Pause(true);
    }

    internal void Resume()
    {
        RunState was;
        bool isConnected;
        lock (_lock)
        {
            was = _state;
            if (was == RunState.Paused) _state = RunState.Running;
            isConnected = _isConnected;
        }

        if (was != RunState.Paused)
        {
            LogIgnored("resume", was);
            return;
        }

        LogLife("Resumed");
        Source?.Pause(false);
        if (!isConnected) Connect(null);
    }

    /// <summary>Completes when the source has stopped reading and what it read is out, and the sink has seen the end of all its sources.</summary>
    /// <remarks>
    /// Nobody waits for a connection over which nothing would come or go: that of a source, and one that was never there, since nothing is read before.
    /// </remarks>
    internal async Task DrainAsync()
    {
        CancellationTokenSource? pointless;
        lock (_lock)
        {
            if (_state is RunState.Stopped or RunState.Initializing) return;
            if (_state != RunState.Failed) _state = RunState.Draining;
            pointless = !_isConnected && (!IsSink || !_firstConnection.Task.IsCompleted) ? _connecting : null;
        }

        _ = pointless?.CancelAsync();
        LogLife("Draining");
        if (Source is not null) await Source.DrainAsync();
        if (Sink is not null) await Sink.DrainAsync();
        LogLife("Drained");
    }

    /// <summary>Closes both parts. May be called twice.</summary>
    internal Task StopAsync()
    {
        lock (_lock) return _stop ??= Task.Run(StopOnceAsync);
    }

    private async Task StopOnceAsync()
    {
        Task connection;
        CancellationTokenSource? connecting;
        lock (_lock)
        {
            if (_state != RunState.Failed) _state = RunState.Stopped;
            _isConnected = false;
            (connection, connecting) = (_connection, _connecting);
        }

        // Not awaited: what listens may be the very thing that hangs.
        _ = connecting?.CancelAsync();
        if (Sink is not null) await Sink.StopAsync();
        if (Source is not null) await Source.StopAsync();
        // Last: it may have been waiting for one of the loops.
        await connection;
        _firstConnection.TrySetResult(false);
        _over.TrySetResult();
        LogLife("Stopped");
    }

    /// <param name="lost">How the connection before was lost; null where there was none, and the first attempt need not wait.</param>
    private void Connect(OutsideFailure? lost)
    {
        lock (_lock)
        {
            if (_state != RunState.Running || _isLostForGood) return;
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
            if (_state is RunState.Stopped) return;
            _state = RunState.Failed;
        }

        LogLife("Failed");
        Sink?.GiveUp();
        _firstConnection.TrySetResult(false);
        _over.TrySetResult();
    }

    /// <summary>Both parts are asked, whatever the first one says (spec: runtime 7.3).</summary>
    private async ValueTask<OutsideFailure?> AttemptAsync(CancellationToken cancellation)
    {
        OutsideFailure? lost;
        lock (_lock)
            if (_lostMeanwhile?.Kind != FailureKind.Permanent) _lostMeanwhile = null;
        var source = await ConnectPartAsync("source", Source is null ? null : Source.ConnectAsync, cancellation);
        var sink = await ConnectPartAsync("sink", Sink is null ? null : Sink.ConnectAsync, cancellation);
        if (Heavier(source, sink) is { } failure) return failure;
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            _isConnected = true;
            _wasReconnected = _firstConnection.Task.IsCompleted;
            lost = _lostMeanwhile;
        }

        if (lost is null)
        {
            // What is lost from now on has other reasons.
            Statistics.LastError = null;
            if (Sink is not null) await Sink.SetConnectedAsync(true);
            if (Source is not null) await Source.SetConnectedAsync();
        }

        LogLife("Connected");
        _firstConnection.TrySetResult(true);
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
            Statistics.LastError = e.Message;
            _log.LogError("[Connector::{Alias}] Error connecting the {Part} part ({Attempt}): {Message}", Alias, part, _reconnector.Attempt, e.Message);
            return OutsideFailure.Of(e);
        }
    }

    /// <summary>Called from the loop of the source or the sink, or by the connector itself, from any thread.</summary>
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
            _connection = RunAsync(_connection, atFirstUse && _wasReconnected);
        }

        // Behind the attempt that made the connection: its last steps may still be under way.
        async Task RunAsync(Task before, bool takeBack)
        {
            await Task.Yield();
            await before;

            // A strategy that gives a lost connection one more try must not give it one for each event that cannot be written.
            if (takeBack) _reconnector.TakeBack();
            if (failure.Kind != FailureKind.EndOfStream) Statistics.LastError = failure.Reason;
            if (failure.Kind == FailureKind.EndOfStream) _log.LogInformation("[Connector::{Alias}] Connection closed: {Reason}", Alias, failure.Reason);
            else if (failure.Kind == FailureKind.ConnectionLost) _log.LogWarning("[Connector::{Alias}] Connection lost: {Reason}", Alias, failure.Reason);
            if (Sink is not null) await Sink.SetConnectedAsync(false);
            if (Source is not null) await Source.SetDisconnectedAsync(inGoodOrder: failure.Kind == FailureKind.EndOfStream);
            if (failure.Kind != FailureKind.Permanent) Connect(failure);
            else
            {
                _log.LogError("[Connector::{Alias}] Not reconnecting: it would fail again: {Reason}", Alias, failure.Reason);
                Fail();
            }
        }
    }

    private void LogLife(string what) => _log.LogInformation("[Connector::{Alias}] {What}", Alias, what);

    private void LogIgnored(string request, RunState state) =>
        _log.LogInformation("[Connector::{Alias}] Ignoring {Request} in state {State}", Alias, request, state);
}
