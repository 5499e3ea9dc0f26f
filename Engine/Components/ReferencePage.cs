using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Documentation;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>
/// The manual page of all components of a kind, as Markdown: what their class comments, their attributes and their <c>Config</c> records say.
/// </summary>
public static class ReferencePage
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// An entry for each kind, <c>flow::connectors</c>, one for each component, <c>flow::connectors::file</c>, and one for each of its settings,
    /// <c>flow::connectors::file::path</c>.
    /// </summary>
    public static IReadOnlyList<ManualEntry> Entries(ComponentRegistry registry) =>
    [
        .. Enum.GetValues<ComponentKind>().Select(k => new ManualEntry($"flow::{Nouns(k)}", WhatThereIs(k), false, () => Of(registry, k))),
        .. registry.All.Select(static c => new ManualEntry(EntryOf(c), Summary(c) ?? "", false, () => Of(c))),
        .. registry.All.SelectMany(static c => SettingsOf(c).Select(s => new ManualEntry($"{EntryOf(c)}::{s.Key.Replace(".", "::", StringComparison.Ordinal)}", s.Summary, true, () => Of(c, s)))),
    ];

    /// <summary>All components of a kind.</summary>
    public static string Of(ComponentRegistry registry, ComponentKind kind)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {char.ToUpperInvariant(Nouns(kind)[0])}{Nouns(kind)[1..]}\n");
        Paragraph(page, WhereTheyStand(kind));
        var components = registry.All.Where(c => c.Kind == kind).ToList();
        page.Append("\n| name | |\n| --- | --- |\n");
        foreach (var component in components)
            page.Append(CultureInfo.InvariantCulture, $"| [{component.Name}](#{Anchor(component.Name)}) | {Cell(Summary(component))} |\n");
        foreach (var component in components) Append(page, component, "##");
        return page.ToString();
    }

    private static string Of(ComponentDescriptor component)
    {
        var page = new StringBuilder();
        Append(page, component, "#");
        return page.ToString()[1..];
    }

    private static string Of(ComponentDescriptor component, Setting setting) =>
        $"# {setting.Key}\n\n{setting.Summary}\n\nA setting of the {ComponentRegistry.Describe(component.Kind)} `{component.Name}`. Takes {setting.Takes}"
        + (setting.IsRequired ? ", and is required" : setting.Default is { } value ? $", `{value}` when left out" : "") + ".\n";

    private static string EntryOf(ComponentDescriptor component) => $"flow::{Nouns(component.Kind)}::{component.Name}";

    private static void Append(StringBuilder page, ComponentDescriptor component, string heading)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n{heading} {component.Name}\n");
        Paragraph(page, Summary(component));
        Paragraph(page, Facts(component.Attribute));
        foreach (var paragraph in DocumentationReader.RemarkParagraphs(component.Implementation)) Paragraph(page, paragraph);
        var settings = SettingsOf(component).ToList();
        if (settings.Count == 0)
        {
            Paragraph(page, "It has no settings.");
            return;
        }

        page.Append("\n| setting | takes | default | |\n| --- | --- | --- | --- |\n");
        foreach (var setting in settings)
        {
            var value = setting.IsRequired ? "**required**" : setting.Default is { } given ? $"`{Cell(given)}`" : "";
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.Takes} | {value} | {Cell(setting.Summary)} |\n");
        }
    }

    private static string? Summary(ComponentDescriptor component) => DocumentationReader.Summary(component.Implementation);

    private static string Nouns(ComponentKind kind) => ComponentRegistry.Describe(kind) + "s";

    private static string WhatThereIs(ComponentKind kind) => kind switch
    {
        ComponentKind.Connector => "What a flow can read from and write to.",
        ComponentKind.Codec => "Formats of events.",
        ComponentKind.Preprocessor => "What bytes go through before they are decoded.",
        ComponentKind.Postprocessor => "What bytes go through when they are encoded.",
        _ => "Nodes of pipelines that are neither scripts nor pipelines.",
    };

    private static string WhereTheyStand(ComponentKind kind) => kind switch
    {
        ComponentKind.Connector =>
            "A connector reads from the outside world, writes to it, or both. In a [flow](flow.md#connector) `kind` says which it is and `config` holds the "
            + "settings below.",
        ComponentKind.Codec =>
            "A codec turns bytes into values and back. A [connector](flow.md#connector) names it as `codec`: `\"codec\": \"json\"`, or with settings "
            + "`\"codec\": {\"name\": \"json\", \"config\": {..}}`.",
        ComponentKind.Preprocessor =>
            "Preprocessors cut and change the bytes that a [connector](flow.md#connector) reads, before its codec decodes them. They stand in "
            + "`preprocessors`, in the order in which they are applied, as names or, with settings, as `{\"name\": \"separate\", \"config\": {..}}`.",
        ComponentKind.Postprocessor =>
            "Postprocessors change the bytes that the codec of a [connector](flow.md#connector) made, before they are written. They stand in "
            + "`postprocessors`, in the order in which they are applied, as names or, with settings, as `{\"name\": \"separate\", \"config\": {..}}`.",
        _ =>
            "An operator is a node of a [pipeline](flow.md#pipeline): `kind` says which it is, `config` holds the settings below. What a node does "
            + "to one event is written as a [script](flow.md#script), and a condition or a change that is one expression goes into `where` and `select` of a [link](flow.md#link).",
    };

    private static string? Facts(ComponentAttribute attribute) => attribute switch
    {
        ConnectorAttribute connector =>
            (connector.Codec switch
            {
                CodecUse.Required => "Needs a codec.",
                CodecUse.Optional => "Takes a codec, `json` by default.",
                _ => "Takes no codec and no processors: its events are values already.",
            })
            + (connector.HasSink ? connector.HasSource ? "" : " Can only be written to." : " Can only be read from.")
            + (connector.HasSink && connector.Inputs.Length > 1 ? $" Input ports: {List(connector.Inputs)}." : "")
            + (connector.Debug ? " Available in `server run` only with `--debug-connectors`." : ""),
        OperatorAttribute { Outputs: { } outputs } => $"Output ports: {List(outputs)}.",
        _ => null,
    };

    private static string List(string[] names) => string.Join(", ", names.Select(static n => $"`{n}`"));

    /// <summary>The settings in the order of the page, those inside of others behind them: <c>a.b</c>.</summary>
    private static IEnumerable<Setting> SettingsOf(ComponentDescriptor component) =>
        component.ConfigType is { } config && ConfigShape.Of(config) is { } shape ? SettingsOf(shape, "", []) : [];

    private static IEnumerable<Setting> SettingsOf(ConfigShape shape, string prefix, HashSet<Type> open)
    {
        if (!open.Add(shape.Type)) yield break;
        var defaults = shape.CreateDefault();
        foreach (var property in shape.Properties)
        {
            yield return new(
                prefix + property.Key, Takes(property), property.IsRequired, Default(property, defaults), DocumentationReader.Summary(property.Property) ?? "");
            if (property.Type.Shape is not { } nested) continue;
            foreach (var inside in SettingsOf(nested, $"{prefix}{property.Key}.", open)) yield return inside;
        }

        open.Remove(shape.Type);
    }

    private static string? Default(ConfigProperty property, object defaults) =>
        property.Type.Shape is null ? ConfigSchema.ToJson(property.Property.GetValue(defaults))?.ToJsonString(s_readable) : null;

    private static string Takes(ConfigProperty property)
    {
        var range = property.Rules.OfType<System.ComponentModel.DataAnnotations.RangeAttribute>().FirstOrDefault();
        return range is null ? Describe(property.Type) : Describe(property.Type) + new ConfigRange(range).ToString()["a number".Length..];
    }

    private static string Describe(ConfigType type) => type.Kind switch
    {
        ConfigKind.Any => "any value",
        ConfigKind.Bool => "bool",
        ConfigKind.Integer => type.Unit switch
        {
            TimeUnit.Nanoseconds => "integer (ns)",
            TimeUnit.Milliseconds => "integer (ms)",
            TimeUnit.Seconds => "integer (s)",
            _ => "integer",
        },
        ConfigKind.Float => "number",
        ConfigKind.Text => "string",
        ConfigKind.Choice => List([.. type.Choices!.Select(static c => c.Name)]),
        ConfigKind.List => $"list of {Describe(type.Item!)}",
        ConfigKind.Map => $"record of {Describe(type.Item!)}",
        _ => "record",
    };

    /// <summary>As pages on the web make it of a heading.</summary>
    private static string Anchor(string heading) => heading.Replace(":", "", StringComparison.Ordinal);

    private static void Paragraph(StringBuilder page, string? text)
    {
        if (text is not null) page.Append(CultureInfo.InvariantCulture, $"\n{text}\n");
    }

    private static string Cell(string? text) => text?.Replace("|", "\\|", StringComparison.Ordinal) ?? "";

    /// <param name="Default">As JSON; null for none.</param>
    private sealed record Setting(string Key, string Takes, bool IsRequired, string? Default, string Summary);
}
