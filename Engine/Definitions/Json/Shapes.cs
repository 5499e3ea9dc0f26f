using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Whether the values of a document have the form that a definition has there; what has not is reported, one error a mistake. The published
/// schema says the same for editors (<c>flow.schema.json</c>).
/// </summary>
internal sealed class Shapes(DefinitionFindings findings)
{
    /// <summary>Words that other programs use for a key.</summary>
    private static readonly Dictionary<string, string> s_synonyms = new()
    {
        ["to"] = "into",
        ["into"] = "to",
        ["code"] = "script",
        ["source"] = "script",
        ["sources"] = "connectors",
        ["sinks"] = "connectors",
        ["inputs"] = "connectors",
        ["outputs"] = "connectors",
        ["edges"] = "links",
        ["steps"] = "nodes",
        ["type"] = "kind",
        ["filter"] = "where",
    };

    /// <summary>The advice for missing keys.</summary>
    private static readonly Dictionary<string, string> s_missing = new()
    {
        ["version"] = "add \"version\": 1",
        ["kind"] = "say what it is with \"kind\", or create it with \"from\"",
        ["flows"] = "add \"flows\": {\"main\": {\"connectors\": {...}, \"pipelines\": {...}, \"connect\": [...]}}",
        ["links"] = "say how events go: \"links\": [[\"in\", \"NODE\", \"out\"]]",
        ["script"] = "give its text, or a file: \"script\": {\"file\": \"clean.tremor\"}",
        ["into"] = "say where its events go: \"into\": \"out\"",
        ["type"] = "say what it is with \"type\": \"script\", \"operator\", \"stream\", \"route\" or \"pipeline\"",
    };

    private static readonly (string Key, string Type)[] s_typeKeys = [("script", "script"), ("kind", "operator"), ("links", "pipeline"), ("query", "pipeline"), ("routes", "route")];

    public DefinitionFindings Findings => findings;

    /// <summary>Whether this is a record; its keys are checked then.</summary>
    public bool IsRecord(DocumentNode node, RecordKeys keys)
    {
        if (!IsMap(node)) return false;
        CheckKeys(node, keys);
        return true;
    }

    /// <summary>Whether this is a record with any keys.</summary>
    public bool IsMap(DocumentNode node) => node.IsRecord || Expected("a record", node, node.IsList ? "a record has names: {\"NAME\": ..., \"NAME\": ...}" : null);

    /// <summary>Whether this is a list.</summary>
    /// <param name="least">Items that it must have; fewer are reported but do not make it another thing.</param>
    public bool IsList(DocumentNode node, int least = 0)
    {
        if (!node.IsList) return Expected("a list", node, node.Text is null && !node.IsRecord ? null : "put it into [ ]");
        HasItems(node, least);
        return true;
    }

    public bool HasItems(DocumentNode list, int least)
    {
        if (list.Items.Count >= least) return true;
        Wrong(list, $"expected at least {least} item(s) but found {list.Items.Count}");
        return false;
    }

    public bool IsString(DocumentNode node)
    {
        if (node.Text is not null) return true;
        if (node.PlainNumber is not { } number) return Expected("a string", node);
        Wrong(node, $"expected a string but found the number {number}", $"write \"{number}\"");
        return false;
    }

    /// <summary>Reports that a key is missing, unless another one was probably meant to be it.</summary>
    public void CheckRequired(DocumentNode record, string key)
    {
        if (record.Member(key) is null && !IsMisspelt(record, key))
            findings.Error(JsonPlace.Of(record), DefinitionErrorKind.MissingProperty, $"the property \"{key}\" is missing", (key == "type" ? TypeOf(record) : null) ?? s_missing.GetValueOrDefault(key));
    }

    /// <summary>Reports a <c>type</c> that is not that of the record.</summary>
    public void CheckType(DocumentNode record, string expected)
    {
        if (record["type"] is { } type && type.Text != expected) Expected($"\"{expected}\"", type);
    }

