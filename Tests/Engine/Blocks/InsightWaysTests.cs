using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Insights that answer no event, where several ways between pipelines lead to their maker.</summary>
public sealed class InsightWaysTests
{
    private const ulong Maker = 99;

    private readonly RecordingUpstream _source = new();
    private readonly CollectingTarget _sink = new();
    private ulong _number;

    [Fact]
    public async Task A_node_hears_what_comes_by_each_of_its_ports_and_who_is_in_front_hears_it_once()
    {
        var seen = new List<string>();
        var (front, left, right) = (Fork(seen), TestPipeline.Make(TestPipeline.Row(1)), TestPipeline.Make(TestPipeline.Row(1)));
        front.ConnectInput(Port.In, _source);
        Connect(front, Port.Out, left);
        Connect(front, Port.Err, right);
        foreach (var way in (PipelineInstance[])[left, right]) way.ConnectOutput(Port.Out, _sink);
        Say(InsightKind.BreakerOpen, left, right);
        Say(InsightKind.BreakerClosed, right, left);
        await StopAsync(front, left, right);
        Assert.Equal(["BreakerOpen by out", "BreakerOpen by side", "BreakerClosed by side", "BreakerClosed by out"], seen);
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _source.Insights);
    }

    [Fact]
    public async Task What_comes_too_late_by_one_way_does_not_undo_what_came_by_another()
    {
        var seen = new List<string>();
        var (front, left, right) = (Fork(seen), TestPipeline.Make(TestPipeline.Row(1)), TestPipeline.Make(TestPipeline.Row(1)));
        front.ConnectInput(Port.In, _source);
        Connect(front, Port.Out, left);
        Connect(front, Port.Err, right);
        foreach (var way in (PipelineInstance[])[left, right]) way.ConnectOutput(Port.Out, _sink);
        var open = new Insight { Kind = InsightKind.BreakerOpen, Maker = Maker, Number = 1 };
        left.OnInsight(open, _sink);
        left.OnInsight(new Insight { Kind = InsightKind.BreakerClosed, Maker = Maker, Number = 2 }, _sink);
        left.OnInsight(open, _sink);
        right.OnInsight(open, _sink);
        await StopAsync(front, left, right);
        Assert.Equal(["BreakerOpen by out", "BreakerClosed by out", "BreakerOpen by side"], seen);
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _source.Insights);
    }

    [Fact]
    public async Task Insights_do_not_go_round_in_pipelines_that_feed_each_other()
    {
        var (first, second) = (TestPipeline.Make(TestPipeline.Row(1)), TestPipeline.Make(TestPipeline.Row(1)));
        first.ConnectInput(Port.In, _source);
        Connect(first, Port.Out, second);
        Connect(second, Port.Err, first);
        second.ConnectOutput(Port.Out, _sink);
        await Eventually.Done(Task.Run(() => Say(InsightKind.BreakerOpen, second)));
        await Eventually.Done(Task.Run(() => Say(InsightKind.BreakerClosed, second)));
        await StopAsync(first, second);
        Assert.Equal([InsightKind.BreakerOpen, InsightKind.BreakerClosed], _source.Insights);
    }

    /// <summary>What it sends by itself overtakes what it makes of an answer: the numbers say what it said last.</summary>
    [Fact]
    public async Task What_a_node_makes_of_an_answer_and_what_it_sends_by_itself_is_numbered_in_its_order()
    {
        var numbers = new List<(InsightKind Kind, ulong Number)>();
        var work = new DelegateOperator(
            static (ref Event e, IEmitter output) => output.Emit(Port.Out, e),
            static (ref Insight insight, IEmitter output) =>
            {
                if (insight.Kind == InsightKind.Fail) insight.Kind = InsightKind.BreakerOpen;
                else if (insight.Kind == InsightKind.Ack) output.Insight(new Insight { Kind = InsightKind.BreakerClosed });
            });
        var pipeline = TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("valve", work).Link("in -> valve -> out"));
        pipeline.ConnectInput(Port.In, new Noting(numbers));
        pipeline.ConnectOutput(Port.Out, new Settling(static (from, first) => from.Settle([
            new SettledEvents(first, 1, null, Outcome.Fail, 0), new SettledEvents(first + 1, 1, null, Outcome.Ack, 0)])));
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(1, 2), _source, 0);
        await Eventually.True(() => _source.Outcomes.Count == 2, "both are answered");
        await pipeline.StopAsync();
        Assert.Equal([(InsightKind.BreakerOpen, 1UL), (InsightKind.BreakerClosed, 2UL)], numbers.OrderBy(static n => n.Number));
    }

    private static PipelineInstance Fork(List<string> seen)
    {
        var fork = new DelegateOperator(
            static (ref Event _, IEmitter _) => { },
            (ref Insight insight, IEmitter _) => seen.Add($"{insight.Kind} by {string.Join("+", insight.Ports.Select(static p => p.Name))}"));
        return TestPipeline.Make(PlanBuilder.WithUsualPorts().Node("fork", fork).Link("in -> fork -> out").Link("fork/side -> err"));
    }

    private static void Connect(PipelineInstance from, Port port, PipelineInstance to)
    {
        from.ConnectOutput(port, to.Input(Port.In));
        to.ConnectInput(Port.In, from);
    }

    private static async Task StopAsync(params PipelineInstance[] pipelines)
    {
        // Those behind first: what they still say passes those in front.
        foreach (var pipeline in pipelines.Reverse()) await Eventually.Done(pipeline.StopAsync());
    }

    /// <summary>As a sink does: to each pipeline in front of it.</summary>
    private void Say(InsightKind kind, params PipelineInstance[] upstreams)
    {
        var insight = new Insight { Kind = kind, Maker = Maker, Number = ++_number };
        foreach (var upstream in upstreams) upstream.OnInsight(insight, _sink);
    }

    private sealed class Noting(List<(InsightKind, ulong)> numbers) : IUpstream
    {
        public void Settle(long first, long count, Outcome outcome, ulong durationNs)
        {
        }

        public void OnInsight(in Insight insight, object receiver)
        {
            lock (numbers) numbers.Add((insight.Kind, insight.Number));
        }
    }

    private sealed class Settling(Action<IUpstream, long> settle) : IEventTarget
    {
        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            settle(from, first);
            batch.Release();
            return default;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }
}
