using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Values as a script makes them, equal to parsed ones: nothing of them lies in a text that could be copied.</summary>
internal static class BuiltValue
{
    private static readonly Dictionary<string, FieldName> s_names = [];

    public static Value Of(Value value) => value.Kind switch
    {
        ValueKind.String => Value.From(value.AsText()!),
        ValueKind.Array => Value.FromArray(ItemsOf(value)),
        ValueKind.Record => RecordOf(value),
        _ => value,
    };

    private static Value[] ItemsOf(Value array)
    {
        var items = new List<Value>(array.Count);
        foreach (var item in array.Items) items.Add(Of(item));
        return [.. items];
    }

    private static Value RecordOf(Value record)
    {
        var names = new List<FieldName>(record.Count);
        var values = new List<Value>(record.Count);
        foreach (var field in record.Fields)
        {
            if (!s_names.TryGetValue(field.Name.Text, out var name)) s_names.Add(field.Name.Text, name = field.Name);
            names.Add(name);
            values.Add(Of(field.Value));
        }

        return Value.FromFields([.. names], [.. values]);
    }
}
