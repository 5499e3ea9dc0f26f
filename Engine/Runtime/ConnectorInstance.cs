using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A connector of a deployed flow: its life cycle (spec: runtime 8), with one connection, or one for each half where they are independent.</summary>
public sealed class ConnectorInstance
{
    private readonly ConnectorPlan _plan;
    private readonly IConnector _connector;
    private readonly ILogger _log;
    private readonly Connection[] _connections;
    private readonly TaskCompletionSource<bool> _firstConnection = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    // Guarded by _lock. No foreign code runs while it is held.
    private RunState _state; // but for failures, of which the connections know
    private Task? _stop;

    internal ConnectorInstance(ConnectorPlan plan, ConnectorContext context, Func<double> random, LossLedger losses, string flow)
    {
        Statistics = new() { Losses = losses };
        losses.Name(context.Id, context.Alias);
        _plan = plan;
        _log = context.Logger;
        // Preprocessors are made with each stream; codec and postprocessors must be possible at once (spec: runtime 6).
        plan.Codec?.Create();
        foreach (var postprocessor in plan.Postprocessors) postprocessor.Create();
        _connector = plan.Create(context);
        if (_connector.Source is { } source) Source = new SourceRunner(source, plan, context, Statistics, reporter: Reporter(Port.Out, Port.Err));
        if (_connector.Sink is { } sink) Sink = new SinkRunner(sink, plan, context, Statistics, Reporter(Port.In));
        HasIndependentHalves = _connector.HasIndependentHalves && Source is not null && Sink is not null;
        _connections = HasIndependentHalves ? [Connection(Source, null), Connection(null, Sink)] : [Connection(Source, Sink)];
        Id = context.Id;

        ConnectorReporter? Reporter(params Port[] ports) =>
            plan.MetricsInterval is { } interval ? new(context.Metrics, flow, context.Alias, ports, interval, context.Time) : null;

        Connection Connection(SourceRunner? source, SinkRunner? sink) => new(plan, context, random, source, sink, () => Life)
        {
            FirstIsKnown = OnFirstIsKnown,
            ErrorChanged = OnErrorChanged,
        };
    }

    /// <summary><c>flow::connector</c>.</summary>
    public string Alias => _plan.Alias;

    /// <summary>The name of the connector's type, as definitions use it.</summary>
    public string Kind => _plan.Kind;

    /// <summary>The counts of what passed through it. Live.</summary>
    public ConnectorStatistics Statistics { get; }

    /// <summary>Where it is in its life; failed when a half that is used has.</summary>
    public RunState State => Used.Any(static c => c.HasFailed) ? RunState.Failed : Life;

    /// <summary>Whether all is connected that the flow uses of it.</summary>
    public bool IsConnected => AreAll(static c => c.IsConnected);

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

    internal IEnumerable<Holder> Holders => _connector.Holdings(IsSource, IsSink).Select(h => new Holder(Alias, h) { Place = _plan.Place });

    internal SourceRunner? Source { get; }

    internal SinkRunner? Sink { get; }

    /// <summary>The answer to the start: whether the connector ever connected; false when it has given up or was stopped before.</summary>
    internal Task<bool> FirstConnection => _firstConnection.Task;

    /// <summary>Whether what happens to the one half does not touch the other.</summary>
    internal bool HasIndependentHalves { get; }

    /// <summary>Whether the sink has its connection.</summary>
    internal bool IsSinkConnected => OfSink.IsConnected;

    /// <summary>Whether the source has failed.</summary>
    internal bool HasSourceFailed => OfSource.HasFailed;

    /// <summary>Whether the sink has failed.</summary>
    internal bool HasSinkFailed => OfSink.HasFailed;

    /// <summary>Completes when the source has failed or was stopped.</summary>
    internal Task SourceOver => OfSource.Over;

    /// <summary>Completes when the sink has failed or was stopped.</summary>
    internal Task SinkOver => OfSink.Over;

    private Connection OfSource => _connections[0];

    private Connection OfSink => _connections[^1];

    /// <summary>Of halves that are independent, one that the flow does not use is never connected.</summary>
    private IEnumerable<Connection> Used =>
        HasIndependentHalves ? _connections.Where(c => c.Source is not null ? IsSource : IsSink) : _connections;

    private RunState Life
    {
        get
        {
            lock (_lock) return _state;
        }
    }

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
        foreach (var connection in Used) connection.Start(IsSource && IsSink && HasIndependentHalves ? connection.Source is null ? "sink" : "source" : null, IsSource, IsSink);
    }

    internal void Pause()
    {
        if (!TryMove("pause", RunState.Running, RunState.Paused)) return;
        LogLife("Paused");
        foreach (var connection in Used) connection.Pause();
        Source?.Pause(true);
    }

    internal void Resume()
    {
        if (!TryMove("resume", RunState.Paused, RunState.Running)) return;
        LogLife("Resumed");
        Source?.Pause(false);
        foreach (var connection in Used) connection.Resume();
    }

    /// <summary>Completes when the source has stopped reading and what it read is out, and the sink has seen the end of all its sources.</summary>
    internal async Task DrainAsync()
    {
        lock (_lock)
        {
            if (_state is RunState.Stopped or RunState.Initializing) return;
            _state = RunState.Draining;
        }

        foreach (var connection in Used) connection.Drain();
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

    /// <summary>The part of a stop that the sink has in it, where the flow writes to it and nothing else hangs on it. May be called twice.</summary>
    internal Task StopSinkAsync()
    {
        if (!IsSource) return StopAsync();
        OfSink.Close();
        return Sink!.StopAsync();
    }

    private async Task StopOnceAsync()
    {
        lock (_lock) _state = RunState.Stopped;
        foreach (var connection in _connections) connection.Close();
        if (Sink is not null) await Sink.StopAsync();
        if (Source is not null) await Source.StopAsync();
        foreach (var connection in _connections) await connection.CloseAsync();
        _firstConnection.TrySetResult(false);
        LogLife("Stopped");
    }

    /// <summary>Whether something is true of all connections that the flow uses; false where it uses none.</summary>
    private bool AreAll(Func<Connection, bool> isTrue) => Used.Select(isTrue).DefaultIfEmpty().All(static t => t);

    /// <returns>False, and a line of the log, where it is not to be asked that now.</returns>
    private bool TryMove(string request, RunState from, RunState to)
    {
        var was = AreAll(static c => c.HasFailed) ? RunState.Failed : from;
        lock (_lock)
        {
            if (was == from) was = _state;
            if (was == from) _state = to;
        }

        if (was == from) return true;
        _log.LogInformation("[Connector::{Alias}] Ignoring {Request} in state {State}", Alias, request, was);
        return false;
    }

    private void OnFirstIsKnown(bool isConnected)
    {
        if (!isConnected) _firstConnection.TrySetResult(false);
        else if (AreAll(static c => c.WasConnected)) _firstConnection.TrySetResult(true);
    }

    /// <summary>A half that is well does not hide why the other one is not.</summary>
    private void OnErrorChanged() => Statistics.LastError = _connections.Select(static c => c.LastError).FirstOrDefault(static e => e is not null);

    private void LogLife(string what) => _log.LogInformation("[Connector::{Alias}] {What}", Alias, what);
}
