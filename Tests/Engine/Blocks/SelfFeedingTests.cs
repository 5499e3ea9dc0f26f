using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>What goes round in a pipeline that feeds itself, when its sources have come to their end.</summary>
public sealed class SelfFeedingTests
{
    private static readonly Signal s_drain = new(SignalKind.Drain, 4, 0);

    private readonly RecordingUpstream _source = new();
    private readonly LossLedger _losses = new();

    [Fact]
    public async Task A_drain_signal_comes_out_behind_everything_that_goes_round()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(new Countdown(), sink);
        pipeline.ExpectSignals(4, 1);
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(Batch(2000), _source, 0);
        await Eventually.Done(pipeline.Input(Port.In).SignalAsync(s_drain, _source).AsTask());
        await Eventually.True(() => sink.Seen.Contains("Drain"), "the signal comes out");
        Assert.Equal(["0", "Drain"], sink.Seen);
        await Eventually.Done(pipeline.StopAsync());
        Assert.Empty(_losses.Losses);
    }

    [Fact]
    public async Task What_operators_send_at_the_end_goes_round_before_the_drain_signal_comes_out()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(new Countdown { AtEnd = 3 }, sink);
        pipeline.ExpectSignals(4, 1);
        pipeline.Start();
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await Eventually.True(() => sink.Seen.Contains("Drain"), "the signal comes out");
        Assert.Equal(["0", "Drain"], sink.Seen);
        await pipeline.StopAsync();
    }

    [Fact]
    public async Task What_goes_round_for_ever_keeps_nobody_from_stopping_and_is_counted()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(new Countdown { IsEndless = true }, sink);
        pipeline.ExpectSignals(4, 1);
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(Batch(1, 2, 3), _source, 0);
        await Eventually.Done(pipeline.Input(Port.In).SignalAsync(s_drain, _source).AsTask());
        Assert.DoesNotContain("Drain", sink.Seen);
        await Eventually.Done(pipeline.StopAsync());
        var loss = Assert.Single(_losses.Losses);
        Assert.Equal(("test::pipe/in", "it was still going round when the pipeline stopped", 3L), (loss.Place, loss.Reason, loss.Events));
    }

    private static EventBatch Batch(params int[] payloads)
    {
        var batch = EventBatch.Rent();
        foreach (var payload in payloads) batch.Add(new Event { Data = Value.From((long)payload), Meta = Value.EmptyRecord });
        return batch;
    }

    /// <summary>What the node sends to <c>err</c> comes back to its input.</summary>
    private PipelineInstance Make(IOperator work, CollectingTarget sink)
    {
        ulong lastId = 0;
        var plan = PlanBuilder.WithUsualPorts().Node("node", work).Link("in -> node -> out").Link("node/err -> err").Build();
        var pipeline = new PipelineInstance(plan with { Alias = "test::pipe" }, new PipelineOptions
        {
            NextOperatorId = () => ++lastId,
            Losses = _losses,
            TickInterval = Timeout.InfiniteTimeSpan,
            Capacity = 2,
        });
        pipeline.ConnectOutput(Port.Err, pipeline.Input(Port.In));
        pipeline.ConnectInput(Port.In, pipeline);
        pipeline.ConnectOutput(Port.Out, sink);
        return pipeline;
    }

    private sealed class Countdown : IOperator
    {
        public int AtEnd { get; init; }

        public bool IsEndless { get; init; }

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            e.Data.TryGetInt64(out var left);
            if (!IsEndless) e.Data = Value.From(left - 1);
            output.Emit(left > 1 || IsEndless ? Port.Err : Port.Out, e);
        }

        public void OnEnd(IEmitter output)
        {
            if (AtEnd > 0) output.Emit(Port.Err, new Event { Data = Value.From((long)AtEnd), Meta = Value.EmptyRecord });
        }
    }
}
