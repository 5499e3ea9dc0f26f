using System.Collections;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>Something is wrong with a configuration.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) from the configuration's root to the value, or for a missing key to the record that misses it.</param>
/// <param name="Message">What was expected, what was found.</param>
/// <param name="AtKey">Whether the key is wrong rather than its value.</param>
public sealed record ConfigError(string Pointer, DefinitionErrorKind Kind, string Message, string? Hint = null, bool AtKey = false);

/// <summary>A configuration is wrong; carries everything that was found.</summary>
public sealed class ConfigException(IReadOnlyList<ConfigError> errors)
    : Exception(string.Join("; ", errors.Select(static e => e.Pointer.Length == 0 ? e.Message : $"{e.Pointer}: {e.Message}")))
{
    /// <summary>All errors, in the order of the configuration; one at least.</summary>
    public IReadOnlyList<ConfigError> Errors { get; } = errors;
}

/// <summary>
/// Turns the <c>config</c> of a definition into the record of a component. Keys are the record's properties in snake_case; unknown keys are
/// errors; an integer will do for a float, not the reverse (spec: connectors A.1); null counts as "not given" where the property may be null.
/// </summary>
public static class ConfigBinder
{
    /// <exception cref="ConfigException">The configuration is wrong.</exception>
    public static T Bind<T>(Value config)
    {
        var errors = new List<ConfigError>();
        return (T?)Bind(typeof(T), config, errors) ?? throw new ConfigException(errors);
    }

    /// <summary>The record of type <paramref name="type"/>; null when at least one error was added.</summary>
    public static object? Bind(Type type, Value config, List<ConfigError> errors)
    {
        var before = errors.Count;
        var bound = BindRecord(ConfigShape.Of(type), config, "", errors);
        return errors.Count == before ? bound : null;
    }

    private static object? BindRecord(ConfigShape shape, Value value, string at, List<ConfigError> errors)
    {
        if (!value.IsRecord) return Wrong(errors, at, "a record", value);
        var before = errors.Count;
        var bound = shape.CreateDefault();
        var given = new HashSet<ConfigProperty>();
        var meant = new HashSet<string>();
        foreach (var field in value.Fields)
        {
            var key = field.Name.Text;
            var place = $"{at}/{Escape(key)}";
            if (shape.Find(key) is not { } property)
            {
                string[] keys = [.. shape.Keys];
                if (NearestName.Find(key, keys) is { } nearest) meant.Add(nearest);
                var hint = keys.Length == 0 ? "it takes no keys" : NearestName.Hint(key, keys, "keys");
                errors.Add(new(place, DefinitionErrorKind.UnknownKey, $"unknown key \"{key}\"", hint, AtKey: true));
                continue;
            }

            if (field.Value.IsNull && property.AllowsNull)
            {
                if (!property.IsRequired) continue;
            }
            else if (BindValue(property.Type, field.Value, place, errors) is { } item)
            {
                property.Property.SetValue(bound, item);
                CheckRules(property, bound, item, place, errors);
            }

            given.Add(property);
        }

        foreach (var property in shape.Properties)
        {
            if (property.IsRequired && !given.Contains(property) && !meant.Contains(property.Key))
                errors.Add(new(at, DefinitionErrorKind.MissingKey, $"Missing key: \"{property.Key}\" ({Describe(property.Type)}) is required"));
        }

        if (errors.Count == before && bound is IValidatableObject rules) CheckRules(rules, shape, at, errors);
        return bound;
    }

    /// <summary>The CLR value; null when an error was added.</summary>
    private static object? BindValue(ConfigType type, Value value, string at, List<ConfigError> errors)
    {
        switch (type.Kind)
        {
            case ConfigKind.Any:
                return value;
            case ConfigKind.Bool when value.TryGetBool(out var flag):
                return flag;
            case ConfigKind.Text when value.AsText() is { } text:
                return text;
            case ConfigKind.Float when value.TryGetDouble(out var number):
                return Convert.ChangeType(number, type.Clr);
            case ConfigKind.Integer when value.Kind == ValueKind.Integer:
                return BindInteger(type, value, at, errors);
            case ConfigKind.Choice when value.AsText() is { } name:
                return BindChoice(type, name, at, errors);
            case ConfigKind.List when value.IsArray:
                return BindList(type, value, at, errors);
            case ConfigKind.Map when value.IsRecord:
                return BindMap(type, value, at, errors);
            case ConfigKind.Record when value.IsRecord:
                return BindRecord(type.Shape!, value, at, errors);
            default:
                return Wrong(errors, at, Describe(type), value, MeantText.Of(type, value));
        }
    }

    private static object? BindInteger(ConfigType type, Value value, string at, List<ConfigError> errors)
    {
        Int128 number = value.TryGetInt64(out var signed) ? signed : value.TryGetUInt64(out var unsigned) ? unsigned : 0;
        var (least, greatest) = type.Limits;
        if (number < least || number > greatest)
        {
            var expected = number < 0 && least == 0 ? "a non-negative integer" : $"an integer from {least} to {greatest}";
            errors.Add(new(at, DefinitionErrorKind.OutOfRange, $"expected {expected} but found {number}"));
            return null;
        }

        return number < 0 ? Convert.ChangeType((long)number, type.Clr) : Convert.ChangeType((ulong)number, type.Clr);
    }

