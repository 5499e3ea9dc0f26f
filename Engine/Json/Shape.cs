using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// A node of the prefix tree of key sequences that a stream's records came with; it stands for the sequence of keys from
/// its root to itself, all different and without escapes. Records with the same keys in the same order at the same place
/// share one, so that a field is found by its index.
/// </summary>
/// <remarks>One parser adds nodes; any thread reads what is there.</remarks>
internal sealed class Shape
{
    private const int MaxChildren = 16;
    private const int MaxDepth = 128;
    private const int MaxKeyLength = 64;

    /// <summary>From here on names are looked up by hash.</summary>
    private const int MinHashed = 12;

    private readonly ShapeTable _table;
    private readonly Shape? _parent;

    /// <summary>The key, padded to a multiple of 16 bytes.</summary>
    private readonly byte[] _key;
    private Shape[] _children = [];
    private int _childCount;
    private Shape? _records;
    private FieldName[]? _names;
    private Dictionary<FieldName, int>? _index;

    public Shape(ShapeTable table, Shape? root, Shape? parent, ReadOnlySpan<byte> key)
    {
        _table = table;
        _parent = parent;
        _key = new byte[(key.Length + 16) & ~15];
        key.CopyTo(_key);
        KeyLength = key.Length;
        Root = root ?? this;
        Count = parent is null ? 0 : parent.Count + 1;
        Id = table.Add(this);
    }

    /// <summary>Its number in the table.</summary>
    public int Id { get; }

    /// <summary>How many keys it stands for.</summary>
    public int Count { get; }

    public int KeyLength { get; }

    /// <summary>The node without keys that this one hangs under.</summary>
    public Shape Root { get; }

    /// <summary>The key that came behind this one the last time: the parser's guess.</summary>
    public Shape? Predicted { get; private set; }

    /// <summary>The root of the shapes of records that are, or are in arrays that are, the value of this key.</summary>
    public Shape Records => _records ?? MakeRecords();

    /// <summary>The keys in order.</summary>
    public FieldName[] Names => _names ?? MakeNames();

    /// <summary>Whether its last key is the <paramref name="length"/> bytes at <paramref name="key"/>; 16 are readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool Matches(byte* key, int length)
    {
        if (length != KeyLength) return false;
        if (length > 16) return new ReadOnlySpan<byte>(key, length).SequenceEqual(_key.AsSpan(0, length));
        var places = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var differences = Vector128.Load(key) ^ Vector128.LoadUnsafe(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_key));
        return (differences & Vector128.LessThan(places, Vector128.Create((byte)length))) == Vector128<byte>.Zero;
    }

    /// <summary>The shape with one more key, which becomes the prediction; null when there is none and none may be added.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe Shape? Follow(byte* key, int length)
    {
        for (var i = 0; i < _childCount; i++)
            if (_children[i].Matches(key, length)) return Predicted = _children[i];
        var text = new ReadOnlySpan<byte>(key, length);
        if (_childCount == MaxChildren || Count == MaxDepth || length > MaxKeyLength || _table.IsFull || text.Contains((byte)'\\')) return null;
        for (var shape = this; shape._parent is not null; shape = shape._parent)
            if (shape.Key.SequenceEqual(text)) return null;
        var child = new Shape(_table, Root, this, text);
        if (_childCount == _children.Length) System.Array.Resize(ref _children, Math.Max(2, _childCount * 2));
        _children[_childCount++] = child;
        return Predicted = child;
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

    private ReadOnlySpan<byte> Key => _key.AsSpan(0, KeyLength);

    private Shape MakeRecords() => _records = new Shape(_table, null, null, default);

    private FieldName[] MakeNames()
    {
        var names = new FieldName[Count];
        for (var shape = this; shape._parent is not null; shape = shape._parent) names[shape.Count - 1] = _table.NameOf(shape.Key);
        Volatile.Write(ref _names, names);
        return names;
    }
}

/// <summary>
/// The shapes of one stream. When it is full, records of new shapes keep plain keys: data that uses keys as data costs no
/// memory without end.
/// </summary>
internal sealed class ShapeTable
{
    private const int MaxShapes = 4096;

    private readonly System.Collections.Concurrent.ConcurrentDictionary<FieldName, FieldName> _names = new();
    private Shape[] _shapes = new Shape[16];
    private int _count;

    public ShapeTable() => Origin = new Shape(this, null, null, default);

    /// <summary>Whose <see cref="Shape.Records"/> are the records at the top.</summary>
    public Shape Origin { get; }

    public int Count => _count;

    public bool IsFull => _count >= MaxShapes;

    public Shape this[int id] => Volatile.Read(ref _shapes)[id];

    internal int Add(Shape shape)
    {
        if (_count == _shapes.Length)
        {
            var larger = new Shape[_count * 2];
            _shapes.CopyTo(larger, 0);
            Volatile.Write(ref _shapes, larger);
        }

        _shapes[_count] = shape;
        return _count++;
    }

    /// <summary>One instance a name.</summary>
    internal FieldName NameOf(ReadOnlySpan<byte> key) => _names.GetOrAdd(new FieldName(key.ToArray()), static name => name);
}
