using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::record</c> (spec: stdlib 2.11). Order is that of the record.</summary>
internal static class RecordModule
{
    [Function("record::len")]
    [Example("record::len({\"a\": 1})", "1")]
    public static long Len([Is(Kinds.Record)] Value record) => record.Count;

    [Function("record::is_empty")]
    [Example("record::is_empty({})", "true")]
    public static bool IsEmpty([Is(Kinds.Record)] Value record) => record.Count == 0;

    [Function("record::contains", Warning = "`record::contains` goes through a call; `present rec[key]` tells the same with less")]
    [Example("record::contains({\"a\": null}, \"a\")", "true")]
    public static bool Contains([Is(Kinds.Record)] Value record, ReadOnlySpan<byte> key) => record.TryGetField(key, out _);

    [Function("record::keys")]
    [Example("record::keys({\"b\": 1, \"a\": 2})", "[\"b\", \"a\"]")]
    public static Value Keys([Is(Kinds.Record)] Value record)
    {
        var keys = new Value[record.Count];
        var at = 0;
        foreach (var field in record.Fields) keys[at++] = Value.FromUtf8(field.Name.Utf8);
        return Value.FromArray(keys);
    }

    [Function("record::values")]
    [Example("record::values({\"b\": 1, \"a\": 2})", "[1, 2]")]
    public static Value Values([Is(Kinds.Record)] Value record)
    {
        var values = new Value[record.Count];
        var at = 0;
        foreach (var field in record.Fields) values[at++] = field.Value;
        return Value.FromArray(values);
    }

    [Function("record::to_array")]
    [Example("record::to_array({\"b\": 1, \"a\": 2})", "[[\"b\", 1], [\"a\", 2]]")]
    public static Value ToArray([Is(Kinds.Record)] Value record)
    {
        var pairs = new Value[record.Count];
        var at = 0;
        foreach (var field in record.Fields) pairs[at++] = Value.FromArray([Value.FromUtf8(field.Name.Utf8), field.Value]);
        return Value.FromArray(pairs);
    }

    // Of a key that comes again the last value and the first position count.
    [Function("record::from_array")]
    [Example("record::from_array([[\"x\", 1], [\"y\", 2], [\"x\", 3]])", "{\"x\": 3, \"y\": 2}")]
    public static CallResult FromArray([Is(Kinds.Array)] Value pairs)
    {
        var record = new RecordBuilder(pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
        {
            var pair = pairs[i];
            if (!pair.IsArray || pair.Count != 2) return CallResult.Fail($"element {i} is no array of two elements");
            if (!pair[0].IsString) return CallResult.Fail($"the first of element {i} is no string");
            record.Set(new FieldName(pair[0].Utf8.ToArray()), pair[1]);
        }

        return record.Build();
    }

    [Function("record::extract")]
    [Example("record::extract({\"a\": 1, \"b\": 2, \"c\": 3}, [\"c\", \"a\", \"x\", 1])", "{\"a\": 1, \"c\": 3}")]
    public static Value Extract([Is(Kinds.Record)] Value record, [Is(Kinds.Array)] Value keys)
    {
        var extracted = new RecordBuilder(keys.Count);
        foreach (var field in record.Fields)
        {
            foreach (var key in keys.Items)
            {
                if (!key.IsString || !key.Utf8.SequenceEqual(field.NameUtf8)) continue;
                extracted.Set(field.Name, field.Value);
                break;
            }
        }

        return extracted.Build();
    }

    [Function("record::combine", Warning = "`record::combine` goes through a call; `merge a of b end` does the same with less")]
    [Example("record::combine({\"a\": 1, \"b\": 1}, {\"b\": null, \"c\": 3})", "{\"a\": 1, \"b\": null, \"c\": 3}")]
    public static Value Combine([Is(Kinds.Record)] Value left, [Is(Kinds.Record)] Value right)
    {
        var combined = RecordBuilder.From(left);
        foreach (var field in right.Fields) combined.Set(field.Name, field.Value);
        return combined.Build();
    }

    [Function("record::rename")]
    [Example("record::rename({\"a\": 1, \"b\": 2, \"c\": 3}, {\"a\": \"c\", \"b\": 7})", "{\"c\": 3, \"b\": 2}")]
    public static Value Rename([Is(Kinds.Record)] Value record, [Is(Kinds.Record)] Value names)
    {
        var renamed = new RecordBuilder(record.Count);
        foreach (var field in record.Fields)
        {
            var isRenamed = names.TryGetField(field.NameUtf8, out var name) && name.IsString;
            renamed.Set(isRenamed ? new FieldName(name.Utf8.ToArray()) : field.Name, field.Value);
        }

        return renamed.Build();
    }
}
