using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Errors of the engine itself, provoked by a log that throws; and what is logged of those that are not.</summary>
public sealed class PipelineFaultTests
{
    private static readonly Signal s_drain = new(SignalKind.Drain, 4, 0);

    private readonly RecordingUpstream _source = new();
    private readonly RecordingLog _log = new();
    private readonly LossLedger _losses = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_of_a_pipeline_that_breaks_loses_what_comes_and_lets_signals_pass(bool isTransactional)
    {
        var target = new Full();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, target);
        pipeline.Start();
        _log.FailsAt = "A target failed to take 2 events";
        for (var i = 0; i < 3; i++) await pipeline.Input(Port.In).SendAsync(Batch(2, isTransactional), _source, 2 * i);
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await Eventually.Done(pipeline.StopAsync());
        Assert.Equal("the log is full", await Eventually.Of(pipeline.Broken));
        Assert.Equal(["Drain"], target.Signals);
        Assert.Equal(Enumerable.Repeat(Outcome.Fail, 6), _source.Outcomes.Values);
        var places = _losses.Losses.Select(static l => $"{l.Place} {l.Events} {l.Reason}");
        // What a target threw away is counted whoever could send it again: nobody knows how it ended.
        Assert.Equal(isTransactional ? ["test 2 full"] : ["test 4 an error of the engine: the log is full", "test 2 full"], places);
    }

    [Fact]
    public async Task What_a_signal_released_to_a_node_that_breaks_is_lost_and_fails()
    {
        var node = new Releasing();
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("keep", node).Node("next", new Torn(static _ => true)).Link("in -> keep -> next -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(Batch(2, true), _source, 0);
        await pipeline.Input(Port.In).SendAsync(Batch(1, false), _source, 2);
        _log.FailsAt = "Error handling event";
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await Eventually.Done(pipeline.StopAsync());
        Assert.Equal(["Drain"], sink.Seen);
        Assert.Equal([Outcome.Fail, Outcome.Fail], _source.Outcomes.Values.Take(2));
        Assert.Equal(1, Assert.Single(_losses.Losses).Events);
    }

    [Fact]
    public async Task A_node_that_fails_at_every_tick_is_logged_once_a_second()
    {
        var time = new VirtualTime();
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("torn", new Torn(static kind => kind == SignalKind.Tick)).Link("in -> torn -> out"), time: time, log: _log);
        pipeline.Start();
        for (var ticks = 1; ticks <= 12; ticks++)
        {
            time.Advance(100);
            // A tick that finds the one before still under way is left out.
            await pipeline.Input(Port.In).SignalAsync(new Signal(SignalKind.Start, 9, 0), _source);
            for (var i = 0; i < 20; i++) await Task.Yield();
        }

        await pipeline.StopAsync();
        var lines = _log.Lines.Where(static l => l.Contains("Error handling signal")).ToList();
        Assert.InRange(lines.Count, 1, 2);
        Assert.DoesNotContain("not shown", lines[0]);
        if (lines.Count == 2) Assert.Contains("more that are not shown: torn at Tick", lines[1]);
    }

    [Fact]
    public async Task A_target_that_takes_nothing_is_logged_once_a_second()
    {
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"), new VirtualTime());
        pipeline.ConnectOutput(Port.Out, new Full());
        pipeline.Start();
        for (var i = 0; i < 9; i++) await pipeline.Input(Port.In).SendAsync(Batch(2, false), _source, 2 * i);
        await pipeline.StopAsync();
        Assert.Equal(["Error [Pipeline::test] A target failed to take 2 events: full"], _log.Lines);
        Assert.Equal(18, Assert.Single(_losses.Losses).Events);
    }

    [Fact]
    public async Task A_node_that_fails_at_every_insight_is_logged_once_a_second()
    {
        var fails = new DelegateOperator(
            static (ref Event e, IEmitter output) => output.Emit(Port.Out, e), static (ref Insight _, IEmitter _) => throw new InvalidOperationException("deaf"));
        var pipeline = Make(PlanBuilder.WithUsualPorts().Node("deaf", fails).Link("in -> deaf -> out"), new VirtualTime());
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        pipeline.Start();
        for (var i = 0; i < 9; i++) await pipeline.Input(Port.In).SendAsync(Batch(2, true), _source, 2 * i);
        await Eventually.True(() => _source.Outcomes.Count == 18, "all are answered");
        await pipeline.StopAsync();
        Assert.Single(_log.Lines, static l => l.Contains("error handling the insight"));
    }

    private static EventBatch Batch(int events, bool isTransactional)
    {
        var batch = EventBatch.Rent();
        for (var i = 0; i < events; i++) batch.Add(new Event { Data = Value.From((long)i), Meta = Value.EmptyRecord, Transactional = isTransactional });
        return batch;
    }

    private PipelineInstance Make(PlanBuilder plan, TimeProvider? time = null)
    {
        ulong lastId = 0;
        return new PipelineInstance(plan.Build() with { Alias = "test" }, new PipelineOptions
        {
            NextOperatorId = () => ++lastId,
            Losses = _losses,
            Logger = _log,
            TickInterval = Timeout.InfiniteTimeSpan,
            Time = time ?? TimeProvider.System,
        });
    }

    private sealed class Full : IEventTarget
    {
        public List<string> Signals { get; } = [];

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => throw new IOException("full");

        public ValueTask SignalAsync(Signal signal, IUpstream from)
        {
            Signals.Add(signal.Kind.ToString());
            return default;
        }
    }

    /// <summary>Sends what it holds, merged, at a drain.</summary>
    private sealed class Releasing : IOperator
    {
        private readonly HeldEvents _held = new();

        public bool HandlesSignals => true;

        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Hold(_held);

        public void OnSignal(in Signal signal, IEmitter output)
        {
            if (signal.Kind == SignalKind.Drain) output.EmitMerged(Port.Out, new Event { Data = Value.From(7L), Meta = Value.EmptyRecord }, _held);
        }
    }

    private sealed class Torn(Func<SignalKind, bool> fails) : IOperator
    {
        public bool HandlesSignals => true;

        public void OnEvent(Port input, ref Event e, IEmitter output) => throw new InvalidOperationException("torn");

        public void OnSignal(in Signal signal, IEmitter output)
        {
            if (signal.Kind == SignalKind.Tick && fails(signal.Kind)) throw new InvalidOperationException($"torn at {signal.Kind}");
        }
    }
}
