using System.Text.Json.Nodes;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>
/// The JSON Schema of a component's configuration, read off its record: descriptions from the doc comments, defaults from an instance.
/// Wherever a value stands, a directive may stand for it.
/// </summary>
internal static class ConfigSchema
{
    public static JsonObject Of(ConfigShape shape) => Record(shape, []);

    /// <summary>A directive, or a value that matches <paramref name="schema"/>.</summary>
    public static JsonObject OrDirective(JsonObject schema, string? description = null)
    {
        var either = new JsonObject();
        if (description is not null) either["description"] = description;
        if (schema["default"] is { } value)
        {
            schema.Remove("default");
            either["default"] = value;
        }

        either["if"] = Reference("IsDirective");
        either["then"] = Reference("Directive");
        either["else"] = schema;
        return either;
    }

    public static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };

    private static JsonObject Record(ConfigShape shape, HashSet<Type> open)
    {
        if (!open.Add(shape.Type)) return new() { ["type"] = "object" };
        var defaults = shape.CreateDefault();
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in shape.Properties)
        {
            properties[property.Key] = Property(property, defaults, open);
            if (property.IsRequired) required.Add(property.Key);
        }

        open.Remove(shape.Type);
        var record = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) record["required"] = required;
        return record;
    }

    private static JsonObject Property(ConfigProperty property, object defaults, HashSet<Type> open)
    {
        var schema = Schema(property.Type, open);
        if (property.Rules.OfType<System.ComponentModel.DataAnnotations.RangeAttribute>().FirstOrDefault() is { } attribute)
        {
            var range = new ConfigRange(attribute);
            schema.Remove("minimum");
            schema[range.LeastExcluded ? "exclusiveMinimum" : "minimum"] = Number(range.Least);
            if (range.Greatest is { } greatest) schema[range.GreatestExcluded ? "exclusiveMaximum" : "maximum"] = Number(greatest);
        }

        if (property.AllowsNull && schema["type"] is { } type) schema["type"] = new JsonArray(type.DeepClone(), "null");
        if (property.AllowsNull && schema["enum"] is JsonArray choices) choices.Add((JsonNode?)null);
        if (!property.IsRequired && ToJson(property.Property.GetValue(defaults)) is { } value) schema["default"] = value;
        return OrDirective(schema, DocumentationReader.Summary(property.Property));
    }

    private static JsonObject Schema(ConfigType type, HashSet<Type> open)
    {
        switch (type.Kind)
        {
            case ConfigKind.Bool:
                return new() { ["type"] = "boolean" };
            case ConfigKind.Text:
                return new() { ["type"] = "string" };
            case ConfigKind.Float:
                return new() { ["type"] = "number" };
            case ConfigKind.Integer:
                var integer = new JsonObject { ["type"] = "integer" };
                if (type.Limits.Least == 0) integer["minimum"] = 0;
                return integer;
            case ConfigKind.Choice:
                return new() { ["enum"] = new JsonArray([.. type.Choices!.Select(static c => (JsonNode)c.Name)]) };
            case ConfigKind.List:
                return new() { ["type"] = "array", ["items"] = OrDirective(Schema(type.Item!, open)) };
            case ConfigKind.Map:
                return new() { ["type"] = "object", ["additionalProperties"] = OrDirective(Schema(type.Item!, open)) };
            case ConfigKind.Record:
                return Record(type.Shape!, open);
            default:
                return [];
        }
    }

    /// <summary>A default as JSON; null for "none", and for what has no short form.</summary>
    internal static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        string text => text,
        Value any => any.IsNull ? null : JsonNode.Parse(JsonText.ToString(any)),
        Enum choice => ConfigShape.NameOf(choice.GetType(), choice.ToString()),
        double number => Number(number),
        float number => Number(number),
        ulong number => number,
        IConvertible number => Convert.ToInt64(number),
        System.Collections.ICollection { Count: 0 } and not System.Collections.IDictionary => new JsonArray(),
        System.Collections.ICollection { Count: 0 } => new JsonObject(),
        _ => null,
    };

    private static JsonNode Number(double number) => number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? (long)number : number;
}
