using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>Connectors and frames, laid out together. A line to a port of a pipeline ends at that port's box in the frame.</summary>
internal sealed class FlowLayout
{
    public FlowLayout(FlowPlan flow)
    {
        Frames = flow.Pipelines.Select(static p => new PipelineFrame(p)).ToList();
        Connectors = flow.Connectors.Select(static c => (c, new LayoutBox(TextWidth.OfBox(c.Alias, c.Kind) + 8, 44))).ToList();

        // Sources first: they open the drawing, and what closes a cycle is the way back to them.
        var sources = flow.Links.Where(static l => l.From.IsConnector).Select(static l => l.From.Alias).ToHashSet();
        var boxes = Connectors.OrderBy(c => sources.Contains(c.Plan.Alias) ? 0 : 1).Select(static c => c.Box)
            .Concat(Frames.Select(static f => f.Box)).ToList();
        Lines = [];
        foreach (var link in flow.Links)
        {
            var (from, fromPort) = BoxOf(link.From, NodeRole.Output);
            var (to, toPort) = BoxOf(link.To, NodeRole.Input);
            var line = DrawnLine.Between(
                from, to, link.From.IsConnector ? PortLabel.Out(link.From.Port) : "", link.To.IsConnector ? PortLabel.In(link.To.Port) : "",
                link.From.Port);
            line.Line.FromOffset = fromPort is null ? null : fromPort.Y + fromPort.Height / 2;
            line.Line.ToOffset = toPort is null ? null : toPort.Y + toPort.Height / 2;
            Lines.Add(line);
        }

        (Width, Height) = LayeredLayout.Arrange(boxes, [.. Lines.Select(static l => l.Line)], columnGap: 56);
        foreach (var (link, line) in flow.Links.Zip(Lines))
        {
            // From the border of the frame on to the port inside.
            var points = line.Line.Points;
            if (BoxOf(link.From, NodeRole.Output) is { Port: { } leaving, Box: var fromFrame })
                points[0] = new Point(fromFrame.X + leaving.X + leaving.Width, points[0].Y);
            if (BoxOf(link.To, NodeRole.Input) is { Port: { } arriving, Box: var toFrame })
                points[^1] = new Point(toFrame.X + arriving.X, points[^1].Y);
        }
    }

    public double Width { get; }

    public double Height { get; }

    public List<PipelineFrame> Frames { get; }

    public List<(ConnectorPlan Plan, LayoutBox Box)> Connectors { get; }

    public List<DrawnLine> Lines { get; }

    private (LayoutBox Box, LayoutBox? Port) BoxOf(EndpointPlan end, NodeRole role)
    {
        if (end.IsConnector) return (Connectors.First(c => c.Plan.Alias == end.Alias).Box, null);
        var frame = Frames.First(f => f.Plan.Alias == end.Alias);
        return (frame.Box, frame.PortBox(role, end.Port));
    }
}
