using System.Numerics;

namespace Tremor.Dataflow.Engine.Values.Trees;

/// <summary>
/// Finds the position of a name in a <see cref="TreeRecord"/>: a tree over the bits of the hashes, five a level from the highest down. A node holds the
/// entries that are alone with their bits and a child for those that are not; below the last level all lie beside each other. Immutable.
/// </summary>
internal sealed class NamePositions
{
    private const int Bits = 5;
    private const int Top = 32 - Bits;

    private static readonly NamePositions s_empty = new(0, [], 0, []);

    private readonly uint _entryBits; // which of the 32 places have an entry, and which a child
    private readonly uint _childBits;
    private readonly ulong[] _entries;
    private readonly NamePositions[] _children;

    private NamePositions(uint entryBits, ulong[] entries, uint childBits, NamePositions[] children)
    {
        _entryBits = entryBits;
        _entries = entries;
        _childBits = childBits;
        _children = children;
    }

    /// <summary>A name's hash and its position, in one word.</summary>
    public static ulong Entry(int hash, int position) => ((ulong)(uint)hash << 32) | (uint)position;

    /// <param name="entries">They are put in order.</param>
    public static NamePositions Of(Span<ulong> entries)
    {
        entries.Sort();
        return Of(entries, Top);
    }

    /// <summary>The position of a name; -1 where it is not there.</summary>
    public int Find(int hash, ReadOnlySpan<byte> name, TreeRecord record)
    {
        var node = this;
        for (var shift = Top; shift >= 0; shift -= Bits)
        {
            var bit = BitOf(Entry(hash, 0), shift);
            if ((node._childBits & bit) != 0)
            {
                node = node._children[Before(node._childBits, bit)];
                continue;
            }

            if ((node._entryBits & bit) == 0) return -1;
            var entry = node._entries[Before(node._entryBits, bit)];
            return Is(entry, hash, name, record) ? (int)entry : -1;
        }

        foreach (var entry in node._entries)
            if (Is(entry, hash, name, record)) return (int)entry;
        return -1;
    }

    /// <summary>With an entry that is not there.</summary>
    public NamePositions With(ulong entry) => With(entry, Top);

    /// <summary>Without an entry that is there.</summary>
    public NamePositions Without(ulong entry) => Without(entry, Top);

    private static NamePositions Of(ReadOnlySpan<ulong> entries, int shift)
    {
        if (shift < 0) return new(0, entries.ToArray(), 0, []);
        var (alone, children) = (new List<ulong>(), new List<NamePositions>());
        var (entryBits, childBits) = (0u, 0u);
        while (!entries.IsEmpty)
        {
            var bit = BitOf(entries[0], shift);
            var count = 1;
            while (count < entries.Length && BitOf(entries[count], shift) == bit) count++;
            if (count == 1)
            {
                entryBits |= bit;
                alone.Add(entries[0]);
            }
            else
            {
                childBits |= bit;
                children.Add(Of(entries[..count], shift - Bits));
            }

            entries = entries[count..];
        }

        return new(entryBits, [.. alone], childBits, [.. children]);
    }

    private static bool Is(ulong entry, int hash, ReadOnlySpan<byte> name, TreeRecord record) =>
        (int)(entry >> 32) == hash && record.NameAt((int)entry) is { } found && name.SequenceEqual(found.Utf8);

    private static uint BitOf(ulong entry, int shift) => 1u << (int)((entry >> (32 + shift)) & 31);

    private static int Before(uint bits, uint bit) => BitOperations.PopCount(bits & (bit - 1));

    private static T[] Inserted<T>(T[] items, int at, T item) => [.. items.AsSpan(0, at), item, .. items.AsSpan(at)];

    private static T[] Removed<T>(T[] items, int at) => [.. items.AsSpan(0, at), .. items.AsSpan(at + 1)];

    private static T[] Replaced<T>(T[] items, int at, T item)
    {
        var replaced = (T[])items.Clone();
        replaced[at] = item;
        return replaced;
    }

    private NamePositions With(ulong entry, int shift)
    {
        if (shift < 0) return new(0, [.. _entries, entry], 0, []);
        var bit = BitOf(entry, shift);
        var (entryAt, childAt) = (Before(_entryBits, bit), Before(_childBits, bit));
        if ((_childBits & bit) != 0)
            return new(_entryBits, _entries, _childBits, Replaced(_children, childAt, _children[childAt].With(entry, shift - Bits)));
        if ((_entryBits & bit) == 0) return new(_entryBits | bit, Inserted(_entries, entryAt, entry), _childBits, _children);
        var child = s_empty.With(_entries[entryAt], shift - Bits).With(entry, shift - Bits);
        return new(_entryBits & ~bit, Removed(_entries, entryAt), _childBits | bit, Inserted(_children, childAt, child));
    }

    private NamePositions Without(ulong entry, int shift)
    {
        if (shift < 0) return new(0, Removed(_entries, System.Array.IndexOf(_entries, entry)), 0, []);
        var bit = BitOf(entry, shift);
        if ((_entryBits & bit) != 0) return new(_entryBits & ~bit, Removed(_entries, Before(_entryBits, bit)), _childBits, _children);
        var at = Before(_childBits, bit);
        var child = _children[at].Without(entry, shift - Bits);
        return child._entries.Length + child._children.Length > 0
            ? new(_entryBits, _entries, _childBits, Replaced(_children, at, child))
            : new(_entryBits, _entries, _childBits & ~bit, Removed(_children, at));
    }
}
