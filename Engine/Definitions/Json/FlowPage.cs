using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tremor.Dataflow.Engine.Documentation;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The manual's page on the format of flow definitions, as Markdown, made from the fixed part of the schema (<c>flow.schema.json</c>).</summary>
public static class FlowPage
{
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonObject s_schema = FlowSchema.FixedPart();

    /// <summary>The parts of the format in the order of the page.</summary>
    private static readonly FlowPart[] s_parts =
    [
        new("Document", "", s_schema),
        new("Flow", "Flow", Definition("Flow")),
        new("Connector", "Connector", Definition("Connector")),
        new("Component", "Named", Definition("Named")),
        new("Reconnect", "Reconnect", Definition("Reconnect")),
        new("Pipeline", "Pipeline", Definition("Pipeline")),
        new("Link", "Link", Definition("Link")),
        new("Group", "Group", Definition("Group")),
        new("Window", "Window", Definition("Window")),
        new("Node", "Node", Definition("Node")),
        new("Script", "Script", Definition("Script")),
        new("Operator", "Operator", Definition("Operator")),
        new("Route", "Route", Definition("Route")),
        new("Stream", "Stream", Definition("Stream")),
        new("Creation", "Ref", Definition("Ref")),
        new("Node creation", "NodeRef", Definition("NodeRef")),
        new("Arguments", "Args", Definition("Args")),
        new("Uses", "Use", Definition("Use")),
        new("Deployment", "Deploy", Definition("Deploy")),
        new("Text", "Text", Definition("Text")),
        new("Expression", "Expr", Definition("Expr")),
        new("Value", "Value", Definition("Value")),
        new("Directive", "Directive", Definition("Directive")),
        new("Name", "Name", Definition("Name")),
    ];

    /// <summary>The page, an entry for each part of the format, <c>flow::connector</c>, and one for each property, <c>flow::connector::reconnect</c>.</summary>
    public static IReadOnlyList<ManualEntry> Entries { get; } =
    [
        new("flow", "The format of flow definitions.", false, All),
        .. s_parts.SelectMany(static p => (IEnumerable<ManualEntry>)
        [
            new ManualEntry(p.Entry, p.Summary, false, () => Of(p)),
            .. p.Properties.Select(r => new ManualEntry(EntryOf(p, r), r.Description, true, () => Of(p, r))),
        ]),
    ];

    internal static IReadOnlyList<FlowPart> Parts => s_parts;

