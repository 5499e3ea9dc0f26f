using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::array</c> (spec: stdlib 2.1).</summary>
internal static class ArrayModule
{
    /// <summary>How many elements of all levels <c>array::flatten</c> comes by before it fails.</summary>
    private const int MaxFlat = 16 << 20;

    [Function("array::len")]
    [Example("array::len([1, 2])", "2")]
    public static long Len([Is(Kinds.Array)] Value array) => array.Count;

    [Function("array::is_empty")]
    [Example("array::is_empty([])", "true")]
    public static bool IsEmpty([Is(Kinds.Array)] Value array) => array.Count == 0;

    [Function("array::contains")]
    [Example("array::contains([1, 2], 2)", "true")]
    [Example("array::contains([1], 1.0)", "false")]
    public static bool Contains([Is(Kinds.Array)] Value array, Value sought)
    {
        for (var i = 0; i < array.Count; i++)
            if (ValueEquality.AreStructurallyEqual(array[i], sought)) return true;
        return false;
    }

    [Function("array::push", Warning = "`array::push` copies the array through a call; `a + [x]` does the same with less")]
    [Example("array::push([1], [2])", "[1, [2]]")]
    public static Value Push([Is(Kinds.Array)] Value array, Value item)
    {
        var items = new Value[array.Count + 1];
        CopyTo(array, items);
        items[^1] = item;
        return Value.FromArray(items, array);
    }

    [Function("array::zip")]
    [Example("array::zip([1, 2], [\"a\", \"b\"])", "[[1, \"a\"], [2, \"b\"]]")]
    public static CallResult Zip([Is(Kinds.Array)] Value left, [Is(Kinds.Array)] Value right)
    {
        if (left.Count != right.Count) return CallResult.Fail($"the arrays differ in length: {left.Count} and {right.Count}");
        var pairs = new Value[left.Count];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = Value.FromArray([left[i], right[i]]);
        return Value.FromArray(pairs);
    }

    [Function("array::unzip")]
    [Example("array::unzip([[1, \"a\"], [2, \"b\"]])", "[[1, 2], [\"a\", \"b\"]]")]
    [Example("array::unzip([])", "[[], []]")]
    public static CallResult Unzip([Is(Kinds.Array)] Value pairs)
    {
        var firsts = new Value[pairs.Count];
        var seconds = new Value[pairs.Count];
        for (var i = 0; i < firsts.Length; i++)
        {
            var pair = pairs[i];
            if (!pair.IsArray || pair.Count != 2) return CallResult.Fail($"element {i} is no array of two elements");
            firsts[i] = pair[0];
            seconds[i] = pair[1];
        }

        return Value.FromArray([Value.FromArray(firsts), Value.FromArray(seconds)]);
    }

    [Function("array::flatten")]
    [Example("array::flatten([1, [], [[2], {\"a\": [3]}]])", "[1, 2, {\"a\": [3]}]")]
    [Example("array::flatten(7)", "[7]")]
    public static CallResult Flatten(Value value)
    {
        var flat = new List<Value>();
        var seen = 0;
        var open = new Stack<(Value Array, int Next)>();
        open.Push((Value.FromArray([value]), 0));
        while (open.TryPop(out var level))
        {
            if (level.Next == level.Array.Count) continue;
            open.Push((level.Array, level.Next + 1));
            var item = level.Array[level.Next];
            if (item.IsArray) open.Push((item, 0));
            else flat.Add(item);
            if (++seen > MaxFlat) return CallResult.Fail($"the arrays have more than {MaxFlat} elements together");
        }

        return CallResult.From(Value.FromArray([.. flat]));
    }

    [Function("array::coalesce")]
    [Example("array::coalesce([1, null, [null]])", "[1, [null]]")]
    public static Value Coalesce([Is(Kinds.Array)] Value array)
    {
        var kept = new List<Value>(array.Count);
        foreach (var item in array.Items)
            if (!item.IsNull) kept.Add(item);
        return kept.Count == array.Count ? array : Value.FromArray([.. kept]);
    }

    [Function("array::join")]
    [Example("array::join([1, \"x\", null, 2.0], \"-\")", "\"1-x-null-2\"")]
    public static Value Join([Is(Kinds.Array)] Value array, ReadOnlySpan<byte> separator)
    {
        var text = new TextBuilder();
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0) text.Append(separator);
            Display.Write(array[i], text);
        }

        return text.ToValue();
    }

    [Function("array::concatenate", Warning = "`array::concatenate` goes through a call; `a + b` does the same with less")]
    [Example("array::concatenate([1], [1, 2])", "[1, 1, 2]")]
    public static Value Concatenate([Is(Kinds.Array)] Value left, [Is(Kinds.Array)] Value right)
    {
        var items = new Value[left.Count + right.Count];
        CopyTo(left, items);
        CopyTo(right, items.AsSpan(left.Count));
        return Value.FromArray(items, left);
    }

    [Function("array::sort")]
    [Example("array::sort([3, 1, 2])", "[1, 2, 3]")]
    [Example("array::sort([null, true, 2, \"b\", \"a\", [1], {\"k\": 1}, 1.5])", "[{\"k\": 1}, [1], \"a\", \"b\", 1.5, 2, true, null]")]
    [Example("array::sort([1.5, 1])", "[1.5, 1]")]
    public static Value Sort([Is(Kinds.Array)] Value array)
    {
        var items = new Value[array.Count];
        CopyTo(array, items);
        SortStably(items);
        return Value.FromArray(items);
    }

    [Function("array::reverse")]
    [Example("array::reverse([1, 2, 3])", "[3, 2, 1]")]
    public static Value Reverse([Is(Kinds.Array)] Value array)
    {
        var items = new Value[array.Count];
        CopyTo(array, items);
        items.AsSpan().Reverse();
        return Value.FromArray(items);
    }

    private static void CopyTo(Value array, Span<Value> items)
    {
        for (var i = 0; i < array.Count; i++) items[i] = array[i];
    }

    /// <summary>A merge sort: with an integer equal to several floats the order is not transitive, which must not upset the sort.</summary>
    private static void SortStably(Value[] items)
    {
        var from = items;
        var to = new Value[items.Length];
        for (var width = 1; width < items.Length; width *= 2)
        {
            for (var start = 0; start < items.Length; start += 2 * width)
            {
                var (left, middle) = (start, Math.Min(start + width, items.Length));
                var (right, end) = (middle, Math.Min(start + (2 * width), items.Length));
                for (var at = start; at < end; at++)
                    to[at] = left < middle && (right >= end || ValueOrder.CompareTotal(from[left], from[right]) <= 0) ? from[left++] : from[right++];
            }

            (from, to) = (to, from);
        }

        if (!ReferenceEquals(from, items)) from.CopyTo(items, 0);
    }
}
