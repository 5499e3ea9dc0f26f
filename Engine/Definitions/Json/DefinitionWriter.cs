using System.Text.Json.Nodes;
using Tremor.Dataflow.Engine.Values;
using static Tremor.Dataflow.Engine.Definitions.Json.PartWriter;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Writes definitions as a JSON document. What <see cref="DefinitionReader"/> reads from it equals what was written; layout, the order of keys and
/// the choice between forms that mean the same are the writer's.
/// </summary>
internal static class DefinitionWriter
{
    private const string Arrow = "->";

    /// <exception cref="InvalidOperationException">A part was not readable, or has no form in JSON.</exception>
    public static string WriteText(DefinitionDocument document) => JsonLayout.Of(JsonNode.Parse(Write(document).ToString()!)) + "\n";

    /// <inheritdoc cref="WriteText"/>
    public static Value Write(DefinitionDocument document) => Record(
        ("version", Value.From(1L)),
        ("doc", Doc(document.Doc)),
        ("modules", Map(document.Modules, static m => m.Name, static m => Text(m.Text))),
        ("troy", Doc(document.Troy)),
        ("flows", Map(document.Flows, static f => f.Name, Flow)),
        ("deploy", document.Deployments is { } deployments ? List(deployments, Deployment) : null));

    private static Value Flow(FlowDefinition flow) => Record(
        ("doc", Doc(flow.Doc)),
        ("args", Parameters(flow.Parameters)),
        ("use", Uses(flow.Uses)),
        ("define", Definitions(flow)),
        ("connectors", Map(flow.Connectors, static c => c.Name, static c => c.Definition is ConnectorDefinition inline ? Connector(inline, c.With) : PipelineWriter.Reference(c))),
        ("pipelines", Map(flow.Pipelines, static p => p.Name, static p => p.Definition is PipelineDefinition inline ? PipelineWriter.Write(inline, p.With) : PipelineWriter.Reference(p))),
        ("connect", flow.Connections.Count == 0 ? null : List(flow.Connections, Connection)));

    private static Value? Definitions(FlowDefinition flow)
    {
        if (flow is { ConnectorDefinitions.Count: 0, PipelineDefinitions.Count: 0 }) return null;
        return Record(
            ("connectors", Map(flow.ConnectorDefinitions, static c => c.Name, static c => Connector(c))),
            ("pipelines", Map(flow.PipelineDefinitions, static p => p.Name, static p => PipelineWriter.Write(p))));
    }

    private static Value Connector(ConnectorDefinition definition, Parts<Field> with = default) => Record(
        [
            ("kind", Value.From(definition.Kind!.Text)),
            ("doc", Doc(definition.Doc)),
            ("args", Parameters(definition.Parameters)),
            ("with", FieldsIfAny(with)),
            .. definition.Settings.Select(static s => (s.Key.Text, (Value?)Setting(s.Value))),
        ]);

    private static Value Connection(Connection connection)
    {
        string[] ends = [.. connection.Ends.Select(static e => e.Written)];
        return ends.Length == 2 && Array.Exists(ends, static e => e.Contains(Arrow))
            ? Record(("from", Value.From(ends[0])), ("to", Value.From(ends[1])))
            : Value.From(string.Join($" {Arrow} ", ends));
    }

    private static Value Deployment(Deployment deployment) => Record(
        ("flow", Value.From(deployment.Flow.Text)),
        ("as", deployment.Alias is { } alias ? Value.From(alias.Text) : null),
        ("with", FieldsIfAny(deployment.With)),
        ("doc", Doc(deployment.Doc)));
}
