using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>A node of a graph that is being built.</summary>
internal sealed class GraphNode(NodePlan plan)
{
    public NodePlan Plan { get; set; } = plan;

    public string Name => Plan.Name;

    /// <summary>In the order of their declaration, pruned ones included.</summary>
    public List<GraphEdge> Incoming { get; } = [];

    /// <inheritdoc cref="Incoming"/>
    public List<GraphEdge> Outgoing { get; } = [];

    public bool IsPruned { get; set; }

    /// <summary>Whether an edge from a node that remains leads here.</summary>
    public bool IsFed => Incoming.Exists(static e => !e.From.IsPruned);

    /// <summary>Whether an edge leads from here to a node that remains.</summary>
    public bool IsRead => Outgoing.Exists(static e => !e.To.IsPruned);

    /// <summary>Why nothing can be read from a port; null when it can be.</summary>
    /// <param name="port">As it is written: the case does not count.</param>
    public Refusal? RefuseSource(string port)
    {
        if (Plan.Role == NodeRole.Output) return new($"`{Name}` is an output of the pipeline: nothing can be read from it", "read the node that feeds it");
        if (Plan.Role == NodeRole.Input)
            return IsPort(port, Port.Out) ? null : new($"the input `{Name}` has no port `{port}`", $"write \"{Name}\", or list \"{port}\" in \"inputs\"");
        if (Plan.Outputs is not { } ports || ports.Contains(port, StringComparer.OrdinalIgnoreCase)) return null;
        return new($"Invalid port '{port}': {Described} never emits on it", NearestName.Hint(port, ports, "ports"));
    }

    /// <summary>Why nothing can be sent to a port; null when it can be.</summary>
    /// <inheritdoc cref="RefuseSource"/>
    public Refusal? RefuseTarget(string port)
    {
        if (Plan.Role == NodeRole.Input) return new($"`{Name}` is an input of the pipeline: no node can write to it", null);
        if (Plan.Role == NodeRole.Output)
            return IsPort(port, Port.In) ? null : new($"the output `{Name}` has no port `{port}`", $"write \"{port}\" and list it in \"outputs\"");
        if (Plan.Inputs is not { } ports || ports.Contains(port, StringComparer.OrdinalIgnoreCase)) return null;
        return new($"Invalid port '{port}': {Described} has no section for it", NearestName.Hint(port, ports, "ports"));
    }

    private string Described => Plan.Kind is "script" or "stream" ? $"the {Plan.Kind} `{Name}`" : $"`{Name}` ({Plan.Kind})";

