using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Flows.Documents;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A node on its way into a plan.</summary>
internal sealed class GraphNode(string name, NodeRole role, string kind, DocumentNode? place)
{
    public string Name { get; set; } = name;

    /// <summary>Ports of a nested pipeline become operators of the pipeline around it.</summary>
    public NodeRole Role { get; set; } = role;

    public string Kind => kind;

    /// <summary>Where it is defined; null for a default port.</summary>
    public DocumentNode? Place => place;

    /// <summary>Null for what passes everything on, and where something is wrong.</summary>
    public Func<OperatorContext, IOperator>? Create { get; init; }

    /// <summary>Ports that can be read; null for any.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>Ports that can be fed; null for any.</summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>What is wrong with it; errors only if it is not pruned.</summary>
    public FlowFindings Findings { get; init; } = new();

    /// <summary>Whether it stands in <c>nodes</c> of the pipeline at hand, so that its pruning is worth a warning.</summary>
    public bool IsDeclared { get; set; }

    public bool IsPruned { get; set; }
}

internal sealed record GraphEdge(GraphNode From, Port FromPort, GraphNode To, Port ToPort);

/// <summary>The graph of a pipeline while it is built (spec: query 9).</summary>
internal sealed class PipelineGraph
{
    public List<GraphNode> Nodes { get; } = [];

    public List<GraphEdge> Edges { get; } = [];

    /// <summary>What remains.</summary>
    public IEnumerable<GraphNode> Kept => Nodes.Where(static n => !n.IsPruned);

    /// <summary>Takes out nodes that are neither input nor output and lack incoming or outgoing edges, until none is left.</summary>
    public void Prune()
    {
        var fed = Edges.ToLookup(static e => e.To);
        var read = Edges.ToLookup(static e => e.From);
        var pending = new Queue<GraphNode>(Nodes);
        while (pending.TryDequeue(out var node))
        {
            if (node.IsPruned || node.Role != NodeRole.Operator) continue;
            if (fed[node].Any(static e => !e.From.IsPruned) && read[node].Any(static e => !e.To.IsPruned)) continue;
            node.IsPruned = true;
            foreach (var edge in fed[node]) pending.Enqueue(edge.From);
            foreach (var edge in read[node]) pending.Enqueue(edge.To);
        }

        Edges.RemoveAll(static e => e.From.IsPruned || e.To.IsPruned);
    }

    /// <summary>The nodes of a cycle in order; null when there is none.</summary>
    public IReadOnlyList<GraphNode>? FindCycle()
    {
        var nodes = Kept.ToList();
        var index = nodes.Select(static (n, i) => (n, i)).ToDictionary(static p => p.n, static p => p.i);
        return CycleFinder.Find(nodes.Count, Edges.Select(e => (index[e.From], index[e.To])))?.ConvertAll(i => nodes[i]);
    }

    public PipelinePlan ToPlan(string alias, int? metricsIntervalS, SourceSpan? place)
    {
        var nodes = Kept.ToList();
        var index = nodes.Select(static (n, i) => (n, i)).ToDictionary(static p => p.n, static p => p.i);
        return new(
            alias,
            [.. nodes.Select(static n => new NodePlan(n.Name, n.Role, n.Kind, n.Create, n.Place?.Place) { Outputs = n.Create is null ? null : n.Outputs })],
            [.. Edges.Select(e => new EdgePlan(index[e.From], e.FromPort, index[e.To], e.ToPort))],
            metricsIntervalS,
            place);
    }

    /// <summary>Takes over the graph of a nested pipeline; its ports become nodes that pass everything on.</summary>
    public void Inline(string name, PipelineGraph nested)
    {
        foreach (var node in nested.Kept)
        {
            node.Name = $"{name}/{node.Name}";
            node.Role = NodeRole.Operator;
            node.IsDeclared = false;
            Nodes.Add(node);
        }

        Edges.AddRange(nested.Edges);
    }
}
