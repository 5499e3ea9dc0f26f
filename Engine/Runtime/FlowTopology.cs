using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// Who reaches whom in a flow, read off its links. Signals leave a pipeline once by every link, whatever port they came in by, and however often. Each
/// pipeline is looked at once for each connector, however many ways lead to it.
/// </summary>
internal sealed class FlowTopology
{
    private readonly ILookup<(EndpointKind, string), LinkPlan> _from;

    /// <summary>By pipeline: by how many links a signal of each connector comes there.</summary>
    private readonly Dictionary<string, Dictionary<string, int>> _signals = [];

    public FlowTopology(FlowPlan plan)
    {
        _from = plan.Links.ToLookup(static l => (l.From.Kind, l.From.Alias));
        CountSignals([.. plan.Links.Where(static l => !l.To.IsConnector)]);
    }

    /// <summary>Aliases of the connectors whose sink the source of <paramref name="connector"/> can reach.</summary>
    public IReadOnlySet<string> SinksOf(string connector) => Reach(connector).Where(static e => e.IsConnector).Select(static e => e.Alias).ToHashSet();

    /// <summary>Aliases of the pipelines that the source of <paramref name="connector"/> can reach, and from which no link leads further.</summary>
    public IReadOnlySet<string> DeadEndsOf(string connector) => Reach(connector)
        .Where(e => !e.IsConnector && _from[(e.Kind, e.Alias)].All(l => (l.To.Kind, l.To.Alias) == (e.Kind, e.Alias))).Select(static e => e.Alias).ToHashSet();

    /// <summary>
    /// The connectors whose signals come into a pipeline, and after how many of each it goes on: one from each link. In pipelines that feed each other, and
    /// behind them, it would wait for itself; there one is enough.
    /// </summary>
    public IReadOnlyDictionary<string, int> SignalsInto(string pipeline) => _signals.GetValueOrDefault(pipeline, []);

    /// <summary>The connectors whose signals come by <paramref name="link"/>, each once.</summary>
    public IReadOnlyCollection<string> SignalsBy(LinkPlan link) =>
        link.From.IsConnector ? [link.From.Alias] : _signals.GetValueOrDefault(link.From.Alias, []).Keys;

    /// <summary>Pipeline after pipeline, each when those in front of it are counted.</summary>
    /// <param name="links">Those to pipelines.</param>
    private void CountSignals(LinkPlan[] links)
    {
        // A pipeline sends no signal to itself.
        var waits = links.Where(IsBetweenPipelines).CountBy(static l => l.To.Alias).ToDictionary();
        var pipelines = links.Select(static l => l.To.Alias).Concat(links.Where(IsBetweenPipelines).Select(static l => l.From.Alias)).Distinct();
        var ready = new Queue<string>(pipelines.Where(p => !waits.ContainsKey(p)));
        foreach (var link in links) _signals.TryAdd(link.To.Alias, []);
        foreach (var link in links.Where(static l => l.From.IsConnector)) Add(link, link.From.Alias);
        while (ready.TryDequeue(out var pipeline))
            foreach (var link in _from[(EndpointKind.Pipeline, pipeline)].Where(IsBetweenPipelines))
            {
                foreach (var connector in _signals.GetValueOrDefault(pipeline, []).Keys) Add(link, connector);
                if (--waits[link.To.Alias] == 0) ready.Enqueue(link.To.Alias);
            }

        var circular = waits.Where(static w => w.Value > 0).Select(static w => w.Key).ToHashSet();
        if (circular.Count == 0) return;
        foreach (var pipeline in circular) _signals[pipeline] = [];
        foreach (var connector in _from.Select(static f => f.Key).Where(static e => e.Item1 == EndpointKind.Connector))
            foreach (var end in Reach(connector.Item2))
                if (!end.IsConnector && circular.Contains(end.Alias)) _signals[end.Alias][connector.Item2] = 1;
    }

    private void Add(LinkPlan link, string connector)
    {
        var signals = _signals[link.To.Alias];
        signals[connector] = signals.GetValueOrDefault(connector) + 1;
    }

    /// <summary>What the source of a connector can reach, each receiver once.</summary>
    private IEnumerable<EndpointPlan> Reach(string connector)
    {
        var known = new HashSet<(EndpointKind, string)>();
        var next = new Stack<(EndpointKind, string)>([(EndpointKind.Connector, connector)]);
        while (next.TryPop(out var end))
            foreach (var link in _from[end])
            {
                if (!known.Add((link.To.Kind, link.To.Alias))) continue;
                if (!link.To.IsConnector) next.Push((link.To.Kind, link.To.Alias));
                yield return link.To;
            }
    }

    private static bool IsBetweenPipelines(LinkPlan link) => !link.From.IsConnector && !link.To.IsConnector && link.From.Alias != link.To.Alias;
}
