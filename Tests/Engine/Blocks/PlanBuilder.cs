using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Builds a pipeline plan from names: <c>"a/out -> b/in"</c>; ports default to out and in.</summary>
internal sealed class PlanBuilder
{
    private readonly List<NodePlan> _nodes = [];
    private readonly List<EdgePlan> _edges = [];

    public static PlanBuilder WithPorts(string[] inputs, string[] outputs)
    {
        var builder = new PlanBuilder();
        foreach (var input in inputs) builder._nodes.Add(NodePlan.Input(input));
        foreach (var output in outputs) builder._nodes.Add(NodePlan.Output(output));
        return builder;
    }

    public static PlanBuilder WithUsualPorts() => WithPorts(["in"], ["out", "err"]);

    public PlanBuilder Stream(string name)
    {
        _nodes.Add(NodePlan.Stream(name));
        return this;
    }

    public PlanBuilder Node(string name, Func<OperatorContext, IOperator> create, params string[]? outputs)
    {
        _nodes.Add(
            new NodePlan(name, NodeRole.Operator, "test") { Work = new OperatorWork(null, create), Outputs = outputs is { Length: > 0 } ? outputs : null });
        return this;
    }

    public PlanBuilder Node(string name, IOperator work) => Node(name, _ => work);

    /// <summary>Links one after the other: <c>"in -> a/err -> b"</c>. A port behind a name in the middle is the one the event leaves by.</summary>
    public PlanBuilder Link(string path)
    {
        var stops = path.Split("->", StringSplitOptions.TrimEntries);
        for (var i = 1; i < stops.Length; i++)
        {
            var (from, fromPort) = Split(stops[i - 1], "out");
            var (to, toPort) = i == stops.Length - 1 ? Split(stops[i], "in") : (Split(stops[i], "in").Node, Port.In);
            _edges.Add(new EdgePlan(from, fromPort, to, toPort));
        }

        return this;
    }

    /// <exception cref="DefinitionException">The graph has an error.</exception>
    public PipelinePlan Build() => PipelinePlan.Of("flow::pipe", _nodes, _edges);

    private (int Node, Port Port) Split(string stop, string port)
    {
        var parts = stop.Split('/');
        var node = _nodes.FindIndex(n => n.Name == parts[0]);
        return (node >= 0 ? node : throw new ArgumentException($"no node {parts[0]}"), Port.Of(parts.Length > 1 ? parts[1] : port));
    }
}
