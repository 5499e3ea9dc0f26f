using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

public sealed class PipelineInstanceTests
{
    private static readonly Signal s_drain = new(SignalKind.Drain, 4, 0);

    private readonly RecordingUpstream _source = new();
    private long _token;

    [Fact]
    public async Task A_pipeline_without_operators_hands_on_the_batch_it_got()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2, 3);
        await pipeline.StopAsync();
        Assert.Equal(["1", "2", "3"], sink.Seen);
        Assert.Equal([Outcome.Delivered, Outcome.Delivered, Outcome.Delivered], _source.Outcomes.Values);
    }

    [Fact]
    public void An_unknown_port_is_named_with_the_ports_there_are()
    {
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        var input = Assert.Throws<DefinitionException>(() => pipeline.Input(Port.Of("side")));
        Assert.Equal("input port doesn't exist: flow::pipe/side", input.Message);
        Assert.Equal("the pipeline has the input ports in", input.Diagnostics[0].Hint);
        var output = Assert.Throws<DefinitionException>(() => pipeline.ConnectOutput(Port.Of("side"), new CollectingTarget()));
        Assert.Equal("output port doesn't exist: flow::pipe/side", output.Message);
        Assert.Equal("the pipeline has the output ports out, err", output.Diagnostics[0].Hint);
    }

    [Fact]
    public async Task Every_target_of_a_port_gets_every_event_and_the_worst_answer_counts()
    {
        var (good, bad) = (new CollectingTarget(), new CollectingTarget(static _ => Outcome.Failed));
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, good);
        pipeline.ConnectOutput(Port.Out, bad);
        pipeline.Start();
        await SendAsync(pipeline, 1, 2);
        await pipeline.StopAsync();
        Assert.Equal(["1", "2"], good.Seen);
        Assert.Equal(["1", "2"], bad.Seen);
        Assert.Equal([Outcome.Failed, Outcome.Failed], _source.Outcomes.Values);
    }

    [Fact]
    public async Task A_signal_comes_out_once_for_each_link_and_in_order_with_the_events()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.ConnectOutput(Port.Err, sink);
        pipeline.Start();
        await SendAsync(pipeline, 1);
        await pipeline.Input(Port.In).SignalAsync(s_drain, _source);
        await SendAsync(pipeline, 2);
        await pipeline.StopAsync();
        Assert.Equal(["1", "Drain", "Drain", "2"], sink.Seen);
    }

    [Fact]
    public async Task Events_for_a_port_that_nobody_reads_are_delivered()
    {
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.Start();
        await SendAsync(pipeline, 1);
        await pipeline.StopAsync();
        Assert.Equal([Outcome.Delivered], _source.Outcomes.Values);
    }

    [Fact]
    public async Task What_comes_after_the_stop_fails()
    {
        var sink = new CollectingTarget();
        var pipeline = Make(PlanBuilder.WithUsualPorts().Link("in -> out"));
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        await pipeline.StopAsync();
        await pipeline.StopAsync();
        await SendAsync(pipeline, 1);
        Assert.Empty(sink.Seen);
        Assert.Equal([Outcome.Failed], _source.Outcomes.Values);
    }

    [Fact]
    public async Task Pipelines_in_a_row_answer_through_each_other()
    {
        var sink = new CollectingTarget(static e => e.Data.ToString() == "2" ? Outcome.Failed : Outcome.Delivered);
        var (first, second) = (Make(PlanBuilder.WithUsualPorts().Link("in -> out")), Make(PlanBuilder.WithUsualPorts().Link("in -> out")));
        first.ConnectOutput(Port.Out, second.Input(Port.In));
        second.ConnectInput(Port.In, first);
        first.ConnectInput(Port.In, _source);
        second.ConnectOutput(Port.Out, sink);
        second.Start();
        first.Start();
        await SendAsync(first, 1, 2, 3);
        await first.Input(Port.In).SignalAsync(s_drain, _source);
        second.OnInsight(new Insight { Kind = InsightKind.Trigger });
        await first.StopAsync();
        await second.StopAsync();
        Assert.Equal(["1", "2", "3", "Drain"], sink.Seen);
        Assert.Equal([Outcome.Delivered, Outcome.Failed, Outcome.Delivered], _source.Outcomes.OrderBy(static o => o.Key).Select(static o => o.Value));
        Assert.Equal([InsightKind.Trigger], _source.Insights);
    }

    private static PipelineInstance Make(PlanBuilder plan, int capacity = 4) => new(plan.Build(), new PipelineOptions
    {
        NextOperatorId = NewIds(),
        Capacity = capacity,
        TickInterval = Timeout.InfiniteTimeSpan,
    });

    private static Func<ulong> NewIds()
    {
        ulong last = 0;
        return () => ++last;
    }

    private async Task SendAsync(PipelineInstance pipeline, params int[] payloads)
    {
        var batch = EventBatch.Rent();
        foreach (var payload in payloads) batch.Add(new Event { Data = Value.From((long)payload), Meta = Value.EmptyRecord, Transactional = true });
        await pipeline.Input(Port.In).SendAsync(batch, _source, _token++);
    }
}
