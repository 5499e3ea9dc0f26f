using Tremor.Dataflow.Engine.Definitions.Testing;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads flows (spec: troy B4).</summary>
internal sealed class FlowReader(PartReader parts)
{
    private static readonly RecordKeys s_flow = new("doc", "args", "use", "define", "connectors", "pipelines", "connect");
    private static readonly RecordKeys s_define = new("connectors", "pipelines");

    private readonly ConnectorReader _connectors = new(parts);
    private readonly PipelineReader _pipelines = new(parts);
    private readonly ConnectionReader _connections = new(parts);

    /// <summary>An entry of <c>flows</c>.</summary>
    /// <param name="tests">Of the document: what they expect at an output of a pipeline is read.</param>
    public FlowDefinition Read(DocumentMember member, Parts<FlowTest> tests)
    {
        var name = parts.ReadKey(member);
        var node = member.Value;
        var place = JsonPlace.Of(node);
        if (!parts.Shapes.IsRecord(node, s_flow)) return new(name, place) { IsWhole = false };
        var define = node["define"] is { } defined && parts.Shapes.IsRecord(defined, s_define) ? defined : null;
        var connect = node["connect"] is { } list && parts.Shapes.IsList(list) ? list.Items : [];
        Connection[] connections = [.. connect.Select(_connections.Read).OfType<Connection>()];
        return new(name, place)
        {
            Doc = parts.ReadDoc(node),
            Parameters = parts.ReadParameters(node["args"]),
            Uses = parts.ReadUses(node["use"]),
            ConnectorDefinitions = [.. parts.Members(define?["connectors"]).Select(_connectors.ReadDefinition)],
            PipelineDefinitions = [.. parts.Members(define?["pipelines"]).Select(_pipelines.ReadDefinition)],
            Connectors = [.. parts.Members(node["connectors"]).Select(_connectors.ReadEntry)],
            Pipelines = [.. parts.Members(node["pipelines"]).Select(_pipelines.ReadEntry).Select(p => ImpliedOutputs.Of(p, OutputsReadOf(p.Name.Text)))],
            Connections = [.. connections],
            IsWhole = connections.Length == connect.Count,
        };

        IEnumerable<string> OutputsReadOf(string pipeline) => Enumerable.Concat(
            connections.SelectMany(static c => c.Ends.SkipLast(1)).Where(e => e.Kind == ConnectionEndKind.Pipeline && e.Alias == pipeline).Select(static e => e.Port).OfType<string>(),
            tests.Where(t => t.Pipeline?.Text == pipeline && (t.Flow is null || t.Flow.Text == name.Text))
                .SelectMany(static t => t.Steps).OfType<ExpectStep>().SelectMany(static s => s.Expectations).OfType<EventsExpectation>().Select(static e => e.Name.Text));
    }
}
