using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Graph;

public sealed class WiringTests
{
    [Fact]
    public void Streams_and_ports_vanish()
    {
        var wiring = Wire(PlanBuilder.WithUsualPorts().Stream("a").Stream("b").Link("in -> a -> b -> out"));
        Assert.Equal(2, wiring.Vertices.Count);
        Assert.True(wiring.IngressIsTrivial);
        Assert.Equal(1, wiring.KeyLength);
    }

    [Fact]
    public void All_edges_between_two_nodes_are_one_channel_so_that_nothing_need_be_merged()
    {
        var wiring = Wire(PlanBuilder.WithUsualPorts().Node("script", new PassOn()).Link("in -> script -> out").Link("script/err -> err"));
        Assert.Equal([1, 1, 0], wiring.Vertices.Select(static v => v.Out.Count));
        Assert.DoesNotContain(wiring.Vertices.SelectMany(static v => v.Out), static c => c.IsKeyed);
    }

    [Fact]
    public void Keys_are_carried_from_where_ways_part_to_where_they_meet_and_nowhere_else()
    {
        var wiring = Wire(PlanBuilder.WithUsualPorts()
            .Node("first", new PassOn()).Node("fork", new PassOn()).Node("left", new PassOn()).Node("join", new PassOn()).Node("last", new PassOn())
            .Link("in -> first -> fork -> left -> join -> last -> out").Link("fork -> join"));
        Assert.Equal([false, false, true, true, true, false, false], wiring.Vertices.SelectMany(static v => v.Out).Select(static c => c.IsKeyed));
    }

    [Fact]
    public void A_stream_with_many_links_on_both_sides_stays_a_node_so_that_links_do_not_multiply()
    {
        var plan = PlanBuilder.WithUsualPorts().Stream("s0");
        plan.Link("in -> s0");
        for (var i = 1; i <= 30; i++) plan.Stream($"s{i}").Link($"s{i - 1} -> s{i}").Link($"s{i - 1} -> s{i}");
        var wiring = Wire(plan.Link("s30 -> out"));
        Assert.True(wiring.Vertices.Sum(static v => v.Routes.Sum(static r => r.Routes.Length)) < 100);
    }

    [Fact]
    public void A_long_row_of_nodes_and_streams_is_wired_in_order()
    {
        const int length = 10_000;
        var nodes = new List<NodePlan> { NodePlan.Input("in"), NodePlan.Output("out") };
        var edges = new List<EdgePlan>();
        for (var i = 0; i < length; i++)
        {
            nodes.Add(i % 2 == 0 ? NodePlan.Stream($"s{i}") : new NodePlan($"n{i}", NodeRole.Operator, "test") { Work = new OperatorWork(null, static _ => new PassOn()) });
            edges.Add(new EdgePlan(i == 0 ? 0 : i + 1, Port.Out, i + 2, Port.In));
        }

        edges.Add(new EdgePlan(length + 1, Port.Out, 1, Port.In));
        var wiring = Wiring.Of(PipelinePlan.Of("flow::row", nodes, edges));
        Assert.Equal(length / 2 + 2, wiring.Vertices.Count);
        Assert.All(wiring.Vertices.SkipLast(1), static v => Assert.Equal(v.Index + 1, Assert.Single(v.Out).To.Index));
        Assert.True(wiring.Egress.Ancestors.Contains(wiring.Vertices[1].Index));
        Assert.False(wiring.Vertices[1].Ancestors.Contains(wiring.Egress.Index));
    }

    /// <summary>Kinds of large graphs: a time that grows with the square of the length would be minutes.</summary>
    [Theory]
    [InlineData(100_000, "star")]
    [InlineData(100_000, "row")]
    [InlineData(50_000, "funnel")]
    [InlineData(5_000, "ladder")]
    [InlineData(100_000, "tree")]
    public void Large_graphs_of_streams_are_wired_in_order(int length, string shape)
    {
        var nodes = new List<NodePlan> { NodePlan.Input("in"), NodePlan.Output("out") };
        var edges = new List<EdgePlan>();
        for (var i = 2; i < length + 2; i++) nodes.Add(NodePlan.Stream($"s{i}"));
        for (var i = 2; i < length + 2; i++)
            foreach (var (from, to) in Links(i)) edges.Add(new EdgePlan(from, Port.Out, to, Port.In));

        // A ladder keeps its rungs, for they have many links on both sides; everything else vanishes.
        var wiring = Wiring.Of(PipelinePlan.Of("flow::large", nodes, edges));
        var (vertices, routes) = shape switch
        {
            "star" => (2, length),
            "row" => (2, 1),
            "funnel" => (2, length / 2),
            "tree" => (2, (length + 1) / 2),
            _ => (length, 2),
        };
        Assert.Equal(vertices, wiring.Vertices.Count);
        Assert.Equal(routes, wiring.Ingress.Routes[0].Routes.Length);

        IEnumerable<(int From, int To)> Links(int i)
        {
            var last = i == length + 1;
            return shape switch
            {
                "star" => [(0, i), (i, 1)],
                "row" => last ? [(i == 2 ? 0 : i - 1, i), (i, 1)] : [(i == 2 ? 0 : i - 1, i)],
                "funnel" when i < 2 + length / 2 => [(0, i), (i, 2 + length / 2)],
                "funnel" => [(i, last ? 1 : i + 1)],
                "tree" => 2 * (i - 1) > length ? [(i == 2 ? 0 : 1 + (i - 1) / 2, i), (i, 1)] : [(i == 2 ? 0 : 1 + (i - 1) / 2, i)],
                _ => last ? [(i - 1, i), (i - 1, i), (i, 1)] : i == 2 ? [(0, i)] : [(i - 1, i), (i - 1, i)],
            };
        }
    }

    private static Wiring Wire(PlanBuilder plan) => Wiring.Of(plan.Build());
}
