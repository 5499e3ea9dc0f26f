using System.Globalization;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Flows.Schema;

/// <summary>Says in words for people what the validator of JSON Schema found.</summary>
internal static class SchemaMessage
{
    /// <summary>The one property of a record that stands for a text.</summary>
    private const string TextFile = "file";

    /// <summary>Properties of other forms of a definition, and what to write instead.</summary>
    private static readonly Dictionary<string, string> s_otherForms = new()
    {
        ["query"] = "write the pipeline as \"nodes\" and \"links\"",
        ["troy"] = "write the flows as \"flows\"",
        ["windows"] = "links without windows are supported: \"select\", \"where\", \"having\"",
        ["group_by"] = "links without groups are supported: \"select\", \"where\", \"having\"",
    };

    /// <summary>Adds the error unless what it says is known already.</summary>
    /// <param name="node">The value that it is about.</param>
    public static void Report(ValidationError error, DocumentNode node, DefinitionFindings findings)
    {
        switch (error.ErrorType)
        {
            case ErrorType.AdditionalProperties:
                ReportUnknownProperty(error, node, findings);
                break;
            case ErrorType.Required:
                ReportMissingProperties(error, node, findings);
                break;
            case ErrorType.Valid when node.Owner is { } owner:
                if (!findings.HasErrorAt(node)) findings.Error(owner, "UnknownProperty", $"\"{owner.Name}\" is not allowed here", owner.Name == "with" ? "give it where the definition is created" : null);
                break;
            default:
                if (findings.HasErrorAt(node)) return;
                var (message, hint) = Describe(error, node);
                findings.Error(node, "WrongValue", message, hint);
                break;
        }
    }

    private static void ReportUnknownProperty(ValidationError error, DocumentNode node, DefinitionFindings findings)
    {
        var name = error.Value as string ?? node.Owner?.Name ?? "";
        var member = node.Owner?.Name == name ? node.Owner : node.Member(name);
        if (member is null || findings.HasErrorAt(member.Value)) return;
        if (error.Schema?.Required.Contains(TextFile) == true && NearestName.Find(name, [TextFile]) is null && !HasSibling(member, TextFile)) return;
        string[] known = [.. error.Schema?.Properties.Keys ?? []];
        var hint = s_otherForms.GetValueOrDefault(name) ?? NearestName.Hint(name, known, "properties");
        findings.Error(member, "UnknownProperty", $"unknown property \"{name}\"", hint);
    }

    private static bool HasSibling(DocumentMember member, string name) => member.Siblings.Exists(m => m.Name == name);

    private static void ReportMissingProperties(ValidationError error, DocumentNode node, DefinitionFindings findings)
    {
        foreach (var name in error.Value as IEnumerable<string> ?? [])
        {
            // A misspelt property is reported as unknown: that it is missing is the same mistake.
            if (node.Members.Exists(m => NearestName.Find(m.Name, [name]) is not null)) continue;
            if (node.Members.Exists(m => (name, m.Name) is ("links", "query") or ("flows", "troy"))) continue;
            if (findings.HasErrorAt(node, about: name)) continue;
            if (name == TextFile)
            {
                findings.Error(node, "WrongValue", "expected a string, a list of lines or {\"file\": ...} but found a record");
                continue;
            }

            var hint = name switch
            {
                "version" => "add \"version\": 1",
                "kind" => "say what it is with \"kind\", or create it with \"from\"",
                "type" => "say what it is with \"type\": \"script\", \"operator\", \"stream\" or \"pipeline\"",
                _ => null,
            };
            findings.Error(node, "MissingProperty", $"the property \"{name}\" is missing", hint);
        }
    }

    private static (string Message, string? Hint) Describe(ValidationError error, DocumentNode node)
    {
        var schema = error.Schema!;
        var found = ConfigBinder.Describe(node.ToValue());
        switch (error.ErrorType)
        {
            case ErrorType.Type:
                return ($"expected {Describe(schema.Type)} but found {found}", null);
            case ErrorType.Enum:
                string[] choices = [.. schema.Enum.Select(static c => c.Type == JTokenType.String ? (string)c! : c.ToString(Newtonsoft.Json.Formatting.None))];
                return ($"expected one of {string.Join(", ", choices.Select(static c => $"\"{c}\""))} but found {found}", node.Text is { } text && NearestName.Find(text, choices) is { } nearest ? $"did you mean \"{nearest}\"?" : null);
            case ErrorType.Const:
                var hint = node.Owner?.Name switch
                {
                    "version" => "this program reads version 1 of the format",
                    "reconnect" => "\"none\" or {\"retry\": {\"interval_ms\": ...}}",
                    _ => null,
                };
                return ($"expected {schema.Const?.ToString(Newtonsoft.Json.Formatting.None)} but found {found}", hint);
            case ErrorType.Minimum:
                return ($"expected a number of at least {Number(schema.Minimum)} but found {found}", null);
            case ErrorType.Maximum:
                return ($"expected a number of at most {Number(schema.Maximum)} but found {found}", null);
            case ErrorType.MinimumItems:
                return ($"expected at least {schema.MinimumItems} item(s) but found {node.Items.Count}", null);
            case ErrorType.MinimumProperties:
                return ("expected at least one member but found none", null);
            case ErrorType.UniqueItems:
                return ("the items must differ from each other", null);
            case ErrorType.MinimumLength or ErrorType.Pattern:
                return ("a name must not be empty and contains no back-tick, slash or line break", null);
            default:
                return (error.Message, null);
        }
    }

    private static string Number(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Describe(JSchemaType? types)
    {
        var names = new List<string>();
        Add(JSchemaType.String, "a string");
        Add(JSchemaType.Boolean, "true or false");
        if (types?.HasFlag(JSchemaType.Number) == true) names.Add("a number");
        else Add(JSchemaType.Integer, "an integer");
        Add(JSchemaType.Array, "a list");
        Add(JSchemaType.Object, "a record");
        Add(JSchemaType.Null, "null");
        return names.Count > 1 ? $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}" : names.FirstOrDefault() ?? "something else";

        void Add(JSchemaType type, string name)
        {
            if (types?.HasFlag(type) == true) names.Add(name);
        }
    }
}
