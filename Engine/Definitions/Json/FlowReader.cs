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
    public FlowDefinition Read(DocumentMember member)
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
            Pipelines = [.. parts.Members(node["pipelines"]).Select(_pipelines.ReadEntry)],
            Connections = [.. connections],
            IsWhole = connections.Length == connect.Count,
        };
    }
}
