using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Engine.Runtime.Sources;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A deployed flow (spec: runtime 12): its connectors and pipelines, linked, and what can be done to them together.</summary>
public sealed class FlowInstance
{
    private readonly FlowPlan _plan;
    private readonly FlowRuntimeOptions _options;
    private readonly Func<ulong> _nextId;
    private readonly ILogger _log;
    private readonly FlowTopology _topology;
    private readonly Dictionary<string, ConnectorInstance> _connectors = [];
    private readonly Dictionary<string, PipelineInstance> _pipelines = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan> _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private RunState _state;
    private Task? _drain;
    private Task? _stop;
    private bool _endsByItself;
    private Dictionary<ConnectorInstance, long?>? _waiting; // sinks that wait in a stop for what another one holds up, with the call that they were in
    private Task _watch = Task.CompletedTask;

    internal FlowInstance(FlowPlan plan, FlowRuntimeOptions options, Func<ulong> nextId)
    {
        (_plan, _options, _nextId) = (plan, options, nextId);
        _log = options.LoggerFactory.CreateLogger("tremor.flow");
        _topology = new FlowTopology(plan);
        Losses = new LossLedger { Secrets = options.Secrets };
        TimedOutSearches = new TimedOutSearches(_log);
    }

    /// <summary>Its name in the process.</summary>
    public string Alias => _plan.Alias;

    /// <summary>
    /// <see cref="RunState.Running"/> once all linked connectors are connected, <see cref="RunState.Failed"/> for good when one of them could not.
    /// </summary>
    public RunState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>An error of the engine that ended it; null when there was none.</summary>
    public string? Fault => _pipelines.Where(static p => p.Value.Broken.IsCompleted)
        .Select(static p => $"[Pipeline::{p.Value.Alias}] An error of the engine ended the flow: {PrintableText.Line(p.Value.Broken.GetAwaiter().GetResult())}").FirstOrDefault();

    /// <summary>The connectors, in the order of their creation.</summary>
    public IReadOnlyCollection<ConnectorInstance> Connectors => _connectors.Values;

    /// <summary>What its connectors and pipelines have lost so far. Live.</summary>
    public LossLedger Losses { get; }

    /// <summary>Searches of scripts that took too long so far.</summary>
    public TimedOutSearches TimedOutSearches { get; }

    /// <summary>
    /// Ends when each source is over, by itself or since a sink that it leads to has failed for good, or when an error of the engine has broken a pipeline, or
    /// the flow was stopped. Never fails.
    /// </summary>
    public Task Completion => _completion.Task;

    private IEnumerable<ConnectorInstance> Linked => _connectors.Values.Where(static c => c.IsLinked);

    private IEnumerable<ConnectorInstance> Sources => Linked.Where(static c => c is { IsSource: true, IsSink: false });

    private IEnumerable<ConnectorInstance> Mixed => Linked.Where(static c => c is { IsSource: true, IsSink: true });

    private IEnumerable<ConnectorInstance> Sinks => Linked.Where(static c => c is { IsSource: false, IsSink: true });

    /// <summary>What is read from, with what it leads to.</summary>
    private IEnumerable<(ConnectorInstance Source, ConnectorInstance[] Sinks)> SourcesWithSinks =>
        from source in _connectors
        where source.Value.IsSource
        select (source.Value, _topology.SinksOf(source.Key).Select(s => _connectors[s]).ToArray());

    /// <summary>Those whose sink can be stopped before any source.</summary>
    private IEnumerable<ConnectorInstance> SinksAlone => Linked.Where(static c => c.IsSink && (!c.IsSource || c.HasIndependentHalves));

    /// <summary>Whether a stop has been asked for and is over.</summary>
    internal bool HasStopped
    {
        get
        {
            lock (_lock) return _stop is { IsCompleted: true };
        }
    }

    /// <summary>What its connectors hold; nothing any more once it has stopped.</summary>
    internal IEnumerable<Holder> Holders
    {
        get
        {
            if (HasStopped) return [];
            return Linked.SelectMany(static c => c.Holders);
        }
    }

