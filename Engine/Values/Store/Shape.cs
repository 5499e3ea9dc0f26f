namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>
/// A sequence of keys that records of a stream came with, all different and without escapes. Records with the same keys in the
/// same order at the same place share one, so that a field is found by its index. A node of a prefix tree; the parser walks over its
/// other half, <see cref="ShapeNode"/>.
/// </summary>
/// <remarks>One parser makes them; any thread reads them.</remarks>
internal sealed class Shape(ShapeTable table, Shape? parent, byte[] key)
{
    /// <summary>From here on names are looked up by hash.</summary>
    private const int MinHashed = 12;

    private FieldName[]? _names;
    private Dictionary<FieldName, int>? _index;

    /// <summary>How many keys it stands for.</summary>
    public int Count { get; } = parent is null ? 0 : parent.Count + 1;

    /// <summary>The keys in order.</summary>
    public FieldName[] Names => _names ?? MakeNames();

    /// <summary>Whether a record may not have the key once more.</summary>
    public bool Has(ReadOnlySpan<byte> name)
    {
        for (var shape = this; shape.Parent is not null; shape = shape.Parent)
            if (shape.Key.AsSpan().SequenceEqual(name)) return true;
        return false;
    }

    public int IndexOf(ReadOnlySpan<byte> name)
    {
        var names = Names;
        for (var i = 0; i < names.Length; i++)
            if (name.SequenceEqual(names[i].Utf8)) return i;
        return -1;
    }

    public int IndexOf(FieldName name)
    {
        var names = Names;
        if (names.Length < MinHashed) return IndexOf(name.Utf8);
        if (_index is null)
        {
            var index = new Dictionary<FieldName, int>(names.Length);
            for (var i = 0; i < names.Length; i++) index.Add(names[i], i);
            _index = index;
        }

        return _index.TryGetValue(name, out var at) ? at : -1;
    }

    private Shape? Parent => parent;

    private byte[] Key => key;

    private FieldName[] MakeNames()
    {
        var names = new FieldName[Count];
        for (var shape = this; shape.Parent is not null; shape = shape.Parent) names[shape.Count - 1] = table.NameOf(shape.Key);
        Volatile.Write(ref _names, names);
        return names;
    }
}
