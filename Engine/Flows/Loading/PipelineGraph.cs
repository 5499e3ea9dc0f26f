using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Flows.Documents;

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
        bool changed;
        do
        {
            changed = false;
            foreach (var node in Kept.Where(static n => n.Role == NodeRole.Operator))
            {
                if (Edges.Exists(e => e.To == node && !e.From.IsPruned) && Edges.Exists(e => e.From == node && !e.To.IsPruned)) continue;
                node.IsPruned = changed = true;
            }
        }
        while (changed);
        Edges.RemoveAll(static e => e.From.IsPruned || e.To.IsPruned);
    }

    /// <summary>The nodes of a cycle in order; null when there is none.</summary>
    public IReadOnlyList<GraphNode>? FindCycle()
    {
        var next = Edges.ToLookup(static e => e.From, static e => e.To);
        var done = new HashSet<GraphNode>();
        foreach (var start in Kept)
        {
            if (done.Contains(start)) continue;
            var path = new List<GraphNode>();
            var onPath = new HashSet<GraphNode>();
            var pending = new Stack<(GraphNode Node, bool Leave)>([(start, false)]);
            while (pending.TryPop(out var step))
            {
                if (step.Leave)
                {
                    path.RemoveAt(path.Count - 1);
                    onPath.Remove(step.Node);
                    done.Add(step.Node);
                    continue;
                }

                if (onPath.Contains(step.Node)) return path[path.IndexOf(step.Node)..];
                if (done.Contains(step.Node)) continue;
                path.Add(step.Node);
                onPath.Add(step.Node);
                pending.Push((step.Node, true));
                foreach (var target in next[step.Node]) pending.Push((target, false));
            }
        }

        return null;
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