    /// <summary>Pauses sources first; what they have read goes on to the sinks.</summary>
    public void Pause()
    {
        Move(RunState.Paused, static s => s == RunState.Running);
        foreach (var connector in Sources.Concat(Mixed).Concat(Sinks)) connector.Pause();
    }

    /// <summary>Resumes sinks first; a connector that lost its connection meanwhile connects at once.</summary>
    public void Resume()
    {
        Move(RunState.Running, static s => s == RunState.Paused);
        foreach (var connector in Sinks.Concat(Mixed).Concat(Sources)) connector.Resume();
    }

    /// <summary>
    /// Sources stop reading; completes when what they read has come out of the pipelines and the sinks have answered for it. Does not wait for
    /// open windows and batches. May be called twice.
    /// </summary>
    public Task DrainAsync()
    {
        Move(RunState.Draining, static s => s is not (RunState.Failed or RunState.Stopped));
        Task<Task>? mine = null;
        Task drain;
        lock (_lock)
        {
            if (_drain is null)
            {
                mine = new Task<Task>(DrainConnectorsAsync);
                _drain = mine.Unwrap();
            }

            drain = _drain;
        }

        // Not under the lock, for it calls connectors and loggers; but begun when this returns, so that an end of the reading finds it.
        mine?.RunSynchronously(TaskScheduler.Default);
        return drain;
    }

    /// <summary>
    /// The flow is to end by itself: a source of which a sink is given up reads no more. Completes with <see cref="Completion"/>, and when what such sources
    /// had read has come to the other sinks, as far as that is possible within 5 s. Never fails.
    /// </summary>
    internal Task EndAsync()
    {
        lock (_lock) _endsByItself = true;
        return Task.WhenAll([Completion, .. SourcesWithSinks.Select(s => EndForSinksAsync(s.Source, s.Sinks))]);
    }

    /// <summary>Sources that still read their streams to the end, in a drain, stop where they are. Does not wait.</summary>
    internal void EndReading()
    {
        foreach (var connector in Sources.Concat(Mixed)) connector.Source!.EndReading();
    }

    /// <summary>
    /// Sinks that hang write no more, and what they have not written counts as lost; those that waited for what was held up get it then. Where none of them
    /// waits it is the end for all, as in <see cref="CutStop"/>. Does not wait.
    /// </summary>
    /// <inheritdoc cref="CutStop"/>
    internal void CutHanging(TimeSpan patience)
    {
        Dictionary<ConnectorInstance, long?>? waiting;
        lock (_lock) waiting = _waiting;
        if (waiting is null)
        {
            CutStop(patience);
            return;
        }

        foreach (var connector in Linked.Where(static c => c.IsSink))
        {
            if (waiting.TryGetValue(connector, out var call) && (call is null || connector.Sink!.Call != call)) continue;
            connector.Sink!.Cut(patience);
            _ = connector.StopAsync();
        }
    }

    /// <summary>
    /// The time for a stop is over: no sink writes on, and what it has not written counts as lost. The order does not matter any more. Does not wait.
    /// </summary>
    /// <param name="patience">How long a sink may take to give up what it does.</param>
    internal void CutStop(TimeSpan patience)
    {
        foreach (var connector in _connectors.Values)
        {
            connector.Sink?.Cut(patience);
            _ = connector.StopAsync();
        }

        _cut.TrySetResult(patience);
    }

    /// <summary>Closes sinks, sources, connectors that are both, then pipelines. May be called twice.</summary>
    public Task StopAsync()
    {
        Move(RunState.Stopped, static s => s != RunState.Failed);
        var waiting = FindWaiting();
        lock (_lock)
        {
            if (_stop is not null) return _stop;
            if (_drain is { IsCompleted: false }) _waiting = waiting;
            return _stop = Task.Run(StopOnceAsync);
        }
    }

    /// <summary>The part of a stop that sinks have in it, where nobody waits for anything.</summary>
    internal Task StopSinksAsync() => Task.WhenAll(SinksAlone.Select(static c => c.StopSinkAsync()).ToArray());

