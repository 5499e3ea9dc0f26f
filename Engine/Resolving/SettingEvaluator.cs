using System.Globalization;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Fills values into settings (spec: troy B2).</summary>
internal sealed class SettingEvaluator(ResolveContext context)
{
    public Evaluated Evaluate(Setting setting, SettingScope scope, DefinitionFindings findings)
    {
        var unknown = new List<string>();
        var value = Evaluate(setting, scope, "", unknown, findings);
        return new(value, unknown);
    }

    private Value Evaluate(Setting setting, SettingScope scope, string at, List<string> unknown, DefinitionFindings findings)
    {
        switch (setting)
        {
            case ListSetting list:
                var items = new Value[list.Items.Count];
                for (var i = 0; i < items.Length; i++) items[i] = Evaluate(list.Items[i], scope, $"{at}/{i}", unknown, findings);
                return Value.FromArray(items);
            case RecordSetting fields:
                var record = new RecordBuilder(fields.Fields.Count);
                foreach (var field in fields.Fields) record.Set(field.Key.Text, Evaluate(field.Value, scope, at + SettingPath.Step(field.Key.Text), unknown, findings));
                return record.Build();
        }

        var value = EvaluateSingle(setting, scope, findings);
        if (value is null) unknown.Add(at);
        return value ?? Value.Null;
    }

    /// <summary>Null when the value is unknown, for a reason that is reported.</summary>
    private Value? EvaluateSingle(Setting setting, SettingScope scope, DefinitionFindings findings) => setting switch
    {
        LiteralSetting literal => literal.Value,
        ArgumentSetting argument => EvaluateArgument(argument.Path, scope, findings),
        ExpressionSetting expression => EvaluateText(expression.Expression, scope, context.Script.EvaluateConstant, findings),
        TemplateSetting template => EvaluateText(template.Template, scope, context.Script.Interpolate, findings),
        EnvironmentSetting variable => EvaluateVariable(variable, findings),
        SecretSetting secret => EvaluateSecret(secret.Reference, findings),
        FileSetting file => context.Texts.ReadFile(file.Path, findings) is { } content ? Value.From(content) : null,
        _ => null,
    };

    private static Value? EvaluateArgument(Name path, SettingScope scope, DefinitionFindings findings)
    {
        if (scope.Arguments is not { } arguments)
        {
            findings.Error(path.Place, DefinitionErrorKind.ArgOutOfScope, $"$arg cannot be used in {scope.Where}");
            return null;
        }

        var steps = SplitPath(path.Text);
        if (arguments.TryGet(path.Text, out var value)) return value;
        if (!arguments.TryGet(steps[0], out value))
        {
            var hint = arguments.Names.Count == 0 ? "declare it in its \"args\" and give it a value in \"with\"" : findings.Hint(steps[0], arguments.Names, "arguments");
            findings.Error(path.Place, DefinitionErrorKind.UnknownArgument, $"Unknown argument: {steps[0]} is not an argument of {scope.Where}", hint);
            return null;
        }

        foreach (var step in steps.Skip(1))
        {
            if (value is not { } current) return null;
            if (current.TryGetField(step, out var field)) value = field;
            else if (current.IsArray && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < current.Count) value = current[index];
            else
            {
                findings.Error(path.Place, DefinitionErrorKind.UnknownArgument, $"the argument {steps[0]} has no \"{step}\" at {path}");
                return null;
            }
        }

        return value;
    }

    /// <summary><c>a.b[0]</c> in its three parts.</summary>
    private static string[] SplitPath(string path) => path.Replace("]", "").Split('.', '[');

    private Value? EvaluateText(Text text, SettingScope scope, Func<ScriptText, ScriptScope, List<Diagnostic>, Value?> evaluate, DefinitionFindings findings)
    {
        if (context.Texts.Resolve(text, findings) is not { } source || scope.Arguments is { AreKnown: false }) return null;
        var found = new List<Diagnostic>();
        var value = evaluate(source, context.ScopeOf(scope.Arguments ?? ArgumentSet.None, scope.Uses) with { Module = scope.Module, HasArgs = scope.Arguments is not null }, found);
        ResolveContext.TakeScriptFindings(found, text.Place, findings);
        return value;
    }

    private Value? EvaluateVariable(EnvironmentSetting setting, DefinitionFindings findings)
    {
        var name = setting.Variable;
        if (context.Options.Environment(name.Text) is not { } text)
        {
            if (setting.Default is { } fallback) return fallback.Value;
            if (context.Options.IgnoreMissingVariables) return null;
            findings.Error(
                name.Place, DefinitionErrorKind.MissingVariable, $"the environment variable {name} is not set", $"set it, or give a default: {{\"$env\": {{\"name\": \"{name}\", \"default\": ...}}}}");
            return null;
        }

        var value = Convert(text, setting.Type);
        if (value is null) findings.Error(name.Place, DefinitionErrorKind.WrongType, $"the environment variable {name} holds no {setting.Type.ToString().ToLowerInvariant()}");
        return value;
    }

    private static Value? Convert(string text, VariableType type)
    {
        switch (type)
        {
            case VariableType.Int when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed):
                return Value.From(signed);
            case VariableType.Int when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned):
                return Value.From(unsigned);
            case VariableType.Float when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return Value.From(number);
            case VariableType.Bool when text is "true" or "false":
                return Value.From(text == "true");
            case VariableType.String:
                return Value.From(text);
            case VariableType.Json:
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

    private Value? EvaluateSecret(Name reference, DefinitionFindings findings)
    {
        if (context.Options.Secrets is not { } secrets)
        {
            findings.Error(reference.Place, DefinitionErrorKind.UnknownSecret, $"the secret \"{reference}\" is needed but no place for secrets is configured");
            return null;
        }

        string? secret;
        try
        {
            secret = secrets.Find(reference.Text);
        }
        catch (NotUtf8Exception e)
        {
            findings.Error(reference.Place, DefinitionErrorKind.NotUtf8, $"the secret \"{reference}\" is not UTF-8 text, see its line {e.Line}, column {e.Column}", "a secret that is bytes has to be encoded, such as in base64");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Error(reference.Place, DefinitionErrorKind.FileUnreadable, $"the secret \"{reference}\" cannot be read: {e.Message}");
            return null;
        }

        if (secret is null)
        {
            findings.Error(reference.Place, DefinitionErrorKind.UnknownSecret, $"there is no secret \"{reference}\"");
            return null;
        }

        context.Secrets.Add(secret, reference.Text);
        return Value.From(secret);
    }
}
