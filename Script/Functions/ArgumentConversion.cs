using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>From a script's value to the type of a parameter; false for a value of another type.</summary>
internal static class ArgumentConversion
{
    public static bool TryGet(Value argument, out long value) => argument.TryGetInt64(out value);

    public static bool TryGet(Value argument, out ulong value) => argument.TryGetUInt64(out value);

    public static bool TryGet(Value argument, out double value) => argument.TryGetDouble(out value);

    public static bool TryGet(Value argument, out bool value) => argument.TryGetBool(out value);

    public static bool TryGet(Value argument, out ReadOnlySpan<byte> value)
    {
        value = argument.Utf8;
        return argument.IsString;
    }
}
