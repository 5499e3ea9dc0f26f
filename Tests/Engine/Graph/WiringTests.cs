using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Graph;
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

    private static Wiring Wire(PlanBuilder plan) => Wiring.Of(plan.Build());
}
