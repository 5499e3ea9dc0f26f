using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Graph;

public sealed class CheckedGraphTests
{
    [Fact]
    public void A_cycle_is_shown_with_its_path()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("b").Stream("c").Link("in -> a -> b -> c -> a").Link("c -> out").Build();
        Assert.Equal(["Error: Cycle detected in graph: a -> b -> c -> a"], Findings(plan));
    }

    [Fact]
    public void A_name_that_is_used_twice_is_an_error()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("a").Link("in -> a -> out").Build();
        Assert.Equal(["Error: Name `a` is already in use for another node, please use another name."], Findings(plan));
    }

    [Fact]
    public void A_stream_has_no_port_but_out()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Link("in -> a").Link("a/side -> out").Build();
        Assert.Equal(["Error: Stream used in `from` or `into` is not defined: a/side"], Findings(plan));
    }

    [Fact]
    public void An_operator_has_the_ports_that_it_says()
    {
        var plan = PlanBuilder.WithUsualPorts().Node("a", static _ => new PassOn(), "out", "overflow").Link("in -> a/overflow -> out").Link("a/err -> err").Build();
        var findings = new List<Diagnostic>();
        Assert.Null(CheckedGraph.Check(plan, findings));
        var finding = Assert.Single(findings);
        Assert.Equal("Stream used in `from` or `into` is not defined: a/err", finding.Message);
        Assert.Equal("it has the ports out, overflow", finding.Hint);
    }

    [Fact]
    public void Inputs_are_not_sent_into_and_outputs_are_not_read()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Link("in -> a -> out").Link("a -> in").Link("out -> a").Build();
        Assert.Equal(
            ["Error: `in` is an input of the pipeline: nothing can be sent into it", "Error: `out` is an output of the pipeline: nothing can be read from it"],
            Findings(plan));
    }

    [Fact]
    public void What_is_never_read_or_fed_is_left_out_together_with_what_only_serves_it()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("a").Stream("unread").Stream("before").Stream("unfed")
            .Link("in -> a -> out").Link("in -> before -> unread").Link("unfed -> out").Build();
        var findings = new List<Diagnostic>();
        var graph = CheckedGraph.Check(plan, findings)!;
        Assert.Equal(["in", "err", "a", "out"], graph.Order.Select(n => plan.Nodes[n].Name));
        Assert.Equal(
            [
                "The stream `unread` is never read: it is left out and will not run",
                "The stream `before` is never read: it is left out and will not run",
                "The stream `unfed` is never fed: it is left out and will not run",
            ],
            findings.Select(static f => f.Message));
        Assert.All(findings, static f => Assert.Equal(Severity.Warning, f.Severity));
    }

    [Fact]
    public void The_order_is_topological_and_otherwise_that_of_the_declaration()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("z").Stream("y").Stream("x").Link("in -> x -> y -> out").Link("in -> z -> out").Build();
        var graph = CheckedGraph.Of(plan);
        Assert.Equal(["in", "err", "z", "x", "y", "out"], graph.Order.Select(n => plan.Nodes[n].Name));
    }

    private static IEnumerable<string> Findings(PipelinePlan plan)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(CheckedGraph.Check(plan, findings));
        return findings.Select(static f => $"{f.Severity}: {f.Message}");
    }
}
