using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>
/// The manual page of all components of a kind, as Markdown: what their class comments, their attributes and their <c>Config</c> records say.
/// </summary>
internal static class ReferencePage
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ComponentRegistry registry, ComponentKind kind)
    {
        var noun = ComponentRegistry.Describe(kind);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {char.ToUpperInvariant(noun[0])}{noun[1..]}s\n\n");
        page.Append("Made from the program by `TREMOR_APPROVE=1 ./test`; do not edit.\n");
        foreach (var component in registry.All.Where(c => c.Kind == kind)) Append(page, component);
        return page.ToString();
    }

    private static void Append(StringBuilder page, ComponentDescriptor component)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {component.Name}\n");
        Paragraph(page, DocumentationReader.Summary(component.Implementation));
        Paragraph(page, Facts(component.Attribute));
        foreach (var paragraph in DocumentationReader.RemarkParagraphs(component.Implementation)) Paragraph(page, paragraph);
        if (component.ConfigType is not { } config || ConfigShape.Of(config) is not { Properties.Count: > 0 } shape) return;
        page.Append("\n| setting | takes | default | |\n| --- | --- | --- | --- |\n");
        Rows(page, shape, "", []);
    }

    private static string? Facts(ComponentAttribute attribute) => attribute switch
    {
        ConnectorAttribute connector =>
            (connector.Codec switch
            {
                CodecUse.Required => "Needs a codec.",
                CodecUse.Optional => "Takes a codec, `json` by default.",
                _ => "Takes no codec: its events are values already.",
            })
            + (connector.Debug ? " Available in `server run` only with `--debug-connectors`." : ""),
        OperatorAttribute { Outputs: { } outputs } => $"Output ports: {string.Join(", ", outputs.Select(static o => $"`{o}`"))}.",
        _ => null,
    };

    private static void Rows(StringBuilder page, ConfigShape shape, string prefix, HashSet<Type> open)
    {
        if (!open.Add(shape.Type)) return;
        var defaults = shape.CreateDefault();
        foreach (var property in shape.Properties)
        {
            var value = property.IsRequired ? "**required**" : Default(property, defaults);
            page.Append(CultureInfo.InvariantCulture, $"| `{prefix}{property.Key}` | {Describe(property.Type)} | {value} | {Cell(DocumentationReader.Summary(property.Property))} |\n");
            if (property.Type.Shape is { } nested) Rows(page, nested, $"{prefix}{property.Key}.", open);
        }

        open.Remove(shape.Type);
    }

    private static string Default(ConfigProperty property, object defaults) =>
        property.Type.Shape is null && ConfigSchema.ToJson(property.Property.GetValue(defaults)) is { } value
            ? $"`{Cell(value.ToJsonString(s_readable))}`"
            : "";

    private static string Describe(ConfigType type) => type.Kind switch
    {
        ConfigKind.Any => "any value",
        ConfigKind.Bool => "bool",
        ConfigKind.Integer => "integer",
        ConfigKind.Float => "number",
        ConfigKind.Text => "string",
        ConfigKind.Choice => string.Join(", ", type.Choices!.Select(static c => $"`{c.Name}`")),
        ConfigKind.List => $"list of {Describe(type.Item!)}",
        ConfigKind.Map => $"record of {Describe(type.Item!)}",
        _ => "record",
    };

    private static void Paragraph(StringBuilder page, string? text)
    {
        if (text is not null) page.Append(CultureInfo.InvariantCulture, $"\n{text}\n");
    }

    private static string Cell(string? text) => text?.Replace("|", "\\|", StringComparison.Ordinal) ?? "";
}