    /// <summary>Nobody waits for the end of the stop any longer: what is still on its way is lost.</summary>
    internal void CountUnderWay()
    {
        var noted = Losses.Seal();
        foreach (var connector in Sources.Concat(Mixed)) noted = connector.Source!.CountUnderWayAsLost(noted);
    }

    /// <summary>Makes and links everything; starts nothing.</summary>
    internal void Create()
    {
        foreach (var plan in _plan.Connectors) _connectors.Add(plan.Alias, Create(plan));
        foreach (var plan in _plan.Pipelines)
            _pipelines.Add(plan.Alias, new PipelineInstance(plan with { Alias = $"{Alias}::{plan.Alias}" }, new PipelineOptions
            {
                Time = _options.Time,
                Logger = _options.LoggerFactory.CreateLogger("tremor.pipeline"),
                NextOperatorId = _nextId,
                Capacity = SinkRunner.Capacity,
                Losses = Losses,
                TimedOutSearches = TimedOutSearches,
                TickInterval = _options.TickInterval,
                EventFailed = _options.EventFailed,
                Metrics = _options.Metrics,
            }));
        foreach (var link in _plan.Links) Link(link);
        foreach (var (alias, pipeline) in _pipelines)
            foreach (var (connector, links) in _topology.SignalsInto(alias))
                if (_connectors[connector].Source is not null) pipeline.ExpectSignals(_connectors[connector].Id, links);
        var deadEnds = new Dictionary<string, ulong>();
        foreach (var (alias, connector) in _connectors)
            if (connector.IsSource) Gate(alias, connector, deadEnds);
    }

    /// <summary>Starts pipelines, then sinks, mixed connectors and sources; does not wait for connections.</summary>
    internal void Start()
    {
        foreach (var connector in _connectors.Values)
            if (!connector.IsLinked) _log.LogWarning("[Flow::{Flow}] {Connector} is not linked: it is not started", Alias, connector.Alias);
        foreach (var pipeline in _pipelines.Values) pipeline.Start();
        foreach (var connector in Sinks.Concat(Mixed).Concat(Sources)) connector.Start();
        lock (_lock) _watch = Task.WhenAll([WatchStartAsync(), WatchEndAsync(), .. SourcesWithSinks.Select(s => WatchSinksAsync(s.Source, s.Sinks))]);
    }

    private ConnectorInstance Create(ConnectorPlan plan)
    {
        var alias = $"{Alias}::{plan.Alias}";
        var context = new ConnectorContext
        {
            Alias = alias,
            Id = _nextId(),
            Time = _options.Time,
            Logger = _options.LoggerFactory.CreateLogger("tremor.connector"),
            Process = _options.Process,
            HostName = _options.HostName,
            Metrics = _options.Metrics,
        };
        return new ConnectorInstance(plan with { Alias = alias }, context, _options.Random, Losses, Alias);
    }

    private void Link(LinkPlan link)
    {
        if (link.From.IsConnector && link.To.IsConnector)
            throw new ArgumentException($"Connectors are linked through pipelines, not to each other: {link.From.Alias} to {link.To.Alias}");
        if (link.From.IsConnector)
        {
            var connector = Connector(link.From.Alias);
            var source = connector.Source ?? throw new ArgumentException($"{connector.Alias} Invalid port '{link.From.Port}'");
            var pipeline = Pipeline(link.To.Alias);
            source.AddTarget(link.From.Port, pipeline.Input(link.To.Port));
            pipeline.ConnectInput(link.To.Port, source);
            connector.IsLinked = connector.IsSource = true;
        }
        else if (link.To.IsConnector)
        {
            var connector = Connector(link.To.Alias);
            var sink = connector.Sink ?? throw new ArgumentException($"{connector.Alias} Invalid port '{link.To.Port}'");
            var pipeline = Pipeline(link.From.Alias);
            var sources = _topology.SignalsBy(link).Select(s => _connectors[s]).Where(static c => c.Source is not null).Select(static c => c.Id).ToArray();
            pipeline.ConnectOutput(link.From.Port, sink.AddInput(link.To.Port, pipeline, sources));
            connector.IsLinked = connector.IsSink = true;
        }
        else
        {
            var (from, to) = (Pipeline(link.From.Alias), Pipeline(link.To.Alias));
            from.ConnectOutput(link.From.Port, to.Input(link.To.Port));
            to.ConnectInput(link.To.Port, from);
        }
    }

