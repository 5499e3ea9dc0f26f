using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Tests.Host.Drawing;

/// <summary>Flows to draw: plans without anything behind them.</summary>
internal static class DrawnFlows
{
    /// <summary>Two pipelines, a connector that is source and sink, errors joined.</summary>
    public static FlowPlan Intake() => Flow(
        "intake",
        [Connector("http", "http_server"), Connector("log", "wal"), Connector("bus", "kafka_producer"), Connector("console", "stdio")],
        [
            Pipeline("accept", "in | check script accepted script rejected script | store reply err",
                "in check", "check/valid store", "check/err err", "check/valid accepted", "accepted reply", "check/invalid rejected", "rejected reply"),
            Pipeline("forward", "in | key script guard qos::backpressure | out err", "in key", "key guard", "guard out", "key/err err"),
            Pipeline("problems", "in | | out", "in out"),
        ],
        [
            Link("c http", "p accept"), Link("p accept/reply", "c http"), Link("p accept/store", "c log"), Link("c log", "p forward"),
            Link("p forward", "c bus"), Link("p accept/err", "p problems"), Link("p forward/err", "p problems"), Link("p problems", "c console/stderr"),
        ]);

    public static FlowPlan Orders() => Flow(
        "orders_eu",
        [Connector("orders", "kafka_consumer"), Connector("search", "elastic"), Connector("console", "stdio")],
        [
            Pipeline("index", "in | prepare script pack generic::batch guard qos::backpressure | out err",
                "in prepare", "prepare pack", "pack guard", "guard out", "prepare/err err"),
            Pipeline("report", "in | encode select | out err", "in encode", "encode out"),
        ],
        [
            Link("c orders", "p index"), Link("p index", "c search"), Link("p index/err", "p report"), Link("c search/err", "p report"),
            Link("p report", "c console/stderr"),
        ]);

    public static ConnectorPlan Connector(string alias, string kind) =>
        new() { Alias = alias, Kind = kind, Create = static _ => throw new NotSupportedException() };

    public static FlowPlan Flow(string alias, ConnectorPlan[] connectors, PipelinePlan[] pipelines, LinkPlan[] links) =>
        new() { Alias = alias, Connectors = connectors, Pipelines = pipelines, Links = links };

    /// <param name="nodes">Inputs, names and kinds of operators, outputs: <c>in | check script | out err</c>.</param>
    /// <param name="edges">Such as <c>check/err err</c>.</param>
    public static PipelinePlan Pipeline(string alias, string nodes, params string[] edges)
    {
        var parts = nodes.Split('|').Select(static p => p.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var list = parts[0].Select(NodePlan.Input)
            .Concat(parts[1].Chunk(2).Select(static n => new NodePlan(n[0], NodeRole.Operator, n[1])))
            .Concat(parts[2].Select(NodePlan.Output)).ToList();
        return PipelinePlan.Of(alias, list, [.. edges.Select(Edge)]);

        EdgePlan Edge(string text)
        {
            var (from, to) = (text.Split(' ')[0].Split('/'), text.Split(' ')[1].Split('/'));
            return new EdgePlan(
                list.FindIndex(n => n.Name == from[0]), Port.Of(from.Length > 1 ? from[1] : "out"),
                list.FindIndex(n => n.Name == to[0]), Port.Of(to.Length > 1 ? to[1] : "in"));
        }
    }

    /// <param name="from">Such as <c>c http</c> or <c>p accept/err</c>.</param>
    public static LinkPlan Link(string from, string to) => new(End(from, "out"), End(to, "in"));

    private static EndpointPlan End(string text, string port)
    {
        var parts = text[2..].Split('/');
        return new EndpointPlan(text[0] == 'c' ? EndpointKind.Connector : EndpointKind.Pipeline, parts[0], Port.Of(parts.Length > 1 ? parts[1] : port));
    }
}
