using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>tremor::chash</c> (spec: stdlib 5.1): consistent hashing.</summary>
internal static class ChashModule
{
    // The letters of "tremor" at both ends of 128 bits.
    private const ulong Key1 = 0x7472_656d_6f72_0000;
    private const ulong Key2 = 0x0000_7472_656d_6f72;

    [Function("chash::jump")]
    [Example("chash::jump(\"basket-17\", 9)", "8")]
    [Example("chash::jump(\"basket-18\", 9)", "1")]
    public static CallResult Jump(ReadOnlySpan<byte> key, ulong slots) => Jump(Key1, Key2, key, slots, 2);

    [Function("chash::jump_with_keys")]
    [Example("chash::jump_with_keys(8, 2, \"basket-17\", 9)", "1")]
    public static CallResult JumpWithKeys(ulong key1, ulong key2, ReadOnlySpan<byte> key, ulong slots) => Jump(key1, key2, key, slots, 4);

    /// <param name="argument">The number of the argument that <paramref name="slots"/> is.</param>
    private static CallResult Jump(ulong key1, ulong key2, ReadOnlySpan<byte> key, ulong slots, int argument)
    {
        if (slots > uint.MaxValue) return CallResult.BadArgument(argument, $"an integer from 1 to {uint.MaxValue}");
        if (slots == 0) return CallResult.Fail("there is no slot to choose from");
        var hash = SipHash13.Hash(key1, key2, [.. key, 0xFF]);
        var (slot, next) = (-1L, 0L);
        while (next < (long)slots)
        {
            slot = next;
            hash = (hash * 2862933555777941757) + 1;
            next = (long)((slot + 1) * ((1L << 31) / (double)((hash >> 33) + 1)));
        }

        return Value.From(slot);
    }

    [Function("chash::sorted_serialize")]
    [Example("chash::sorted_serialize({\"b\": [1, 2.0, null], \"a\": {\"z\": true, \"y\": <<1, 2>>}})", "\"{\\\"a\\\":{\\\"y\\\":\\\"AQI=\\\",\\\"z\\\":true},\\\"b\\\":[1,2.0,null]}\"")]
    public static CallResult SortedSerialize(Value value)
    {
        var text = new TextBuilder();
        try
        {
            JsonText.Write(value, text, JsonStyle.Sorted);
        }
        catch (InsufficientExecutionStackException)
        {
            return CallResult.Fail("the value is nested too deep");
        }

        return text.ToValue();
    }
}