    /// <summary>The source waits for every sink that it can reach, and ends when it or one of them does.</summary>
    /// <param name="deadEnds">The ids by which pipelines answer drain signals for want of a sink.</param>
    private void Gate(string alias, ConnectorInstance connector, Dictionary<string, ulong> deadEnds)
    {
        var sinks = _topology.SinksOf(alias).Select(s => _connectors[s]).ToArray();
        foreach (var end in _topology.DeadEndsOf(alias))
            if (deadEnds.TryAdd(end, 0)) _pipelines[end].AnswerDrains(deadEnds[end] = _nextId());
        connector.Source!.ExpectSinks([.. sinks.Select(static s => s.Id)], _topology.DeadEndsOf(alias).Select(end => deadEnds[end]));
        foreach (var sink in sinks) sink.Sink!.Ready += connector.Source.OnSinkReady;
        if (connector is { IsSink: true, HasIndependentHalves: false }) connector.Sink!.CanHold = false;
    }

    private async Task WatchStartAsync()
    {
        var started = Linked.Select(StartedAsync).ToArray();
        if ((await Task.WhenAll(started)).All(static ok => ok)) Move(RunState.Running, static s => s == RunState.Initializing);

        async Task<bool> StartedAsync(ConnectorInstance connector)
        {
            if (await connector.FirstConnection) return true;
            if (connector.State != RunState.Failed) return false;
            _log.LogError("[Flow::{Flow}] {Connector} Connection failed", Alias, connector.Alias);
            Move(RunState.Failed, static _ => true);
            return false;
        }
    }

    private async Task WatchEndAsync()
    {
        var over = Task.WhenAll(SourcesWithSinks.Select(static s => EndOfAsync(s.Source, s.Sinks)).ToArray());
        var broken = Task.WhenAny([over, .. _pipelines.Values.Select(static p => p.Broken)]);
        if (await broken != over)
        {
            // What the pipeline has lost is counted; the sources must not read more into it.
            Move(RunState.Failed, static s => s != RunState.Stopped);
            _ = StopAsync();
        }

        _completion.TrySetResult();

        // What a source read before it failed is still on its way to its sinks.
        static async Task EndOfAsync(ConnectorInstance source, ConnectorInstance[] sinks)
        {
            var otherEnd = Task.WhenAny(sinks.Select(static s => s.SinkOver).Append(source.Source!.Finished));
            await Task.WhenAny(otherEnd, source.SourceOver);
            if (!otherEnd.IsCompleted && source.HasSourceFailed && source.Source.HasBegun) await Task.WhenAny(otherEnd, source.Source.DrainAsync());
        }
    }

    /// <summary>
    /// When one of several sinks is given up, a source reads on for the others, unless the flow is to end by itself or it would send again and again what that one
    /// refuses. Until all of them were connected it has not begun (spec: runtime 9): for one that never was, it never does.
    /// </summary>
    private async Task WatchSinksAsync(ConnectorInstance source, ConnectorInstance[] sinks)
    {
        if (sinks.Length == 1) return;
        for (var left = sinks.ToList(); left.Count > 0;)
        {
            await Task.WhenAny([.. left.Select(static s => s.SinkOver), source.SourceOver]);
            if (left.Find(static s => s.HasSinkFailed) is not { } failed) return;
            left.Remove(failed);
            lock (_lock)
                if (_endsByItself) return;
            if (!failed.Sink!.WasReady)
            {
                source.Source!.StayClosedFor(failed.Alias);
                return;
            }

            if (left.Count > 0) source.Source!.GoOnWithout(failed.Id, failed.Alias);
        }
    }

