using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The ways that error events may take through the graph of a pipeline, whose nodes that do not run are pruned.</summary>
internal static class ErrorPaths
{
    /// <summary>Whether a node may send to its port <c>err</c>.</summary>
    public static bool MayFail(GraphNode node) =>
        node is { IsPruned: false, Plan: { Role: NodeRole.Operator, Kind: var kind, Outputs: var outputs } } && (kind == "script" || outputs?.Contains(Port.Err.Name) == true);

    public static bool HasReader(GraphNode node) => ErrorEdges(node).Any();

    /// <summary>The nodes that error events may come to: those of other nodes and those that come in by <paramref name="inputs"/>.</summary>
    public static HashSet<GraphNode> Reached(PipelineGraph graph, IEnumerable<GraphNode> inputs) =>
        [.. GraphSearch.From(inputs.Concat(graph.Nodes.Where(MayFail).SelectMany(ErrorEdges).Select(static e => e.To)))];

    private static IEnumerable<GraphEdge> ErrorEdges(GraphNode node) => node.Outgoing.Where(static e => e.FromPort.Equals(Port.Err) && !e.To.IsPruned);
}
