using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class FlowTopologyTests
{
    [Fact]
    public void Links_are_counted_for_each_connector()
    {
        var last = Link(Pipeline("join"), Connector("to"));
        var topology = Topology([Link(Connector("a"), Pipeline("quick")), Link(Connector("a"), Pipeline("slow")), Link(Connector("b"), Pipeline("slow")), Link(Pipeline("quick"), Pipeline("join")), Link(Pipeline("slow"), Pipeline("join")), last]);
        Assert.Equal(new Dictionary<string, int> { ["a"] = 2, ["b"] = 1 }, topology.SignalsInto("join"));
        Assert.Equal(["a", "b"], topology.SignalsBy(last).Order());
        Assert.Equal(["to"], topology.SinksOf("b"));
    }

    [Fact]
    public void However_many_ways_lead_through_a_ladder_a_signal_comes_once_by_each_link()
    {
        var links = new List<LinkPlan> { Link(Connector("from"), Pipeline("p0")) };
        for (var i = 0; i < 10_000; i++) links.AddRange([Link(Pipeline($"p{i}"), Pipeline($"p{i + 1}")), Link(Pipeline($"p{i}"), Pipeline($"p{i + 1}"))]);
        links.Add(Link(Pipeline("p20"), Connector("near")));
        links.Add(Link(Pipeline("p10000"), Connector("far")));
        var topology = Topology([.. links]);
        Assert.Equal(2, topology.SignalsInto("p20")["from"]);
        Assert.Equal(2, topology.SignalsInto("p10000")["from"]);
        Assert.Equal(["from"], topology.SignalsBy(links[^1]));
        Assert.Equal(2, topology.SinksOf("from").Count);
    }

    [Fact]
    public void Behind_a_circle_of_pipelines_one_signal_is_enough()
    {
        var last = Link(Pipeline("behind"), Connector("to"));
        var topology = Topology([Link(Connector("from"), Pipeline("a")), Link(Pipeline("a"), Pipeline("b")), Link(Pipeline("b"), Pipeline("a")), Link(Pipeline("b"), Pipeline("behind")), Link(Connector("from"), Pipeline("behind")), last]);
        Assert.Equal(new Dictionary<string, int> { ["from"] = 1 }, topology.SignalsInto("b"));
        Assert.Equal(new Dictionary<string, int> { ["from"] = 1 }, topology.SignalsInto("behind"));
        Assert.Equal(["from"], topology.SignalsBy(last));
    }

    private static FlowTopology Topology(LinkPlan[] links) => new(new FlowPlan { Alias = "flow", Connectors = [], Pipelines = [], Links = links });

    private static LinkPlan Link(EndpointPlan from, EndpointPlan to) => new(from, to);

    private static EndpointPlan Connector(string alias) => EndpointPlan.Connector(alias, Port.Out);

    private static EndpointPlan Pipeline(string alias) => EndpointPlan.Pipeline(alias, Port.Out);
}
