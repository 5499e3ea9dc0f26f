using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::range</c> (spec: stdlib 2.9).</summary>
internal static class RangeModule
{
    private const ulong MaxCount = 1 << 26;

    private const string Signed = "an integer from -2^63 to 2^63-1, since the other one is negative,";

    [Function("range::range")]
    [Example("range::range(1, 4)", "[1, 2, 3]")]
    [Example("range::range(4, 1)", "[]")]
    public static CallResult Range([Is(Kinds.Integer)] Value start, [Is(Kinds.Integer)] Value end)
    {
        if (start.TryGetUInt64(out var u) && end.TryGetUInt64(out var v)) return u >= v ? Value.EmptyArray : From(u, v - u, static n => Value.From(n));
        if (!start.TryGetInt64(out var i)) return CallResult.BadArgument(1, Signed);
        if (!end.TryGetInt64(out var j)) return CallResult.BadArgument(2, Signed);
        return i >= j ? Value.EmptyArray : From((ulong)i, (ulong)j - (ulong)i, static n => Value.From((long)n));
    }

    private static CallResult From(ulong start, ulong count, Func<ulong, Value> number)
    {
        if (count > MaxCount) return CallResult.Fail($"the range has {count} integers, more than {MaxCount}");
        var items = new Value[count];
        for (var i = 0UL; i < count; i++) items[i] = number(start + i);
        return Value.FromArray(items);
    }
}
