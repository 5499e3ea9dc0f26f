using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>A pipeline, laid out by itself: the places are within <see cref="Box"/>.</summary>
internal sealed class PipelineFrame
{
    private const double Padding = 18;

    /// <summary>Height of the line with the name, and what is free below it.</summary>
    private const double Head = 32;

    public PipelineFrame(PipelinePlan plan)
    {
        Plan = plan;
        Nodes = plan.Nodes.Select((_, i) => NodeBox(plan, i)).ToList();
        Lines = plan.Edges.Select(e => DrawnLine.Between(
            Nodes[e.From], Nodes[e.To], PortLabel.Out(e.FromPort), PortLabel.In(e.ToPort), e.FromPort)).ToList();

        var (width, height) = LayeredLayout.Arrange(Nodes, [.. Lines.Select(static l => l.Line)], columnGap: 40);
        width = Math.Max(width, 9 * (plan.Alias.Length + 10) - 2 * Padding);
        foreach (var box in Nodes)
        {
            box.X += Padding;
            box.Y += Head;
        }

        foreach (var points in Lines.Select(static l => l.Line.Points))
            for (var i = 0; i < points.Count; i++) points[i] = new Point(points[i].X + Padding, points[i].Y + Head);
        Box = new LayoutBox(width + 2 * Padding, Head + height + Padding);
    }

    public PipelinePlan Plan { get; }

    public LayoutBox Box { get; }

    public List<LayoutBox> Nodes { get; }

    public List<DrawnLine> Lines { get; }

    /// <summary>The box of an input or output port; null when there is none of that name.</summary>
    public LayoutBox? PortBox(NodeRole role, Port port)
    {
        for (var i = 0; i < Nodes.Count; i++)
            if (Plan.Nodes[i].Role == role && Plan.Nodes[i].Name == port.Name) return Nodes[i];
        return null;
    }

    private static LayoutBox NodeBox(PipelinePlan plan, int index)
    {
        var node = plan.Nodes[index];
        if (node.Role != NodeRole.Operator)
            return new LayoutBox(TextWidth.OfPill(node.Name), 24) { Column = node.Role == NodeRole.Input ? Column.First : Column.Last };
        var ports = plan.Edges.Where(e => e.From == index).Select(static e => e.FromPort).Distinct().Count();
        return new LayoutBox(TextWidth.OfBox(node.Name, NodeLabel.Of(node)), Math.Max(44, 18 * (ports + 1)));
    }
}
