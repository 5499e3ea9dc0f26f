using System.Text.Json.Nodes;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>A part of the format, as the manual tells it.</summary>
/// <param name="Definition">Its name among the definitions of the schema; empty for the document.</param>
internal sealed record FlowPart(string Title, string Definition, JsonObject Schema)
{
    public string Anchor { get; } = Title.ToLowerInvariant().Replace(' ', '-');

    /// <summary>Its name in the manual.</summary>
    public string Entry => "flow::" + Anchor;

    public string Description { get; } = (string)Schema["description"]!;

    /// <summary>The first sentence of the description.</summary>
    public string Summary => Description.Split(". ")[0].TrimEnd('.') + ".";

    public IReadOnlyList<JsonNode> Examples { get; } = [.. Schema["examples"]!.AsArray().Select(static e => e!)];

    /// <summary>In the order of the schema; those of a record inside are named <c>outer.inner</c>.</summary>
    public IReadOnlyList<FlowProperty> Properties { get; } = [.. Collect(Schema, "")];

    private static IEnumerable<FlowProperty> Collect(JsonObject schema, string prefix)
    {
        if (schema["$ref"] is not null) return [];
        if (schema["properties"] is not JsonObject properties) return Inner(schema) is { } inner ? Collect(inner, prefix) : [];
        var required = schema["required"]?.AsArray().Select(static r => (string)r!).ToHashSet() ?? [];
        return properties.SelectMany(p => (IEnumerable<FlowProperty>)
        [
            new FlowProperty(prefix + p.Key, p.Value!.AsObject(), required.Contains(p.Key)),
            .. Collect(p.Value.AsObject(), $"{prefix}{p.Key}."),
        ]);
    }

    /// <summary>The record that a list, a record by names or an alternative consists of; null when it has a name of its own.</summary>
    private static JsonObject? Inner(JsonObject schema) => (schema["items"] ?? schema["else"] ?? schema["additionalProperties"]) as JsonObject;
}

/// <summary>A property of a part.</summary>
/// <param name="Key">With the keys of the records around it: <c>define.pipelines</c>.</param>
internal sealed record FlowProperty(string Key, JsonObject Schema, bool IsRequired)
{
    public string Description { get; } = (string)(Schema["description"] ?? Referenced(Schema)["description"])!;

    public JsonNode? Default => Schema["default"];

    /// <summary>Whether a value has this property somewhere.</summary>
    public bool IsIn(JsonNode? value) => value switch
    {
        JsonObject record => record.Any(m => m.Key == Key[(Key.LastIndexOf('.') + 1)..] || IsIn(m.Value)),
        JsonArray list => list.Any(IsIn),
        _ => false,
    };

    private static JsonObject Referenced(JsonObject schema)
    {
        var reference = (string)schema["$ref"]!;
        return FlowPage.Definition(reference[(reference.LastIndexOf('/') + 1)..]);
    }
}