    /// <summary>The whole format.</summary>
    public static string All()
    {
        var page = new StringBuilder(
            """
            # Flow definitions

            A flow definition is one JSON document in UTF-8, without comments; in a file `.jsonc` it may have them, and in a file `.yaml` it is the
            same in YAML, in which a block after `|` is a script as one would write it. `tremor check FILE` says what is wrong with one; every error has
            [a kind](definition-errors.md). A property that the format does not know is an error. `tremor schema` prints the [JSON Schema](flow.schema.json),
            with which an editor completes and checks while you type.

            [Your first flow](../guides/first-flow.md) is the introduction. What a flow is made of: [connectors](connectors.md), [codecs](codecs.md),
            [preprocessors](preprocessors.md), [postprocessors](postprocessors.md), [operators](operators.md), [scripts](script/index.md).

            | part | |
            | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var part in s_parts) page.Append(CultureInfo.InvariantCulture, $"| [{part.Title}](#{part.Anchor}) | {Cell(part.Description)} |\n");
        foreach (var part in s_parts) Append(page, part, "##");
        return page.ToString();
    }

    private static string EntryOf(FlowPart part, FlowProperty property) => $"{part.Entry}::{property.Key.Replace(".", "::", StringComparison.Ordinal)}";

    private static string Of(FlowPart part)
    {
        var page = new StringBuilder();
        Append(page, part, "#");
        return page.ToString()[1..];
    }

    private static string Of(FlowPart part, FlowProperty property)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {EntryOf(part, property)}\n\n{property.Description}\n");
        var otherwise = property.IsRequired ? ", and is required" : property.Default is { } given ? $", `{given.ToJsonString(s_compact)}` when left out" : "";
        page.Append(CultureInfo.InvariantCulture, $"\nTakes {Takes(property.Schema)}{otherwise}.\n");
        Examples(page, [.. part.Examples.Where(property.IsIn)]);
        return page.ToString();
    }

    private static void Append(StringBuilder page, FlowPart part, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {part.Title}\n\n{part.Description}\n");
        if (part.Properties.Count > 0) Table(page, part.Properties);
        Examples(page, part.Examples);
    }

    private static void Table(StringBuilder page, IReadOnlyList<FlowProperty> properties)
    {
        page.Append("\n| property | takes | default | |\n| --- | --- | --- | --- |\n");
        foreach (var property in properties)
        {
            var value = property.IsRequired ? "**required**" : property.Default is { } given ? $"`{given.ToJsonString(s_compact)}`" : "";
            page.Append(CultureInfo.InvariantCulture, $"| `{property.Key}` | {Cell(Takes(property.Schema))} | {value} | {Cell(property.Description)} |\n");
        }
    }

    /// <summary>Blocks of code; short examples share one.</summary>
    private static void Examples(StringBuilder page, IReadOnlyList<JsonNode> examples)
    {
        var texts = examples.Select(JsonLayout.Of).ToList();
        var blocks = texts.Exists(static t => t.Contains('\n')) ? texts : [string.Join('\n', texts)];
        foreach (var block in blocks) page.Append(CultureInfo.InvariantCulture, $"\n```json\n{block}\n```\n");
    }

    /// <summary>What a schema accepts, for people.</summary>
    private static string Takes(JsonObject schema)
    {
        if ((string?)schema["$ref"] is { } reference) return TakesReference(reference[(reference.LastIndexOf('/') + 1)..]);
        if (schema["const"] is { } only) return $"`{only.ToJsonString(s_compact)}`";
        if (schema["enum"] is JsonArray choices) return string.Join(", ", choices.Select(static c => TakesChoice((string)c!)));
        if (schema["else"] is JsonObject other) return $"{Takes(other)} or [directive](#directive)";
        return schema["type"] switch
        {
            JsonArray types => string.Join(" or ", types.Select(t => TakesType((string)t!, schema))),
            { } type => TakesType((string)type!, schema),
            null => "any value",
        };
    }

    private static string TakesChoice(string choice) =>
        s_parts.FirstOrDefault(p => p.Anchor == choice) is { } part ? $"[`{choice}`](#{part.Anchor})" : $"`{choice}`";

    private static string TakesType(string type, JsonObject schema) => type switch
    {
        "array" => schema["items"] is JsonObject items ? $"list of {Takes(items)}" : "list",
        "object" when schema["properties"] is null && schema["additionalProperties"] is JsonObject values => $"record of {Takes(values)}",
        "object" => "record",
        "boolean" => "bool",
        "integer" when (int?)schema["minimum"] == 0 => "integer of at least 0",
        _ => type,
    };

    private static string TakesReference(string definition) => definition switch
    {
        "Doc" => Takes(Definition("Doc")),
        "With" or "Values" => "record of [value](#value)",
        "Names" => "list of [name](#name)",
        "ConnectorEntry" => "[connector](#connector) or [creation](#creation)",
        "PipelineEntry" => "[pipeline](#pipeline) or [creation](#creation)",
        "Codec" => "[component](#component): a [codec](codecs.md)",
        "Preprocessor" => "[component](#component): a [preprocessor](preprocessors.md)",
        "Postprocessor" => "[component](#component): a [postprocessor](postprocessors.md)",
        _ => s_parts.First(p => p.Definition == definition) is { } part ? $"[{part.Title.ToLowerInvariant()}](#{part.Anchor})" : "",
    };

    internal static JsonObject Definition(string name) => s_schema["$defs"]![name]!.AsObject();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
