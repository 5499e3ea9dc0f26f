using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>
/// A pipeline: a graph without cycles and without nodes that nothing feeds or reads (spec: query 9). Its inputs and outputs are nodes too.
/// </summary>
public sealed record PipelinePlan
{
    internal PipelinePlan(string alias, IReadOnlyList<NodePlan> nodes, IReadOnlyList<EdgePlan> edges, IReadOnlyList<int> order) =>
        (Alias, Nodes, Edges, Order) = (alias, nodes, edges, order);

    /// <summary>Its name within the flow.</summary>
    public string Alias { get; init; }

    /// <summary>In the order of their declaration.</summary>
    public IReadOnlyList<NodePlan> Nodes { get; }

    /// <summary>In the order of their declaration.</summary>
    public IReadOnlyList<EdgePlan> Edges { get; }

    /// <summary>How often it reports its metrics, where somebody listens; null for never.</summary>
    public TimeSpan? MetricsInterval { get; init; }

    /// <summary>Where it is defined; null where no definition has a place for it.</summary>
    public SourceSpan? Place { get; init; }

    /// <summary>Indices of the nodes, topologically sorted; among equals the one declared first comes first.</summary>
    internal IReadOnlyList<int> Order { get; }

    /// <summary>The plan of a graph that a program makes. Nodes that nothing feeds or reads are left out.</summary>
    /// <param name="edges">By index into <paramref name="nodes"/>.</param>
    /// <exception cref="DefinitionException">A name is used twice, a port does not exist, or there is a cycle.</exception>
    public static PipelinePlan Of(string alias, IReadOnlyList<NodePlan> nodes, IReadOnlyList<EdgePlan> edges)
    {
        var graph = new PipelineGraph();
        var findings = new List<Diagnostic>();
        var added = nodes.Select(n => graph.Add(new(n))).ToArray();
        foreach (var twice in nodes.GroupBy(static n => n.Name).Where(static g => g.Count() > 1))
            Refuse(DefinitionErrorKind.QueryNodeDuplicateName, PipelineGraph.InUse(twice.Key), null, twice.Last());
        foreach (var edge in edges)
        {
            if (edge.From < 0 || edge.From >= added.Length || edge.To < 0 || edge.To >= added.Length)
                throw new ArgumentException($"an edge of pipeline {alias} leads from node {edge.From} to node {edge.To}, of {added.Length}");
            var (from, to) = (added[edge.From], added[edge.To]);
            if (from.RefuseSource(edge.FromPort.Name) is { } unreadable) Refuse(PipelineGraph.NoSuchPort, unreadable.Message, unreadable.Hint, from.Plan);
            if (to.RefuseTarget(edge.ToPort.Name) is { } unfeedable) Refuse(PipelineGraph.NoSuchPort, unfeedable.Message, unfeedable.Hint, to.Plan);
            graph.Link(from, edge.FromPort, to, edge.ToPort);
        }

        graph.Prune();
        if (findings.Count == 0 && graph.FindCycle() is { } cycle)
            Refuse(PipelineGraph.Cyclic, PipelineGraph.Shown(cycle), PipelineGraph.CycleHint, cycle[0].Plan);
        return findings.Count == 0 ? graph.ToPlan(alias) : throw new DefinitionException(findings);

        void Refuse(DefinitionErrorKind kind, string message, string? hint, NodePlan node) =>
            findings.Add(new() { Severity = Severity.Error, Code = kind.ToString(), Message = message, Hint = hint, Span = node.Place });
    }
}

/// <summary>From an output port of one node to an input port of another, by index into <see cref="PipelinePlan.Nodes"/>.</summary>
public sealed record EdgePlan(int From, Port FromPort, int To, Port ToPort);
