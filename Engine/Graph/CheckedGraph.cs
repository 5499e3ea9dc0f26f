using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Graph;

/// <summary>
/// A pipeline graph without errors: pruned, acyclic, in topological order (spec: query 9, steps 5 to 8).
/// </summary>
public sealed class CheckedGraph
{
    private CheckedGraph(PipelinePlan plan, IReadOnlyList<int> order, IReadOnlyList<EdgePlan> edges)
    {
        Plan = plan;
        Order = order;
        Edges = edges;
    }

    public PipelinePlan Plan { get; }

    /// <summary>Indices of the nodes that remain, topologically sorted; among equals the one declared first comes first.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The edges between the nodes that remain, in the order of their declaration.</summary>
    public IReadOnlyList<EdgePlan> Edges { get; }

    /// <summary>Checks a graph and reports everything that is wrong with it, errors and warnings.</summary>
    /// <returns>Null when <paramref name="findings"/> holds an error about it.</returns>
    public static CheckedGraph? Check(PipelinePlan plan, ICollection<Diagnostic> findings)
    {
        if (!NamesAndEdgesAreSound(plan, findings)) return null;
        var kept = Prune(plan, findings);
        var edges = plan.Edges.Where(e => kept[e.From] && kept[e.To]).ToList();
        if (CycleFinder.Find(plan.Nodes.Count, edges.Select(static e => (e.From, e.To))) is { } cycle)
        {
            var path = string.Join(" -> ", cycle.Append(cycle[0]).Select(n => plan.Nodes[n].Name));
            findings.Add(new Diagnostic
            {
                Severity = Severity.Error,
                Code = "CyclicGraphError",
                Message = $"Cycle detected in graph: {path}",
                Span = plan.Nodes[cycle[0]].Place ?? plan.Place,
                Hint = "an event must never come back to a node that it has passed: remove one of these links",
            });
            return null;
        }

        return new CheckedGraph(plan, TopologicalOrder(plan, edges, kept), edges);
    }

    /// <summary>As <see cref="Check"/>, for a graph that was checked before.</summary>
    /// <exception cref="DefinitionException">It has an error after all.</exception>
    public static CheckedGraph Of(PipelinePlan plan)
    {
        var findings = new List<Diagnostic>();
        return Check(plan, findings) ?? throw new DefinitionException(findings);
    }

    private static bool NamesAndEdgesAreSound(PipelinePlan plan, ICollection<Diagnostic> findings)
    {
        var sound = true;
        foreach (var twice in plan.Nodes.GroupBy(static n => n.Name).Where(static g => g.Count() > 1))
            Error("QueryNodeDuplicateName", $"Name `{twice.Key}` is already in use for another node, please use another name.", twice.Last());
        foreach (var edge in plan.Edges)
        {
            if (edge.From < 0 || edge.From >= plan.Nodes.Count || edge.To < 0 || edge.To >= plan.Nodes.Count)
                throw new ArgumentException($"an edge of pipeline {plan.Alias} leads from node {edge.From} to node {edge.To}, of {plan.Nodes.Count}");
            var (from, to) = (plan.Nodes[edge.From], plan.Nodes[edge.To]);
            if (from.Role == NodeRole.Output)
                Error("QueryStreamNotDefined", $"`{from.Name}` is an output of the pipeline: nothing can be read from it", from);
            else if (!from.HasOutput(edge.FromPort))
                Error("QueryStreamNotDefined", $"Stream used in `from` or `into` is not defined: {from.Name}/{edge.FromPort}", from, Ports(from));
            if (to.Role == NodeRole.Input)
                Error("QueryStreamNotDefined", $"`{to.Name}` is an input of the pipeline: nothing can be sent into it", to);
            else if (to.Role == NodeRole.Output && !edge.ToPort.Equals(Port.In))
                Error("QueryStreamNotDefined", $"Stream used in `from` or `into` is not defined: {to.Name}/{edge.ToPort}", to, "an output has the port in");
        }

        return sound;

        void Error(string code, string message, NodePlan node, string? hint = null)
        {
            sound = false;
            findings.Add(new Diagnostic
            {
                Severity = Severity.Error,
                Code = code,
                Message = message,
                Span = node.Place ?? plan.Place,
                Hint = hint,
            });
        }

        static string Ports(NodePlan node) =>
            node.Create is null || node.Outputs is null ? "it has the port out" : $"it has the ports {string.Join(", ", node.Outputs)}";
    }

    /// <summary>Removes, until nothing changes, what is neither a port and is never fed or never read.</summary>
    private static bool[] Prune(PipelinePlan plan, ICollection<Diagnostic> findings)
    {
        var kept = new bool[plan.Nodes.Count];
        Array.Fill(kept, true);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var n = 0; n < kept.Length; n++)
            {
                if (!kept[n] || plan.Nodes[n].Role != NodeRole.Operator) continue;
                var fed = plan.Edges.Any(e => e.To == n && kept[e.From]);
                var read = plan.Edges.Any(e => e.From == n && kept[e.To]);
                if (fed && read) continue;
                kept[n] = false;
                changed = true;
                findings.Add(new Diagnostic
                {
                    Severity = Severity.Warning,
                    Code = "general",
                    Message = $"The {plan.Nodes[n].Kind} `{plan.Nodes[n].Name}` is never {(fed ? "read" : "fed")}: it is left out and will not run",
                    Span = plan.Nodes[n].Place ?? plan.Place,
                });
            }
        }

        return kept;
    }

    private static List<int> TopologicalOrder(PipelinePlan plan, List<EdgePlan> edges, bool[] kept)
    {
        var waitsFor = new int[plan.Nodes.Count];
        foreach (var edge in edges) waitsFor[edge.To]++;
        var ready = new PriorityQueue<int, int>();
        for (var n = 0; n < kept.Length; n++)
            if (kept[n] && waitsFor[n] == 0) ready.Enqueue(n, n);
        var order = new List<int>();
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var edge in edges)
                if (edge.From == node && --waitsFor[edge.To] == 0) ready.Enqueue(edge.To, edge.To);
        }

        return order;
    }
}