    /// <summary>Whether this is one of a few strings.</summary>
    public bool IsOneOf(DocumentNode node, params ReadOnlySpan<string> choices)
    {
        if (node.Text is { } text && choices.Contains(text)) return true;
        string[] all = [.. choices];
        var nearest = node.Text is { } given ? NearestName.Find(given, all) : null;
        Wrong(node, $"expected one of {string.Join(", ", all.Select(static c => $"\"{c}\""))} but found {Describe(node)}", nearest is null ? null : $"did you mean \"{nearest}\"?");
        return false;
    }

    /// <summary>Reports a text that is no name (spec: troy B2).</summary>
    public void CheckName(string name, Place place)
    {
        if (name.Length > 0 && !name.AsSpan().ContainsAny('`', '/', '\n')) return;
        findings.Error(place, DefinitionErrorKind.WrongValue, "a name must not be empty and contains no back-tick, slash or line break");
    }

    /// <summary>Reports that something else was expected here.</summary>
    /// <returns>False.</returns>
    public bool Expected(string what, DocumentNode node, string? hint = null)
    {
        Wrong(node, $"expected {what} but found {Describe(node)}", hint);
        return false;
    }

    public void Wrong(DocumentNode node, string message, string? hint = null) => findings.Error(JsonPlace.Of(node), DefinitionErrorKind.WrongValue, message, hint);

    private void CheckKeys(DocumentNode record, RecordKeys keys)
    {
        foreach (var member in record.Members)
        {
            if (keys.Excluded.TryGetValue(member.Name, out var hint))
                findings.Error(JsonPlace.Of(member), DefinitionErrorKind.UnknownProperty, $"\"{member.Name}\" is not allowed here", hint);
            else if (!keys.All.Contains(member.Name))
                ReportUnknown(member, keys.All);
        }

        foreach (var key in keys.Required) CheckRequired(record, key);
    }

    /// <summary>Reports a key that nothing knows.</summary>
    public void ReportUnknown(DocumentMember member, IReadOnlyList<string> known) =>
        findings.Error(
            JsonPlace.Of(member), DefinitionErrorKind.UnknownProperty, $"unknown property \"{member.Name}\"", Synonym(member.Name, known) ?? Setting(member.Name, known) ?? Elsewhere(member.Name, known) ?? findings.Hint(member.Name, known, "properties"));

    /// <summary>Another word for a key, if nothing is nearer.</summary>
    private static string? Synonym(string name, IReadOnlyList<string> known) =>
        s_synonyms.GetValueOrDefault(name) is { } key && known.Contains(key) && NearestName.Find(name, known) is null ? $"did you mean \"{key}\"?" : null;

    /// <summary>What a connector or operator does not know may be a setting of its component.</summary>
    private static string? Setting(string name, IReadOnlyList<string> known) =>
        known.Contains("kind") && known.Contains("config") && NearestName.Find(name, known) is null
            ? $"settings of its kind stand in \"config\": {{\"{name}\": ...}}; its own properties are {string.Join(", ", known.Select(static k => $"\"{k}\""))}"
            : null;

    /// <summary>Where a key belongs that stands a level too high; null for one that belongs nowhere.</summary>
    private static string? Elsewhere(string name, IReadOnlyList<string> known) => name switch
    {
        "connectors" or "pipelines" or "connect" or "args" when known.Contains("flows") => $"it is part of a flow: \"flows\": {{\"main\": {{\"{name}\": ...}}}}",
        "script" when known.Contains("nodes") => "a script is a node: \"nodes\": {\"s\": {\"type\": \"script\", \"script\": ...}}, and \"links\": [[\"in\", \"s\", \"out\"]]",
        "kind" when known.Contains("nodes") => "an operator is a node: \"nodes\": {\"o\": {\"type\": \"operator\", \"kind\": ...}}, and \"links\": [[\"in\", \"o\", \"out\"]]",
        _ => null,
    };

    /// <summary>What a node without a type probably is; null where nothing tells.</summary>
    private static string? TypeOf(DocumentNode node) => s_typeKeys.Where(t => node[t.Key] is not null).Select(static t => $"add \"type\": \"{t.Type}\"").FirstOrDefault();

    /// <summary>Whether another key, which is reported as unknown, was probably meant to be this one: that it is missing is the same mistake.</summary>
    public static bool IsMisspelt(DocumentNode record, string key) => record.Members.Exists(m => IsMeant(m, key));

    /// <summary>Whether the name of this member was probably meant to be the key.</summary>
    public static bool IsMeant(DocumentMember member, string key) =>
        NearestName.Find(member.Name, [key]) is not null || s_synonyms.GetValueOrDefault(member.Name) == key;

    private static string Describe(DocumentNode node) => ConfigBinder.Describe(node.IsList ? Value.EmptyArray : node.IsRecord ? Value.EmptyRecord : node.Scalar);
}