    /// <summary>A source of which a sink is given up reads no more; what it has read gets as much time as in any drain to come to the other ones.</summary>
    private async Task EndForSinksAsync(ConnectorInstance connector, ConnectorInstance[] sinks)
    {
        var source = connector.Source!;
        await Task.WhenAny([.. sinks.Select(static s => s.SinkOver), source.Finished, _completion.Task]);
        if (source.Finished.IsCompleted || !source.HasBegun || !Array.Exists(sinks, static s => s.HasSinkFailed)) return;
        var drained = source.DrainAsync();
        source.EndReading();
        using var over = new CancellationTokenSource();
        await Task.WhenAny(drained, Task.Delay(FlowRuntime.Patience, _options.Time, over.Token));
        await over.CancelAsync();
    }

    private Task DrainConnectorsAsync() => Task.WhenAll(Sources.Concat(Mixed).Concat(Sinks).Select(static c => c.DrainAsync()).ToArray());

    private async Task StopOnceAsync()
    {
        await StopSinksInOrderAsync();
        var others = StopOthersAsync();
        // A source that hangs does not keep anybody from saying what the pipelines hold.
        await EndsInTimeAsync(others);
        await Task.WhenAll(_pipelines.Values.Select(static p => p.StopAsync()).ToArray());
        await others;
        TimedOutSearches.LogTotals();
        Task watch;
        lock (_lock) watch = _watch;
        await watch;
        _completion.TrySetResult();
    }

    private async Task StopOthersAsync()
    {
        var unlinked = _connectors.Values.Where(static c => !c.IsLinked);
        foreach (var group in new[] { Sources, Mixed, unlinked }) await Task.WhenAll(group.Select(static c => c.StopAsync()).ToArray());
    }

    /// <summary>Waits for connectors that are stopped until the time for the stop is over, and a little.</summary>
    private async Task EndsInTimeAsync(Task stopped)
    {
        await Task.WhenAny(stopped, _cut.Task);
        if (stopped.IsCompleted) return;
        using var over = new CancellationTokenSource();
        await Task.WhenAny(stopped, Task.Delay(await _cut.Task, _options.Time, over.Token));
        await over.CancelAsync();
    }

    /// <summary>
    /// Where a drain has not ended because a sink hangs, or has no connection, the others wait until that is given up: what it held up is still to come to them.
    /// Null where nothing is held up.
    /// </summary>
    private Dictionary<ConnectorInstance, long?>? FindWaiting()
    {
        if (!Linked.Any(static c => c.IsSink && (!c.IsSinkConnected || c.Sink!.Call is not null))) return null;
        return SinksAlone.Where(static c => c.IsSinkConnected).ToDictionary(static c => c, static c => c.Sink!.Call);
    }

    private Task StopSinksInOrderAsync()
    {
        Dictionary<ConnectorInstance, long?>? waiting;
        lock (_lock) waiting = _waiting;
        return Task.WhenAll(SinksAlone.Select(async c =>
        {
            if (waiting?.ContainsKey(c) == true) await c.Sink!.DrainInTimeAsync();
            // One that is well may yet write what sources send when they stop; one that is not must not hold them up.
            else if (c is { IsSource: true, IsSinkConnected: true }) return;
            await c.StopSinkAsync();
        }).ToArray());
    }

    /// <param name="mayMove">Whether it goes there from where it is.</param>
    private void Move(RunState to, Func<RunState, bool> mayMove)
    {
        lock (_lock)
        {
            if (_state == to || !mayMove(_state)) return;
            _state = to;
        }

        _log.LogInformation("[Flow::{Flow}] {State}", Alias, to);
    }

    private ConnectorInstance Connector(string alias) => _connectors.TryGetValue(alias, out var connector)
        ? connector
        : throw new ArgumentException($"Connector {alias} not found: {string.Join(", ", _connectors.Keys)}");

    private PipelineInstance Pipeline(string alias) => _pipelines.TryGetValue(alias, out var pipeline)
        ? pipeline
        : throw new ArgumentException($"Pipeline {alias} not found in: {string.Join(", ", _pipelines.Keys)}");
}
