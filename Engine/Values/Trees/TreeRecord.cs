namespace Tremor.Dataflow.Engine.Values.Trees;

/// <summary>
/// A record of many fields that is changed again and again, as the state of a script is: fields in insertion order, names unique. Immutable. A changed one
/// shares all but a few nodes with the one that it came from, so that a change of one among a million fields costs a kilobyte, and whoever holds the old one
/// keeps it.
/// </summary>
internal sealed class TreeRecord
{
    /// <summary>Positions of removed fields that are borne whatever the number of the others; with more of them than fields all are numbered anew.</summary>
    private const int BorneHoles = 64;

    private readonly int _height; // of the branches above the leaves
    private readonly NamePositions _positions;

    private TreeRecord(FieldNode fields, int height, NamePositions positions, int extent, int count)
    {
        Fields = fields;
        _height = height;
        _positions = positions;
        Extent = extent;
        Count = count;
    }

    public int Count { get; }

    /// <summary>The positions that fields have, or had: 0 up to this.</summary>
    public int Extent { get; }

    /// <summary>The root of the fields by their positions. What is known of it is known of the record.</summary>
    public FieldNode Fields { get; }

    /// <param name="names">All different; copied, as are the values.</param>
    public static TreeRecord Of(ReadOnlySpan<FieldName> names, ReadOnlySpan<Value> values)
    {
        var positions = new ulong[names.Length];
        for (var i = 0; i < names.Length; i++) positions[i] = NamePositions.Entry(names[i].Hash, i);
        return new(FieldNode.Of(names, values, out var height), height, NamePositions.Of(positions), names.Length, names.Length);
    }

    /// <summary>The position of a field; -1 where there is none of that name.</summary>
    public int IndexOf(ReadOnlySpan<byte> name) => _positions.Find(FieldName.HashOf(name), name, this);

    /// <summary>As above; <paramref name="hint"/> is where the name was the last time.</summary>
    public int IndexOf(FieldName name, int hint)
    {
        if ((uint)hint < (uint)Extent && name.Equals(NameAt(hint))) return hint;
        return _positions.Find(name.Hash, name.Utf8, this);
    }

    /// <summary>The name at a position; null where a field was removed.</summary>
    public FieldName? NameAt(int position) => Fields.LeafAt(_height, position).Names[position & FieldNode.Mask];

    public Value ValueAt(int position) => Fields.LeafAt(_height, position).Values[position & FieldNode.Mask];

    /// <summary>This record with the field set: replaced in its position, or appended.</summary>
    public TreeRecord With(FieldName name, Value value)
    {
        var at = IndexOf(name, hint: 0);
        if (at >= 0) return new(Fields.With(_height, at, NameAt(at), value), _height, _positions, Extent, Count);
        var (fields, height) = FieldNode.IsFull(_height, Extent) ? (Fields.Raised(), _height + 1) : (Fields, _height);
        return new(fields.With(height, Extent, name, value), height, _positions.With(NamePositions.Entry(name.Hash, Extent)), Extent + 1, Count + 1);
    }

    /// <summary>This record without the field; itself when it has no such field.</summary>
    public TreeRecord Without(FieldName name)
    {
        var at = IndexOf(name, hint: 0);
        if (at < 0) return this;
        var less = new TreeRecord(Fields.With(_height, at, null, default), _height, _positions.Without(NamePositions.Entry(name.Hash, at)), Extent, Count - 1);
        return less.Extent - less.Count > Math.Max(less.Count, BorneHoles) ? less.WithoutHoles() : less;
    }

    /// <summary>This record where it holds no pooled memory, else one that does not.</summary>
    public TreeRecord Detach()
    {
        var fields = Fields.Detach();
        return ReferenceEquals(fields, Fields) ? this : new(fields, _height, _positions, Extent, Count);
    }

    private TreeRecord WithoutHoles()
    {
        var (names, values) = (new FieldName[Count], new Value[Count]);
        var count = 0;
        for (var i = 0; i < Extent; i++)
        {
            if (NameAt(i) is not { } name) continue;
            names[count] = name;
            values[count++] = ValueAt(i);
        }

        return Of(names, values);
    }
}
