using System.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>How the codecs of plain text and bytes write what is neither (spec: stdlib 1.6, "encode").</summary>
internal static class PlainText
{
    /// <summary>Compact JSON in record order; bytes become an array of numbers.</summary>
    public static void WriteJson(Value value, IBufferWriter<byte> output) => JsonText.Write(BytesAsNumbers(value), output);

    /// <summary>The value itself, when no bytes are in it.</summary>
    private static Value BytesAsNumbers(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Binary:
                var numbers = new Value[value.Bytes.Length];
                for (var i = 0; i < numbers.Length; i++) numbers[i] = Value.From((long)value.Bytes[i]);
                return Value.FromArray(numbers);
            case ValueKind.Array when HoldsBytes(value):
                var items = new Value[value.Count];
                for (var i = 0; i < items.Length; i++) items[i] = BytesAsNumbers(value[i]);
                return Value.FromArray(items);
            case ValueKind.Record when HoldsBytes(value):
                var record = new RecordBuilder(value.Count);
                foreach (var field in value.Fields) record.Set(field.Name, BytesAsNumbers(field.Value));
                return record.Build();
            default:
                return value;
        }
    }

    private static bool HoldsBytes(Value value)
    {
        if (value.Kind == ValueKind.Binary) return true;
        foreach (var item in value.Items)
            if (HoldsBytes(item)) return true;
        foreach (var field in value.Fields)
            if (HoldsBytes(field.Value)) return true;
        return false;
    }
}
