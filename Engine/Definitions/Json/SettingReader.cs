using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads what stands in value positions, and the directives there (spec: troy B2).</summary>
internal sealed partial class SettingReader(Shapes shapes, TextReader texts)
{
    private static readonly string[] s_directives = ["$arg", "$expr", "$str", "$env", "$secret", "$file", "$literal"];
    private static readonly RecordKeys s_variable = new("name", "default", "as");
    private static readonly string[] s_variableTypes = ["string", "int", "float", "bool", "json"];

    /// <summary>Whether this is a record whose only key begins with <c>$</c>.</summary>
    public static bool IsDirective(DocumentNode node) => node.Members is [{ Name: ['$', ..] }];

    public Setting Read(DocumentNode node)
    {
        var place = JsonPlace.Of(node);
        if (node.IsUnreadable) return new UnreadableSetting(place);
        if (node.IsList) return new ListSetting([.. node.Items.Select(Read)], place);
        if (!node.IsRecord)
        {
            if (node.Text is { } text) WarnOfShell(node, text);
            return new LiteralSetting(node.Scalar, place);
        }

        if (IsDirective(node)) return ReadDirective(node.Members[0], place) ?? new UnreadableSetting(place);
        foreach (var member in node.Members)
        {
            if (s_directives.Contains(member.Name))
                shapes.Findings.Warning(JsonPlace.Of(member), $"{member.Name} is a directive only where it is the sole key", "move the other keys, or wrap the object with $literal");
        }

        return new RecordSetting(Fields(node), place);
    }

    /// <summary>Texts are taken as they are; a shell or a template would put the value of a variable in.</summary>
    private void WarnOfShell(DocumentNode node, string text)
    {
        if (!text.AsSpan().ContainsAny('$', '%', '{') || ShellVariable.Match(text) is not { Success: true } found) return;
        var name = found.Groups["name"].Value;
        var expression = text[..found.Index] + "#{args.NAME}" + text[(found.Index + found.Length)..];
        shapes.Findings.Warning(
            JsonPlace.Of(node), $"\"{found.Value}\" stays as it is: environment variables are not put into texts",
            found.Length == text.Length ? $"write {{\"$env\": \"{name}\"}}" : $"{{\"$env\": \"{name}\"}} is the whole value; as a part of one, declare an argument with that default and write {{\"$str\": \"{expression}\"}}");
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|\$\{env[:.](?<name>[A-Za-z0-9_]+)\}|^\$(?<name>[A-Za-z_][A-Za-z0-9_]*)(?=/|$)|^%(?<name>[A-Za-z_][A-Za-z0-9_]*)%$|\{\{\s*(?:env\.|\.)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShellVariable { get; }

    /// <summary>The members of a record as settings.</summary>
    public Parts<Field> Fields(DocumentNode record) => [.. record.Members.Select(ReadField)];

    /// <summary>The members of a record as settings; none where it is no record, which is reported.</summary>
    public Parts<Field> ReadFields(DocumentNode? node) => node is not null && shapes.IsMap(node) ? Fields(node) : [];

    public Field ReadField(DocumentMember member) => new(new(member.Name, JsonPlace.Of(member)), Read(member.Value));

    private Setting? ReadDirective(DocumentMember directive, Place place)
    {
        var node = directive.Value;
        switch (directive.Name)
        {
            case "$arg":
                return ReadName(directive) is { } path ? new ArgumentSetting(path, place) : null;
            case "$expr":
                return texts.Read(node) is { } expression ? new ExpressionSetting(expression, place) : null;
            case "$str":
                return ReadName(directive) is not null ? new TemplateSetting(texts.Read(node)!, place) : null;
            case "$env":
                return ReadVariable(node, place);
            case "$secret":
                return ReadName(directive) is { } reference ? new SecretSetting(reference, place) : null;
            case "$file":
                return ReadName(directive) is { } file ? new FileSetting(file, place) : null;
            case "$literal":
                return new LiteralSetting(node.ToValue(), place);
            default:
                shapes.Findings.Error(
                    JsonPlace.Of(directive), DefinitionErrorKind.UnknownDirective, $"unknown directive {directive.Name}", NearestName.Hint(directive.Name, s_directives, "directives"));
                return null;
        }
    }

    private Name? ReadName(DocumentMember directive)
    {
        var place = JsonPlace.Of(directive.Value);
        if (directive.Value.Text is { } text) return new(text, place);
        shapes.Findings.Error(place, DefinitionErrorKind.WrongType, $"{directive.Name} takes a string");
        return null;
    }

    private EnvironmentSetting? ReadVariable(DocumentNode node, Place place)
    {
        var inner = JsonPlace.Of(node);
        if (node.Text is { } plain) return new(new(plain, inner), null, VariableType.String, place);
        if (node.IsRecord) shapes.IsRecord(node, s_variable);
        if (node["name"]?.Text is not { } name)
        {
            if (!node.IsRecord || !Shapes.IsMisspelt(node, "name")) shapes.Findings.Error(inner, DefinitionErrorKind.WrongType, "$env takes the name of a variable, or {\"name\", \"default\", \"as\"}");
            return null;
        }

        var type = VariableType.String;
        if (node["as"] is { } given)
        {
            if (!shapes.IsOneOf(given, s_variableTypes)) return null;
            type = (VariableType)Array.IndexOf(s_variableTypes, given.Text);
        }

        var fallback = node["default"] is { } value ? new LiteralSetting(value.ToValue(), JsonPlace.Of(value)) : null;
        return new(new(name, inner), fallback, type, place);
    }
}
