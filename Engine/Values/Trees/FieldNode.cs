namespace Tremor.Dataflow.Engine.Values.Trees;

/// <summary>
/// The fields of a <see cref="TreeRecord"/> by their positions: a leaf holds 16 of them, a branch 16 nodes, all of one height. Immutable but for what is known
/// of it, which a changed tree keeps for all that it shares.
/// </summary>
internal sealed class FieldNode
{
    public const int Mask = Width - 1;
    private const int Bits = 4;
    private const int Width = 1 << Bits;

    private readonly FieldNode?[] _children; // of a branch; empty for a leaf
    private ContainerFacts _facts;

    private FieldNode(FieldName?[] names, Value[] values)
    {
        Names = names;
        Values = values;
        _children = [];
    }

    private FieldNode(FieldNode?[] children)
    {
        Names = [];
        Values = [];
        _children = children;
    }

    /// <summary>Of a leaf; null where there is no field, or no more.</summary>
    public FieldName?[] Names { get; }

    /// <summary>Of a leaf, null where there is no field.</summary>
    public Value[] Values { get; }

    /// <summary>Of a branch; null behind the last one.</summary>
    public ReadOnlySpan<FieldNode?> Children => _children;

    /// <summary>What is known of a record of these fields.</summary>
    public ref ContainerFacts Facts => ref _facts;

    private bool IsLeaf => _children.Length == 0;

    /// <summary>Whether positions below <paramref name="extent"/> fill a tree.</summary>
    public static bool IsFull(int height, int extent) => extent == 1L << (Bits * (height + 1));

    /// <param name="height">The height of its branches above the leaves.</param>
    public static FieldNode Of(ReadOnlySpan<FieldName> names, ReadOnlySpan<Value> values, out int height)
    {
        var nodes = new FieldNode[Math.Max((names.Length + Mask) >> Bits, 1)];
        for (var i = 0; i < nodes.Length; i++)
        {
            var count = Math.Min(Width, names.Length - (i << Bits));
            var leaf = new FieldNode(new FieldName[Width], new Value[Width]);
            names.Slice(i << Bits, count).CopyTo(leaf.Names!);
            values.Slice(i << Bits, count).CopyTo(leaf.Values);
            nodes[i] = leaf;
        }

        for (height = 0; nodes.Length > 1; height++)
        {
            var branches = new FieldNode[(nodes.Length + Mask) >> Bits];
            for (var i = 0; i < branches.Length; i++)
            {
                var children = new FieldNode?[Width];
                nodes.AsSpan(i << Bits, Math.Min(Width, nodes.Length - (i << Bits))).CopyTo(children!);
                branches[i] = new(children);
            }

            nodes = branches;
        }

        return nodes[0];
    }

    public FieldNode LeafAt(int height, int position)
    {
        var node = this;
        for (; height > 0; height--) node = node._children[(position >> (Bits * height)) & Mask]!;
        return node;
    }

    /// <summary>A branch above this full tree, with room for as many trees more.</summary>
    public FieldNode Raised()
    {
        var children = new FieldNode?[Width];
        children[0] = this;
        return new(children);
    }

    /// <summary>These fields with another one at a position, up to the first that is free; without one there where <paramref name="name"/> is null.</summary>
    public FieldNode With(int height, int position, FieldName? name, Value value)
    {
        var at = (position >> (Bits * height)) & Mask;
        if (height == 0)
        {
            var values = (Value[])Values.Clone();
            values[at] = value;
            if (ReferenceEquals(Names[at], name)) return new(Names, values);
            var names = (FieldName?[])Names.Clone();
            names[at] = name;
            return new(names, values);
        }

        var children = (FieldNode?[])_children.Clone();
        children[at] = (children[at] ?? Empty(height - 1)).With(height - 1, position, name, value);
        return new(children);
    }

    /// <summary>These fields where they hold no pooled memory, else copies that do not.</summary>
    public FieldNode Detach()
    {
        if (_facts.IsDetached) return this;
        var node = IsLeaf ? DetachValues() : DetachChildren();
        node._facts.SetDetached();
        return node;
    }

    private static FieldNode Empty(int height) => height == 0 ? new(new FieldName[Width], new Value[Width]) : new(new FieldNode?[Width]);

    private FieldNode DetachValues() => Value.DetachAll(Values, Width) is { } detached ? new(Names, detached) : this;

    private FieldNode DetachChildren()
    {
        FieldNode?[]? all = null;
        for (var i = 0; i < Width && _children[i] is { } child; i++)
        {
            var detached = child.Detach();
            if (ReferenceEquals(detached, child)) continue;
            all ??= (FieldNode?[])_children.Clone();
            all[i] = detached;
        }

        return all is null ? this : new(all);
    }
}