    private static bool IsPort(string port, Port expected) => port.Equals(expected.Name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Why a link is refused, and what to try.</summary>
internal sealed record Refusal(string Message, string? Hint);

internal sealed record GraphEdge(GraphNode From, Port FromPort, GraphNode To, Port ToPort);

/// <summary>
/// The graph of a pipeline while it is built: nodes and edges are added, what does not run is pruned, cycles are searched, and then it becomes
/// a plan (spec: query 9). Each step takes time in proportion to the size of the graph.
/// </summary>
internal sealed class PipelineGraph
{
    public const DefinitionErrorKind NoSuchPort = DefinitionErrorKind.QueryStreamNotDefined;
    public const DefinitionErrorKind Cyclic = DefinitionErrorKind.CyclicGraphError;
    public const string CycleHint = "events must not come back to a node: remove one of these links";

    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphEdge> _edges = [];

    /// <summary>In the order of their declaration, pruned ones included.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>The error for a name that two nodes have.</summary>
    public static string InUse(string name) => $"Name `{name}` is already in use for another node, please use another name.";

    /// <summary>The error for a cycle.</summary>
    public static string Shown(IReadOnlyList<GraphNode> cycle) => $"Cycle detected in graph: {string.Join(" -> ", cycle.Append(cycle[0]).Select(static n => n.Name))}";

    public GraphNode Add(GraphNode node)
    {
        _nodes.Add(node);
        return node;
    }

    public void Link(GraphNode from, Port fromPort, GraphNode to, Port toPort)
    {
        var edge = new GraphEdge(from, fromPort, to, toPort);
        _edges.Add(edge);
        from.Outgoing.Add(edge);
        to.Incoming.Add(edge);
    }

    /// <summary>Takes over what remains of the graph of a nested pipeline; its ports become nodes that pass everything on.</summary>
    public void Inline(string name, PipelineGraph nested)
    {
        foreach (var node in nested._nodes.Where(static n => !n.IsPruned))
        {
            node.Plan = node.Plan with { Name = $"{name}/{node.Name}", Role = NodeRole.Operator };
            node.Incoming.RemoveAll(static e => e.From.IsPruned);
            node.Outgoing.RemoveAll(static e => e.To.IsPruned);
            _nodes.Add(node);
        }

        _edges.AddRange(nested._edges.Where(static e => !e.From.IsPruned && !e.To.IsPruned));
    }

    /// <summary>Takes out nodes that are neither input nor output and lack incoming or outgoing edges, until none is left.</summary>
    public void Prune()
    {
        var feeders = _nodes.ToDictionary(static n => n, static n => n.Incoming.Count);
        var readers = _nodes.ToDictionary(static n => n, static n => n.Outgoing.Count);
        var idle = new Stack<GraphNode>();
        foreach (var node in _nodes) PruneIfIdle(node);
        while (idle.TryPop(out var node))
        {
            foreach (var edge in node.Incoming)
            {
                readers[edge.From]--;
                PruneIfIdle(edge.From);
            }

            foreach (var edge in node.Outgoing)
            {
                feeders[edge.To]--;
                PruneIfIdle(edge.To);
            }
        }

        void PruneIfIdle(GraphNode node)
        {
            if (node.IsPruned || node.Plan.Role != NodeRole.Operator || (feeders[node] > 0 && readers[node] > 0)) return;
            node.IsPruned = true;
            idle.Push(node);
        }
    }

    /// <summary>The nodes of a cycle in order; null when there is none.</summary>
    public IReadOnlyList<GraphNode>? FindCycle()
    {
        var (nodes, index) = Kept();
        return CycleFinder.Find(nodes.Count, KeptEdges().Select(e => (index[e.From], index[e.To])))?.ConvertAll(i => nodes[i]);
    }

    /// <summary>The plan of what remains. The graph has no cycle.</summary>
    public PipelinePlan ToPlan(string alias)
    {
        var (nodes, index) = Kept();
        return new(
            alias,
            [.. nodes.Select(static n => n.Plan)],
            [.. KeptEdges().Select(e => new EdgePlan(index[e.From], e.FromPort, index[e.To], e.ToPort))],
            TopologicalOrder(nodes, index));
    }

    private static List<int> TopologicalOrder(List<GraphNode> nodes, Dictionary<GraphNode, int> index)
    {
        var waitsFor = nodes.ConvertAll(static n => n.Incoming.Count(static e => !e.From.IsPruned));
        var ready = new PriorityQueue<int, int>();
        for (var n = 0; n < nodes.Count; n++)
            if (waitsFor[n] == 0) ready.Enqueue(n, n);
        var order = new List<int>();
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var edge in nodes[node].Outgoing)
                if (!edge.To.IsPruned && index[edge.To] is var to && --waitsFor[to] == 0) ready.Enqueue(to, to);
        }

        return order;
    }

    private (List<GraphNode> Nodes, Dictionary<GraphNode, int> Index) Kept()
    {
        var nodes = _nodes.FindAll(static n => !n.IsPruned);
        return (nodes, nodes.Select(static (n, i) => (n, i)).ToDictionary(static p => p.n, static p => p.i));
    }

    private IEnumerable<GraphEdge> KeptEdges() => _edges.Where(static e => !e.From.IsPruned && !e.To.IsPruned);
}
