using System.Buffers;
using System.Numerics;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// Records whose keys are not in a shape may name one twice: the last value counts, in the place of the first.
/// </summary>
internal static unsafe class DuplicateKeys
{
    private const int MaxCompared = 12;

    /// <summary>Removes them from the slots of a record's values and keys.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Remove(byte* text, ulong* values, ulong* keys, ref int count)
    {
        if (count < 2) return false;
        return count <= MaxCompared ? RemoveByComparing(text, values, keys, ref count) : RemoveByHash(text, values, keys, ref count);
    }

    private static bool RemoveByComparing(byte* text, ulong* values, ulong* keys, ref int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var same = 0;
            while (same < kept && !AreSame(text, new Slot(keys[same]), new Slot(keys[i]))) same++;
            Keep(values, keys, i, same, ref kept);
        }

        return Shrink(ref count, kept);
    }

    private static bool RemoveByHash(byte* text, ulong* values, ulong* keys, ref int count)
    {
        // Open addressing; an entry is the place of a key plus one.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        var table = ArrayPool<int>.Shared.Rent(size);
        table.AsSpan(0, size).Clear();
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var key = new Slot(keys[i]);
            var at = HashOf(text, key) & (size - 1);
            while (table[at] != 0 && !AreSame(text, new Slot(keys[table[at] - 1]), key)) at = (at + 1) & (size - 1);
            var same = table[at] == 0 ? kept : table[at] - 1;
            table[at] = same + 1;
            Keep(values, keys, i, same, ref kept);
        }

        ArrayPool<int>.Shared.Return(table);
        return Shrink(ref count, kept);
    }

    private static void Keep(ulong* values, ulong* keys, int from, int to, ref int kept)
    {
        values[to] = values[from];
        if (to != kept) return;
        keys[to] = keys[from];
        kept++;
    }

    private static bool Shrink(ref int count, int kept)
    {
        var shrinks = kept != count;
        count = kept;
        return shrinks;
    }

    private static bool AreSame(byte* text, Slot left, Slot right)
    {
        var leftText = new ReadOnlySpan<byte>(text + left.Offset, left.Length);
        var rightText = new ReadOnlySpan<byte>(text + right.Offset, right.Length);
        if (!left.IsEscaped && !right.IsEscaped) return leftText.SequenceEqual(rightText);
        if (!right.IsEscaped) return JsonEscapes.SaysSame(leftText, rightText);
        if (!left.IsEscaped) return JsonEscapes.SaysSame(rightText, leftText);
        var rented = ArrayPool<byte>.Shared.Rent(rightText.Length);
        var same = JsonEscapes.SaysSame(leftText, rented.AsSpan(0, JsonEscapes.Unescape(rightText, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return same;
    }

    /// <summary>Seeded, so that nobody can choose keys that collide.</summary>
    private static int HashOf(byte* text, Slot key)
    {
        var content = new ReadOnlySpan<byte>(text + key.Offset, key.Length);
        if (!key.IsEscaped) return Values.FieldName.HashOf(content);
        var rented = ArrayPool<byte>.Shared.Rent(content.Length);
        var hash = Values.FieldName.HashOf(rented.AsSpan(0, JsonEscapes.Unescape(content, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }
}
