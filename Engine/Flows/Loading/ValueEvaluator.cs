using System.Globalization;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A value of a definition with its directives replaced.</summary>
/// <param name="Unknown">JSON pointers, from the value itself, to what could not be evaluated; null stands in its place.</param>
internal sealed record Evaluated(Value Value, IReadOnlyList<string> Unknown)
{
    public bool IsKnown => Unknown.Count == 0;

    /// <summary>Whether what stands at <paramref name="pointer"/> is, contains or lies in something unknown.</summary>
    public bool Concerns(string pointer) =>
        Unknown.Any(u => u == pointer || u.StartsWith(pointer + "/", StringComparison.Ordinal) || pointer.StartsWith(u + "/", StringComparison.Ordinal));
}

/// <summary>Replaces the directives in value positions (spec: troy B2).</summary>
internal sealed class ValueEvaluator(LoadContext context)
{
    public static readonly IReadOnlyList<string> Directives = ["$arg", "$expr", "$str", "$env", "$secret", "$file", "$literal"];

    public Evaluated Evaluate(DocumentNode node, Scope scope, DefinitionFindings findings)
    {
        var unknown = new List<string>();
        var value = Evaluate(node, scope, "", unknown, findings);
        return new(value, unknown);
    }

    /// <summary>Whether this is an object whose only key starts with <c>$</c>.</summary>
    public static bool IsDirective(DocumentNode node) => node.IsRecord && node.Members is [{ Name: ['$', ..] }];

    private Value Evaluate(DocumentNode node, Scope scope, string at, List<string> unknown, DefinitionFindings findings)
    {
        if (node.IsList)
        {
            var items = new Value[node.Items.Count];
            for (var i = 0; i < items.Length; i++) items[i] = Evaluate(node.Items[i], scope, $"{at}/{i}", unknown, findings);
            return Value.FromArray(items);
        }

        if (!node.IsRecord) return node.Scalar;
        if (IsDirective(node))
        {
            var evaluated = EvaluateDirective(node.Members[0], scope, findings);
            if (evaluated is null) unknown.Add(at);
            return evaluated ?? Value.Null;
        }

        var record = new RecordBuilder(node.Members.Count);
        foreach (var member in node.Members)
        {
            if (Directives.Contains(member.Name))
                findings.Warning(member, $"{member.Name} is a directive only where it is the sole key", "move the other keys, or wrap the object with $literal");
            record.Set(member.Name, Evaluate(member.Value, scope, at + member.Value.Pointer[node.Pointer.Length..], unknown, findings));
        }

        return record.Build();
    }

    private Value? EvaluateDirective(DocumentMember directive, Scope scope, DefinitionFindings findings)
    {
        var node = directive.Value;
        switch (directive.Name)
        {
            case "$arg" when node.Text is { } path:
                return EvaluateArgument(node, path, scope, findings);
            case "$expr":
                return EvaluateText(node, scope, isExpression: true, findings);
            case "$str" when node.Text is not null:
                return EvaluateText(node, scope, isExpression: false, findings);
            case "$env":
                return EvaluateVariable(node, findings);
            case "$secret" when node.Text is { } reference:
                return EvaluateSecret(node, reference, findings);
            case "$file" when node.Text is { } file:
                return context.Texts.ReadFile(node, file, findings) is { } content ? Value.From(content) : null;
            case "$literal":
                return node.ToValue();
            case "$arg" or "$str" or "$secret" or "$file":
                findings.Error(node, "WrongType", $"{directive.Name} takes a string");
                return null;
            default:
                findings.Error(directive, "UnknownDirective", $"unknown directive {directive.Name}", NearestName.Hint(directive.Name, Directives, "directives"));
                return null;
        }
    }

    private static Value? EvaluateArgument(DocumentNode node, string path, Scope scope, DefinitionFindings findings)
    {
        if (scope.Args is not { } args)
        {
            findings.Error(node, "ArgOutOfScope", $"$arg cannot be used in {scope.Where}");
            return null;
        }

        var steps = SplitPath(path);
        if (args.TryGet(path, out var value)) return value;
        if (!args.TryGet(steps[0], out value))
        {
            string[] names = [.. args.Names];
            var hint = names.Length == 0 ? "declare it in its \"args\" and give it a value in \"with\"" : NearestName.Hint(steps[0], names, "arguments");
            findings.Error(node, "UnknownArgument", $"Unknown argument: {steps[0]} is not an argument of {scope.Where}", hint);
            return null;
        }

        foreach (var step in steps.Skip(1))
        {
            if (value is not { } current) return null;
            if (current.TryGetField(step, out var field)) value = field;
            else if (current.IsArray && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < current.Count) value = current[index];
            else
            {
                findings.Error(node, "UnknownArgument", $"the argument {steps[0]} has no \"{step}\" at {path}");
                return null;
            }
        }

        return value;
    }

    /// <summary><c>a.b[0]</c> in its three parts.</summary>
    private static string[] SplitPath(string path) => path.Replace("]", "").Split('.', '[');

    private Value? EvaluateText(DocumentNode node, Scope scope, bool isExpression, DefinitionFindings findings)
    {
        if (context.Texts.Resolve(node, findings) is not { } text || scope.Args is { AreKnown: false }) return null;
        var found = new List<Diagnostic>();
        var around = new ScriptScope((scope.Args ?? Arguments.None).ToRecord(), scope.Uses, context.Modules);
        var value = isExpression
            ? context.Script.EvaluateConstant(text, around, found)
            : context.Script.Interpolate(text, around, found);
        LoadContext.TakeScriptFindings(found, node, findings);
        return value;
    }

    private Value? EvaluateVariable(DocumentNode node, DefinitionFindings findings)
    {
        var name = (node.Text is null ? node["name"] : node)?.Text;
        if (name is null)
        {
            findings.Error(node, "WrongType", "$env takes the name of a variable, or {\"name\", \"default\", \"as\"}");
            return null;
        }

        if (context.Options.Environment(name) is not { } text)
        {
            if (node["default"] is { } fallback) return fallback.ToValue();
            findings.Error(node, "MissingVariable", $"the environment variable {name} is not set", "set it, or give a \"default\"");
            return null;
        }

        var type = node["as"]?.Text ?? "string";
        var value = Convert(text, type);
        if (value is null) findings.Error(node, "WrongType", $"the environment variable {name} holds no {type}");
        return value;
    }

    private static Value? Convert(string text, string type)
    {
        switch (type)
        {
            case "int" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed):
                return Value.From(signed);
            case "int" when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned):
                return Value.From(unsigned);
            case "float" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return Value.From(number);
            case "bool" when text is "true" or "false":
                return Value.From(text == "true");
            case "string":
                return Value.From(text);
            case "json":
                try
                {
                    return JsonText.Parse(text);
                }
                catch (JsonSyntaxException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    private Value? EvaluateSecret(DocumentNode node, string reference, DefinitionFindings findings)
    {
        if (context.Options.Secrets is not { } secrets)
        {
            findings.Error(node, "UnknownSecret", $"the secret \"{reference}\" is needed but no place for secrets is configured");
            return null;
        }

        if (secrets.Find(reference) is not { } secret)
        {
            findings.Error(node, "UnknownSecret", $"there is no secret \"{reference}\"");
            return null;
        }

        context.Secrets.Add(secret, reference);
        return Value.From(secret);
    }
}
