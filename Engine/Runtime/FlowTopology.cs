using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>Who reaches whom in a flow, read off its links. Signals leave a pipeline by every link, whatever port they came in by.</summary>
internal sealed class FlowTopology(FlowPlan plan)
{
    /// <summary>Aliases of the connectors whose sink the source of <paramref name="connector"/> can reach.</summary>
    public IReadOnlySet<string> SinksOf(string connector)
    {
        var sinks = new HashSet<string>();
        var pipelines = new HashSet<string>();
        Visit(EndpointPlan.Connector(connector, Events.Port.Out));
        return sinks;

        void Visit(EndpointPlan from)
        {
            foreach (var link in LinksFrom(from))
                if (link.To.IsConnector) sinks.Add(link.To.Alias);
                else if (pipelines.Add(link.To.Alias)) Visit(link.To);
        }
    }

    /// <summary>
    /// How often a signal of the source of <paramref name="connector"/> comes by <paramref name="link"/>: once for each way there. Pipelines that feed
    /// each other send signals round for ever; then one is enough.
    /// </summary>
    public int SignalsBy(LinkPlan link, string connector) => Ways(link, connector, []) ?? 1;

    /// <summary>Null when a circle leads there.</summary>
    private int? Ways(LinkPlan link, string connector, HashSet<string> passed)
    {
        if (link.From.IsConnector) return link.From.Alias == connector ? 1 : 0;
        if (!passed.Add(link.From.Alias)) return null;
        int? ways = 0;
        foreach (var before in plan.Links)
        {
            if (before.To.IsConnector || before.To.Alias != link.From.Alias) continue;
            // A pipeline sends no signal to itself.
            if (!before.From.IsConnector && before.From.Alias == link.From.Alias) continue;
            ways += Ways(before, connector, passed);
        }

        passed.Remove(link.From.Alias);
        return ways;
    }

    private IEnumerable<LinkPlan> LinksFrom(EndpointPlan end) =>
        plan.Links.Where(l => l.From.Kind == end.Kind && l.From.Alias == end.Alias);
}
