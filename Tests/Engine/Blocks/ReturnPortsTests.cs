using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

public sealed class ReturnPortsTests
{
    [Fact]
    public void A_long_row_of_nodes_that_handle_insights_takes_memory_with_its_length()
    {
        const int nodes = 1000;
        var plan = PlanBuilder.WithUsualPorts();
        for (var i = 0; i < nodes; i++) plan.Node($"n{i}", new Passing()).Link(i == 0 ? "in -> n0" : $"n{i - 1} -> n{i}");
        var wiring = Wiring.Of(plan.Link($"n{nodes - 1} -> out").Build());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ports = new ReturnPorts(wiring, static _ => true);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Equal(Port.Out, Assert.Single(ports.Of(1, wiring.Vertices[nodes])));
        Assert.Empty(ports.Of(nodes, wiring.Vertices[1]));
        Assert.Equal(Port.Out, Assert.Single(ports.OfOutputs(1, [true, true])));
    }

    private sealed class Passing : IOperator
    {
        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);
    }
}
