using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Which insights of an operator leave it, and whom they reach.</summary>
public sealed class InsightTests
{
    private readonly RecordingUpstream _source = new();

    [Fact]
    public async Task Nothing_of_a_signal_handler_that_fails_gets_out_not_even_later()
    {
        var pipeline = TestPipeline.Make(
            PlanBuilder.WithUsualPorts().Node("torn", new Torn()).Link("in -> torn -> out"), log: new RecordingLog());
        var sink = new CollectingTarget();
        pipeline.ConnectInput(Port.In, _source);
        pipeline.ConnectOutput(Port.Out, sink);
        pipeline.Start();
        var input = pipeline.Input(Port.In);
        await input.SignalAsync(new Signal(SignalKind.Drain, 4, 0), _source);
        await input.SendAsync(TestPipeline.Batch(1), _source, 0);
        await input.SignalAsync(new Signal(SignalKind.Start, 4, 0), _source);
        await input.SendAsync(TestPipeline.Batch(2), _source, 1);
        await pipeline.StopAsync();
        Assert.Equal(["Drain", "1", "Start", "2"], sink.Seen);
        Assert.Equal([InsightKind.BreakerClosed], _source.Insights);
    }

    [Fact]
    public async Task An_insight_reaches_what_lies_before_its_maker_and_no_other_branch()
    {
        var seen = new List<string>();
        var names = new Dictionary<ulong, string>();
        var plan = PlanBuilder.WithUsualPorts();
        foreach (var name in (string[])["before", "left", "right", "behind"]) plan.Node(name, Telling(name, names, seen));
        plan.Link("in -> before -> left -> behind -> out").Link("before -> right -> behind");
        var pipeline = TestPipeline.Make(plan);
        pipeline.ConnectInput(Port.In, _source);
        pipeline.ConnectOutput(Port.Out, new CollectingTarget());
        pipeline.Start();
        await pipeline.Input(Port.In).SendAsync(TestPipeline.Batch(1), _source, 0);
        await pipeline.StopAsync();
        Assert.Equal(
            ["before hears behind", "before hears behind", "before hears left", "before hears right", "left hears behind", "left hears behind",
             "right hears behind", "right hears behind"],
            seen.Order());
        Assert.Equal(["before", "behind", "behind", "left", "right"], _source.Makers.Select(maker => names[maker]).Order());
    }

    /// <summary>Tells of each event before it passes it on, and notes what it hears of others.</summary>
    private static Func<OperatorContext, IOperator> Telling(string name, Dictionary<ulong, string> names, List<string> seen) => context =>
    {
        names.Add(context.Id, name);
        return new DelegateOperator(
            static (ref Event e, IEmitter output) =>
            {
                output.Insight(new Insight { Kind = InsightKind.BreakerOpen });
                output.Emit(Port.Out, e);
            },
            (ref Insight insight, IEmitter _) =>
            {
                if (insight.Kind != InsightKind.BreakerOpen) return;
                lock (seen) seen.Add($"{name} hears {names[insight.Maker]}");
            });
    };

    /// <summary>Fails at a drain, after it has said something.</summary>
    private sealed class Torn : IOperator
    {
        public bool HandlesSignals => true;

        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);

        public void OnSignal(in Signal signal, IEmitter output)
        {
            output.Insight(new Insight { Kind = signal.Kind == SignalKind.Drain ? InsightKind.BreakerOpen : InsightKind.BreakerClosed });
            if (signal.Kind == SignalKind.Drain) throw new InvalidOperationException("torn");
        }
    }
}
