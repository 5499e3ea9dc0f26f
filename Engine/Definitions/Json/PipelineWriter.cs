using Tremor.Dataflow.Engine.Values;
using static Tremor.Dataflow.Engine.Definitions.Json.PartWriter;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Writes pipelines and what is in them.</summary>
internal static class PipelineWriter
{
    /// <param name="with">What its creation gives, where that is written in one with it.</param>
    /// <param name="type">Its <c>type</c> as a node.</param>
    public static Value Write(PipelineDefinition pipeline, Parts<Field> with = default, Value? type = null) => Record(
        ("type", type),
        ("doc", Doc(pipeline.Doc)),
        ("args", Parameters(pipeline.Parameters)),
        ("with", FieldsIfAny(with)),
        ("inputs", Names(pipeline.Inputs)),
        ("outputs", Names(pipeline.Outputs)),
        ("config", FieldsIfAny(pipeline.Directives)),
        ("use", Uses(pipeline.Uses)),
        ("windows", Map(pipeline.WindowDefinitions, static w => w.Name, Window)),
        ("define", Definitions(pipeline)),
        ("nodes", Map(pipeline.Nodes, static n => n.Name, Node)),
        ("links", pipeline.Query is null || pipeline.Links.Count > 0 ? List(pipeline.Links, Link) : null),
        ("query", Doc(pipeline.Query)));

    /// <summary>The record that creates something from a definition by name.</summary>
    /// <param name="type">Its <c>type</c> as a node.</param>
    public static Value Reference(Creation creation, Value? type = null) =>
        Record(("type", type), ("doc", Doc(creation.Doc)), ("from", creation.From is { } from ? Value.From(from.Text) : null), ("with", FieldsIfAny(creation.With)));

    private static Value? Definitions(PipelineDefinition pipeline)
    {
        if (pipeline is { OperatorDefinitions.Count: 0, ScriptDefinitions.Count: 0, PipelineDefinitions.Count: 0 }) return null;
        return Record(
            ("operators", Map(pipeline.OperatorDefinitions, static o => o.Name, static o => Operator(o))),
            ("scripts", Map(pipeline.ScriptDefinitions, static s => s.Name, static s => Script(s))),
            ("pipelines", Map(pipeline.PipelineDefinitions, static p => p.Name, static p => Write(p))));
    }

    private static Value Node(Creation node)
    {
        var type = Lower(node.Kind!.Value);
        return node.Definition switch
        {
            OperatorDefinition @operator => Operator(@operator, node.With, type),
            ScriptDefinition script => Script(script, node.With, type),
            PipelineDefinition pipeline => Write(pipeline, node.With, type),
            _ => Reference(node, type),
        };
    }

    private static Value Operator(OperatorDefinition definition, Parts<Field> with = default, Value? type = null) => Record(
        ("type", type),
        ("kind", Value.From(definition.Kind!.Text)),
        ("doc", Doc(definition.Doc)),
        ("args", Parameters(definition.Parameters)),
        ("with", FieldsIfAny(with)),
        ("config", definition.Config is { } config ? Setting(config) : null));

    private static Value Script(ScriptDefinition definition, Parts<Field> with = default, Value? type = null) => Record(
        ("type", type),
        ("doc", Doc(definition.Doc)),
        ("args", Parameters(definition.Parameters)),
        ("with", FieldsIfAny(with)),
        ("state", definition.State is { } state ? Setting(state) : null),
        ("script", Text(definition.Main!)),
        ("ports", Map(definition.Ports, static s => s.Port, static s => Text(s.Script))));

    private static Value Window(WindowDefinition window) => Record(
        [
            ("type", Lower(window.Kind)),
            ("doc", Doc(window.Doc)),
            .. window.Settings.Select(static s => (s.Key.Text, (Value?)Setting(s.Value))),
            ("state", window.State is { } state ? Setting(state) : null),
            ("tick", Doc(window.Tick?.Script)),
            ("script", Doc(window.Script)),
        ]);

    private static Value Link(Link link) => link switch
    {
        ChainLink chain => List(chain.Endpoints, Endpoint),
        SelectLink select => Record(
            ("doc", Doc(select.Doc)),
            ("from", Endpoint(select.From)),
            ("windows", select.Windows.Count == 0 ? null : Names(select.Windows)),
            ("where", Doc(select.Where)),
            ("group_by", select.Group is { } group ? Group(group) : null),
            ("select", Doc(select.Target)),
            ("into", Endpoint(select.Into)),
            ("having", Doc(select.Having))),
        _ => throw new InvalidOperationException($"{link} has no form in JSON"),
    };

    private static Value Group(Group group) => group switch
    {
        ValueGroup value => Text(value.Expression),
        SetGroup set => Record(("set", List(set.Dimensions, Group))),
        EachGroup each => Record(("each", Text(each.Expression))),
        _ => throw new InvalidOperationException($"{group} has no form in JSON"),
    };

    private static Value Endpoint(Endpoint endpoint) => Value.From(endpoint.Port is null ? endpoint.Node : $"{endpoint.Node}/{endpoint.Port}");
}
