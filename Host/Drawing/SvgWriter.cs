using System.Globalization;
using System.Net;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>
/// Draws flows as an SVG picture: connectors as round boxes, each pipeline as a frame with its nodes, inputs on its left and
/// outputs on its right side; ports other than <c>in</c> and <c>out</c> are named, errors run dashed.
/// </summary>
internal sealed class SvgWriter
{
    private const double Margin = 24;
    private const double Title = 30;

    private readonly StringBuilder _text = new();

    private SvgWriter()
    {
    }

    public static string Write(IReadOnlyList<FlowPlan> flows)
    {
        var writer = new SvgWriter();
        var (width, y) = (200.0, Margin);
        foreach (var flow in flows)
        {
            writer.Text("title", Margin, y + 14, flow.Alias);
            var drawing = new FlowLayout(flow);
            writer._text.Append(Invariant($"<g transform=\"translate({Margin},{y + Title})\">\n"));
            writer.Draw(drawing);
            writer._text.Append("</g>\n");
            width = Math.Max(width, drawing.Width);
            y += Title + drawing.Height + Margin;
        }

        return Invariant($$"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{{width + 2 * Margin}}" height="{{y}}" viewBox="0 0 {{width + 2 * Margin}} {{y}}">
            <style>
            text { font-family: "DejaVu Sans", Verdana, sans-serif; font-size: 13px; fill: #1f2733 }
            .title { font-size: 16px; font-weight: bold }
            .frame { font-size: 12px; font-weight: bold; fill: #4a5568 }
            .kind { font-size: 11px; fill: #5b6675 }
            .port { font-size: 11px; fill: #33475f; paint-order: stroke; stroke: #fff; stroke-width: 3px }
            .err { fill: #b3261e }
            rect { stroke-width: 1.2 }
            .pipeline { fill: #f5f7fa; stroke: #b8c2cf }
            .connector { fill: #e6f4ea; stroke: #4d9563 }
            .node { fill: #ffffff; stroke: #5c80b5 }
            .pill { fill: #e3ecf9; stroke: #5c80b5 }
            path.line { fill: none; stroke: #51606f; stroke-width: 1.4 }
            path.fault { stroke: #b3261e; stroke-dasharray: 5 3 }
            </style>
            <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 .5 8 4 0 7.5z" fill="#51606f"/></marker>
            <marker id="fault-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 .5 8 4 0 7.5z" fill="#b3261e"/></marker>
            </defs>
            <rect width="100%" height="100%" fill="#fff"/>
            {{writer._text}}</svg>

            """);
    }

    private void Draw(FlowLayout flow)
    {
        foreach (var frame in flow.Frames)
        {
            Box("pipeline", frame.Box, 10);
            Text("frame", frame.Box.X + 12, frame.Box.Y + 18, $"pipeline {frame.Plan.Alias}");
            _text.Append(Invariant($"<g transform=\"translate({frame.Box.X},{frame.Box.Y})\">\n"));
            foreach (var line in frame.Lines) Line(line);
            for (var i = 0; i < frame.Nodes.Count; i++) Node(frame.Plan.Nodes[i], frame.Nodes[i]);
            _text.Append("</g>\n");
        }

        foreach (var line in flow.Lines) Line(line);
        foreach (var (plan, box) in flow.Connectors)
        {
            Box("connector", box, 16);
            Labels(box, plan.Alias, plan.Kind);
        }

        // Labels last, so that no line runs through them.
        foreach (var line in flow.Lines) Ports(line, 0, 0);
        foreach (var frame in flow.Frames)
            foreach (var line in frame.Lines) Ports(line, frame.Box.X, frame.Box.Y);
    }

    private void Node(NodePlan plan, LayoutBox box)
    {
        if (plan.Role == NodeRole.Operator)
        {
            Box("node", box, 4);
            Labels(box, plan.Name, NodeLabel.Of(plan));
            return;
        }

        Box("pill", box, box.Height / 2);
        Text(plan.Role == NodeRole.Output && plan.Name == "err" ? "err" : "", box.X + box.Width / 2, box.Y + box.Height / 2 + 4.5, plan.Name, centred: true);
    }

    private void Box(string kind, LayoutBox box, double radius) =>
        _text.Append(Invariant($"<rect class=\"{kind}\" x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" rx=\"{radius}\"/>\n"));

    private void Labels(LayoutBox box, string name, string kind)
    {
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height / 2);
        Text("", x, y - 3, name, centred: true);
        Text("kind", x, y + 13, kind, centred: true);
    }

    private void Text(string style, double x, double y, string text, bool centred = false, bool fromRight = false)
    {
        var anchor = centred ? " text-anchor=\"middle\"" : fromRight ? " text-anchor=\"end\"" : "";
        _text.Append(Invariant($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\"{anchor}>{WebUtility.HtmlEncode(PrintableText.Line(text))}</text>\n"));
    }

    private void Line(DrawnLine drawn)
    {
        var points = drawn.Line.Points;
        _text.Append(drawn.IsError ? "<path class=\"line fault\" marker-end=\"url(#fault-tip)\" d=\"" : "<path class=\"line\" marker-end=\"url(#tip)\" d=\"");
        _text.Append(Invariant($"M{points[0].X} {points[0].Y}"));
        for (var i = 1; i < points.Count; i++)
        {
            var (from, to) = (points[i - 1], points[i]);
            if (drawn.Line.IsLoop || from.Y == to.Y)
            {
                _text.Append(Invariant($"L{to.X} {to.Y}"));
                continue;
            }

            var middle = (from.X + to.X) / 2;
            _text.Append(Invariant($"C{middle} {from.Y} {middle} {to.Y} {to.X} {to.Y}"));
        }

        _text.Append("\"/>\n");
    }

    private void Ports(DrawnLine drawn, double x, double y)
    {
        var (first, last) = (drawn.Line.Points[0], drawn.Line.Points[^1]);
        if (drawn.FromLabel.Length > 0) Text(drawn.IsError ? "port err" : "port", x + first.X + 5, y + first.Y - 5, drawn.FromLabel);
        if (drawn.ToLabel.Length > 0) Text("port", x + last.X - 10, y + last.Y - 5, drawn.ToLabel, fromRight: true);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
