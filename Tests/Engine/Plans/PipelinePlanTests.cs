using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Plans;

public sealed class PipelinePlanTests
{
    [Fact]
    public void A_cycle_is_shown_with_its_path()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("b").Stream("c").Link("in -> a -> b -> c -> a").Link("c -> out");
        Assert.Equal(["Cycle detected in graph: a -> b -> c -> a"], Errors(plan));
    }

    [Fact]
    public void A_name_that_is_used_twice_is_an_error()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("a").Link("in -> a -> out");
        Assert.Equal(["Name `a` is already in use for another node, please use another name."], Errors(plan));
    }

    [Fact]
    public void A_stream_has_no_port_but_out()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Link("in -> a").Link("a/side -> out");
        Assert.Equal(["Invalid port 'side': the stream `a` never emits on it"], Errors(plan));
    }

    [Fact]
    public void An_operator_has_the_ports_that_it_says()
    {
        var plan = PlanBuilder.WithUsualPorts().Node("a", static _ => new PassOn(), "out", "overflow").Link("in -> a/overflow -> out").Link("a/err -> err");
        var finding = Assert.Single(Assert.Throws<DefinitionException>(plan.Build).Diagnostics);
        Assert.Equal("Invalid port 'err': `a` (test) never emits on it", finding.Message);
        Assert.Equal("the ports are \"out\", \"overflow\"", finding.Hint);
    }

    [Fact]
    public void Inputs_are_not_sent_into_and_outputs_are_not_read()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Link("in -> a -> out").Link("a -> in").Link("out -> a");
        Assert.Equal(
            ["`in` is an input of the pipeline: no node can write to it", "`out` is an output of the pipeline: nothing can be read from it"],
            Errors(plan));
    }

    [Fact]
    public void What_is_never_read_or_fed_is_left_out_together_with_what_only_serves_it()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("unread").Stream("before").Stream("unfed")
            .Link("in -> a -> out").Link("in -> before -> unread").Link("unfed -> out").Build();
        Assert.Equal(["in", "out", "err", "a"], plan.Nodes.Select(static n => n.Name));
        Assert.Equal(["in -> a", "a -> out"], plan.Edges.Select(e => $"{plan.Nodes[e.From].Name} -> {plan.Nodes[e.To].Name}"));
    }

    [Fact]
    public void The_order_is_topological_and_otherwise_that_of_the_declaration()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("z").Stream("y").Stream("x").Link("in -> x -> y -> out").Link("in -> z -> out").Build();
        Assert.Equal(["in", "err", "z", "x", "y", "out"], plan.Order.Select(n => plan.Nodes[n].Name));
    }

    private static IEnumerable<string> Errors(PlanBuilder plan) => Assert.Throws<DefinitionException>(plan.Build).Diagnostics.Select(static d => d.Message);
}
