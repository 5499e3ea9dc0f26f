using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>Writes a pipeline as a Graphviz graph (spec: runtime 17.5).</summary>
internal static class DotWriter
{
    public static string Write(PipelinePlan pipeline)
    {
        var text = new StringBuilder("digraph {\n  rankdir=LR;\n");
        for (var n = 0; n < pipeline.Nodes.Count; n++)
        {
            var node = pipeline.Nodes[n];
            var label = node.Role == NodeRole.Operator ? $"{node.Name}\\n{NodeLabel.Of(node)}" : node.Name;
            text.Append($"  n{n} [label={Quote(label)}, shape=\"{ShapeOf(node)}\"];\n");
        }

        foreach (var edge in pipeline.Edges)
        {
            var ports = PortLabel.Of(edge.FromPort, edge.ToPort);
            text.Append($"  n{edge.From} -> n{edge.To}{(ports.Length == 0 ? "" : $" [label={Quote(ports)}]")};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string ShapeOf(NodePlan node) => (node.Role, node.Kind) switch
    {
        (NodeRole.Input, _) => "rarrow",
        (NodeRole.Output, _) => "larrow",
        (_, "select") => "box",
        (_, "script") => "note",
        _ => "ellipse",
    };

    private static string Quote(string text) => $"\"{PrintableText.Line(text).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
