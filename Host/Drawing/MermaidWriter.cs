using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>Writes flows as a Mermaid flowchart: connectors, pipelines as frames with their nodes, ports as labels, errors dotted.</summary>
internal static class MermaidWriter
{
    public static string Write(IReadOnlyList<FlowPlan> flows)
    {
        var text = new StringBuilder("flowchart LR\n");
        for (var i = 0; i < flows.Count; i++)
        {
            var indent = "  ";
            if (flows.Count > 1)
            {
                text.Append($"  subgraph f{i}[{Quote(flows[i].Alias)}]\n");
                indent = "    ";
            }

            WriteFlow(text, flows[i], $"f{i}", indent);
            if (flows.Count > 1) text.Append("  end\n");
        }

        return text.ToString();
    }

    private static void WriteFlow(StringBuilder text, FlowPlan flow, string id, string indent)
    {
        var connectors = flow.Connectors.Select(static (c, i) => (c.Alias, i)).ToDictionary(x => x.Alias, x => $"{id}c{x.i}");
        var pipelines = flow.Pipelines.Select(static (p, i) => (p.Alias, i)).ToDictionary(x => x.Alias, x => (Plan: flow.Pipelines[x.i], Id: $"{id}p{x.i}"));

        foreach (var connector in flow.Connectors)
            text.Append($"{indent}{connectors[connector.Alias]}[/{Quote($"{connector.Alias}<br/>{connector.Kind}")}/]\n");

        foreach (var (pipeline, pipelineId) in pipelines.Values)
        {
            text.Append($"{indent}subgraph {pipelineId}[{Quote(pipeline.Alias)}]\n{indent}  direction LR\n");
            for (var i = 0; i < pipeline.Nodes.Count; i++)
            {
                var node = pipeline.Nodes[i];
                text.Append($"{indent}  {pipelineId}n{i}");
                text.Append(node.Role == NodeRole.Operator ? $"[{Quote($"{node.Name}<br/>{NodeLabel.Of(node)}")}]\n" : $"([{Quote(node.Name)}])\n");
            }

            foreach (var edge in pipeline.Edges)
            {
                var label = PortLabel.Of(edge.FromPort, edge.ToPort);
                WriteArrow(text, indent + "  ", $"{pipelineId}n{edge.From}", $"{pipelineId}n{edge.To}", edge.FromPort, label);
            }

            text.Append($"{indent}end\n");
        }

        foreach (var link in flow.Links)
        {
            // The inputs and outputs of a pipeline name their ports themselves.
            var label = PortLabel.Of(link.From.IsConnector ? link.From.Port : Port.Out, link.To.IsConnector ? link.To.Port : Port.In);
            WriteArrow(text, indent, IdOf(link.From, NodeRole.Output), IdOf(link.To, NodeRole.Input), link.From.Port, label);
        }

        string IdOf(EndpointPlan end, NodeRole role)
        {
            if (end.IsConnector) return connectors[end.Alias];
            var (plan, pipelineId) = pipelines[end.Alias];
            var at = plan.Nodes.ToList().FindIndex(n => n.Role == role && n.Name == end.Port.Name);
            return at < 0 ? pipelineId : $"{pipelineId}n{at}";
        }
    }

    private static void WriteArrow(StringBuilder text, string indent, string from, string to, Port port, string label)
    {
        var arrow = port.Equals(Port.Err) ? "-.->" : "-->";
        text.Append($"{indent}{from} {arrow}{(label.Length > 0 ? $"|{Quote(label)}|" : "")} {to}\n");
    }

    private static string Quote(string text) => $"\"{PrintableText.Line(text).Replace("\"", "#quot;", StringComparison.Ordinal)}\"";
}
