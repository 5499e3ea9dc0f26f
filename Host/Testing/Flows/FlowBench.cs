using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>
/// What is tested, on a bench: the pipelines of the engine, linked as the flow says, with sources and sinks of the test in place of connectors, and the clock of
/// the test. Whatever is done to it is over when the call completes (spec: extensions 4.5).
/// </summary>
internal sealed class FlowBench : IAsyncDisposable
{
    private const ulong TickNs = 100_000_000;
    private const ulong DrainId = 1UL << 61;
    private const ulong FirstOperator = 1_000_000; // behind the ids of all sources and sinks

    private readonly TestSubject _subject;
    private readonly int _capacity;
    private readonly ILogger _logger;
    private readonly Task _giveUp;
    private readonly Dictionary<string, TestSource> _sources = [];
    private readonly Dictionary<string, TestSink> _sinks = [];
    private readonly List<RunningPipeline> _pipelines = [];
    private ulong _nextTickNs;

    private FlowBench(TestSubject subject, TestClock clock, int capacity, ILogger logger, Task giveUp)
    {
        (_subject, Clock, _capacity, _logger, _giveUp) = (subject, clock, capacity, logger, giveUp);
        ulong id = 0;
        foreach (var name in subject.Sources) _sources.Add(name, new(name, ++id));
        foreach (var name in subject.Sinks) _sinks.Add(name, new(name, ++id, clock));
    }

    public TestClock Clock { get; }

    public IReadOnlyDictionary<string, TestSource> Sources => _sources;

    public IReadOnlyDictionary<string, TestSink> Sinks => _sinks;

    /// <summary>Events that windows and batches keep, by node: known when it has stopped.</summary>
    public IReadOnlyList<(string Place, long Events)> Held { get; private set; } = [];

    /// <summary>What was lost, by place and reason: known when it has stopped.</summary>
    public IReadOnlyList<Loss> Losses { get; private set; } = [];

    /// <param name="capacity">Waves that a block takes in.</param>
    /// <param name="giveUp">Fails when the test has taken too long.</param>
    public static async Task<FlowBench> StartAsync(TestSubject subject, TestClock clock, int capacity, ILogger logger, Task giveUp)
    {
        var bench = new FlowBench(subject, clock, capacity, logger, giveUp);
        await bench.StartAsync();
        return bench;
    }

    /// <summary>Moves the clock to a time that is not in front of it, with the ticks that are due on the way.</summary>
    public async Task AdvanceToAsync(ulong ns)
    {
        for (; _nextTickNs <= ns; _nextTickNs += TickNs)
        {
            Clock.NowNs = _nextTickNs;
            await TickAsync();
        }

        Clock.NowNs = ns;
    }

    /// <summary>One tick for each pipeline, the first one first.</summary>
    public async Task TickAsync()
    {
        foreach (var pipeline in _pipelines)
        {
            await pipeline.Head.SignalAsync(new Signal(SignalKind.Tick, 0, Clock.NowNs), pipeline.Instance);
            await TestFence.PassAsync(pipeline.Head, pipeline.Instance, _giveUp);
        }

        if (_pipelines.Count > 1) await SettleAsync();
    }

    /// <summary>Until nothing moves: forward through all pipelines, and back.</summary>
    public async Task SettleAsync()
    {
        foreach (var pipeline in _pipelines) await TestFence.PassAsync(pipeline.Head, pipeline.Instance, _giveUp);
        foreach (var pipeline in _pipelines.AsEnumerable().Reverse().Skip(1)) await TestFence.PassAsync(pipeline.Head, pipeline.Instance, _giveUp);
    }

    /// <summary>The sources end: pipeline after pipeline sends what it holds, if it would.</summary>
    public async Task DrainAsync()
    {
        foreach (var pipeline in _pipelines)
        {
            await pipeline.Head.SignalAsync(new Signal(SignalKind.Drain, DrainId, Clock.NowNs), pipeline.Instance);
            await SettleAsync();
        }
    }

    /// <summary>Stops everything, makes it anew, and sends again what nobody has answered for.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        foreach (var source in _sources.Values) source.Disconnect();
        foreach (var sink in _sinks.Values) sink.Disconnect();
        await StartAsync();
        foreach (var source in _sources.Values) await source.ReplayAsync();
        await SettleAsync();
    }

    /// <summary>Stops it; may be called twice.</summary>
    public async Task StopAsync()
    {
        if (_pipelines.Count == 0) return;
        foreach (var pipeline in _pipelines) await pipeline.Instance.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Held = [.. _pipelines.SelectMany(static p => p.Losses.LeftOut.Concat(p.Losses.Losses.Where(IsHeld).Select(static l => (l.Place, l.Events))))];
        Losses = [.. _pipelines.SelectMany(static p => p.Losses.Losses.Where(static l => !IsHeld(l)))];
        _pipelines.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (TimeoutException)
        {
            // The test has failed for the same reason already.
        }
    }

    private async Task StartAsync()
    {
        ulong lastId = FirstOperator;
        foreach (var plan in _subject.Pipelines)
        {
            var losses = new LossLedger();
            var instance = new PipelineInstance(plan, new PipelineOptions
            {
                Time = Clock,
                Logger = _logger,
                NextOperatorId = () => ++lastId,
                Capacity = _capacity,
                TickInterval = Timeout.InfiniteTimeSpan,
                Losses = losses,
            });
            instance.ExpectSignals(DrainId, 1);
            var head = instance.Input(Port.Of(plan.Nodes.First(static n => n.Role == NodeRole.Input).Name));
            _pipelines.Add(new(plan.Alias, instance, head, losses));
        }

        foreach (var link in _subject.Links) Connect(link);
        foreach (var pipeline in _pipelines) pipeline.Instance.Start();
        _nextTickNs = Clock.NowNs + TickNs;
        await TickAsync();
    }

    private void Connect(LinkPlan link)
    {
        if (link.From.IsConnector)
        {
            var (source, pipeline) = (_sources[link.From.Alias], Find(link.To.Alias));
            source.AddTarget(link.From.Port, pipeline.Instance.Input(link.To.Port));
            pipeline.Instance.ConnectInput(link.To.Port, source);
        }
        else if (link.To.IsConnector)
        {
            var from = Find(link.From.Alias).Instance;
            from.ConnectOutput(link.From.Port, _sinks[link.To.Alias].Link(link.To.Port, from, _subject.IsPipeline));
        }
        else
        {
            var (from, to) = (Find(link.From.Alias).Instance, Find(link.To.Alias).Instance);
            var input = to.Input(link.To.Port);
            from.ConnectOutput(link.From.Port, from == to ? input : new PipelineForwardLink(input));
            to.ConnectInput(link.To.Port, from == to ? from : new PipelineBackLink(from));
        }
    }

    /// <summary>What a node kept to the end and no source sends again; others count it as lost.</summary>
    private static bool IsHeld(Loss loss) => loss.Reason.StartsWith("held when the flow stopped", StringComparison.Ordinal);

    private RunningPipeline Find(string alias) => _pipelines.Find(p => p.Alias == alias)!;

    private sealed record RunningPipeline(string Alias, PipelineInstance Instance, IEventTarget Head, LossLedger Losses);
}