    private static object? BindChoice(ConfigType type, string name, string at, List<ConfigError> errors)
    {
        foreach (var choice in type.Choices!)
            if (choice.Name == name) return choice.Value;
        var nearest = NearestName.Find(name, type.Choices.Select(static c => c.Name));
        errors.Add(new(at, DefinitionErrorKind.UnknownChoice, $"expected {Describe(type)} but found \"{name}\"", nearest is null ? null : $"did you mean \"{nearest}\"?"));
        return null;
    }

    private static object? BindList(ConfigType type, Value value, string at, List<ConfigError> errors)
    {
        var items = Array.CreateInstance(type.Item!.Clr, value.Count);
        var complete = true;
        for (var i = 0; i < value.Count; i++)
        {
            if (BindValue(type.Item, value[i], $"{at}/{i}", errors) is { } item) items.SetValue(item, i);
            else complete = false;
        }

        if (!complete) return null;
        return type.Clr.IsInstanceOfType(items) ? items : Activator.CreateInstance(typeof(List<>).MakeGenericType(type.Item.Clr), items);
    }

    private static object? BindMap(ConfigType type, Value value, string at, List<ConfigError> errors)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), type.Item!.Clr))!;
        var complete = true;
        foreach (var field in value.Fields)
        {
            var key = field.Name.Text;
            if (BindValue(type.Item, field.Value, $"{at}/{Escape(key)}", errors) is { } item) map.Add(key, item);
            else complete = false;
        }

        return complete ? map : null;
    }

    private static void CheckRules(ConfigProperty property, object bound, object item, string at, List<ConfigError> errors)
    {
        foreach (var rule in property.Rules)
        {
            if (rule is RangeAttribute range)
            {
                if (!new ConfigRange(range).Contains(Convert.ToDouble(item)))
                    errors.Add(new(at, DefinitionErrorKind.OutOfRange, $"expected {new ConfigRange(range)} but found {item}"));
            }
            else if (rule is MinLengthAttribute least && item is ICollection items)
            {
                if (items.Count < least.Length) errors.Add(new(at, DefinitionErrorKind.OutOfRange, $"expected at least {least.Length} item(s) but found {items.Count}"));
            }
            else if (rule.GetValidationResult(item, new ValidationContext(bound) { MemberName = property.Property.Name, DisplayName = property.Key }) is { } result)
            {
                errors.Add(new(at, DefinitionErrorKind.InvalidConfig, result.ErrorMessage ?? $"{property.Key} is invalid"));
            }
        }
    }

    private static void CheckRules(IValidatableObject bound, ConfigShape shape, string at, List<ConfigError> errors)
    {
        foreach (var result in bound.Validate(new ValidationContext(bound)))
        {
            if (result is null) continue;
            var property = shape.Properties.FirstOrDefault(p => result.MemberNames.Contains(p.Property.Name));
            errors.Add(new(property is null ? at : $"{at}/{Escape(property.Key)}", DefinitionErrorKind.InvalidConfig, result.ErrorMessage ?? "the configuration is invalid"));
        }
    }

    private static object? Wrong(List<ConfigError> errors, string at, string expected, Value found, string? hint = null)
    {
        errors.Add(new(at, DefinitionErrorKind.WrongType, $"expected {expected} but found {Describe(found)}", hint ?? MeantBy(found)));
        return null;
    }

    /// <summary>The directive that a record is where its name lacks the <c>$</c> or has company (spec: troy B2); null for any other value.</summary>
    private static string? MeantBy(Value found)
    {
        foreach (var field in found.Fields)
        {
            var name = field.Name.Text.TrimStart('$');
            if (name is not ("env" or "arg" or "expr" or "str" or "secret" or "file")) continue;
            var text = field.Value.AsText() is null ? "NAME" : field.Value.AsText();
            if (found.Count == 1) return $"write {{\"${name}\": {Value.From(text!)}}}";
            return name == "env"
                ? $"write {{\"$env\": {{\"name\": {Value.From(text!)}, \"default\": ..}}}}"
                : $"\"${name}\" is to be the only key: {{\"${name}\": {Value.From(text!)}}}";
        }

        return null;
    }

    /// <summary>The type of a setting, in words for people.</summary>
    internal static string Describe(ConfigType type) => type.Kind switch
    {
        ConfigKind.Bool => "true or false",
        ConfigKind.Integer => type.Limits.Least == 0 ? "a non-negative integer" : "an integer",
        ConfigKind.Float => "a number",
        ConfigKind.Text => "a string",
        ConfigKind.Choice => $"one of {string.Join(", ", type.Choices!.Select(static c => $"\"{c.Name}\""))}",
        ConfigKind.List => "a list",
        ConfigKind.Map or ConfigKind.Record => "a record",
        _ => "a value",
    };

    /// <summary>A value as shown to people; long ones are cut.</summary>
    internal static string Describe(Value value)
    {
        const int longest = 60;
        var json = ValueExcerpt.Of(value, longest);
        return value.Kind switch
        {
            ValueKind.Null => "null",
            ValueKind.Bool => json,
            ValueKind.Integer => $"the integer {json}",
            ValueKind.Float => $"the float {(json.AsSpan().ContainsAny(".eE") ? json : json + ".0")}",
            ValueKind.String => $"the string {json}",
            ValueKind.Array => "a list",
            ValueKind.Record => "a record",
            _ => "binary data",
        };
    }

    private static string Escape(string key) => key.Replace("~", "~0").Replace("/", "~1");
}
