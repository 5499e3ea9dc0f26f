using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::binary</c> (spec: stdlib 2.3).</summary>
internal static class BinaryModule
{
    [Function("binary::len")]
    [Example("binary::len(<<1, 2>>)", "2")]
    public static long Len([Is(Kinds.Binary)] Value binary) => binary.Bytes.Length;

    [Function("binary::from_bytes")]
    [Example("binary::from_bytes([1, 255])", "<<1, 255>>")]
    public static CallResult FromBytes([Is(Kinds.Array)] Value array)
    {
        var bytes = new byte[array.Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!array[i].TryGetInt64(out var number) || number is < 0 or > 255)
                return CallResult.Fail($"element {i}, {Quotation.Of(array[i])}, is no integer from 0 to 255");
            bytes[i] = (byte)number;
        }

        return Value.FromBytes(bytes);
    }

    [Function("binary::into_bytes")]
    [Example("binary::into_bytes(<<1, 255>>)", "[1, 255]")]
    public static CallResult IntoBytes(Value binary)
    {
        if (binary.Kind != ValueKind.Binary) return CallResult.Fail($"{Quotation.Of(binary)} is no binary");
        var bytes = binary.Bytes;
        var items = new Value[bytes.Length];
        for (var i = 0; i < items.Length; i++) items[i] = Value.From((long)bytes[i]);
        return Value.FromArray(items);
    }
}
