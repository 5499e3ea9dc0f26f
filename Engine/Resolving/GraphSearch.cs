using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Ways through the graph of a pipeline, whose nodes that do not run are pruned.</summary>
internal static class GraphSearch
{
    /// <summary>The nodes that are reached by the outputs of another one, which are followed first to last; the nearest way of each comes first.</summary>
    public static IEnumerable<GraphNode> Behind(GraphNode node) => From([node]).Skip(1);

    /// <summary>These nodes, and all that are reached from them.</summary>
    public static IEnumerable<GraphNode> From(IEnumerable<GraphNode> nodes)
    {
        var reached = new HashSet<GraphNode>();
        var next = new Queue<GraphNode>(nodes.Where(reached.Add));
        while (next.TryDequeue(out var node))
        {
            yield return node;
            foreach (var edge in node.Outgoing)
                if (!edge.To.IsPruned && reached.Add(edge.To)) next.Enqueue(edge.To);
        }
    }
}
