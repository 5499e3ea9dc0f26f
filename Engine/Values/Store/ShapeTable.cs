using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>
/// The shapes of one stream and the nodes by which its parser finds them. When it is full, records of new shapes keep plain keys:
/// data that uses keys as data costs no memory without end.
/// </summary>
/// <remarks>One parser adds shapes and walks over nodes; any thread reads shapes. Node pointers are good as long as the table lives.</remarks>
internal sealed unsafe class ShapeTable
{
    private const int MaxShapes = 4096;
    private const int MaxChildren = 16;
    private const int MaxKeys = 128;
    private const int MaxKeyLength = 64;
    private const int MaxChunkLength = 64;

    private readonly ConcurrentDictionary<FieldName, FieldName> _names = new();

    /// <summary>Everything that a node points to: pinned arrays.</summary>
    private readonly List<Array> _memory = [];
    private readonly ShapeNode* _never;
    private ShapeNode* _nextNode;
    private int _nodesLeft;
    private int _chunkLength = 4;
    private Shape[] _shapes = new Shape[16];
    private int _count;

    public ShapeTable()
    {
        _never = NewNode();
        _never->SetNever();
        Origin = NewNode();
    }

    /// <summary>Whose <see cref="ShapeNode.Records"/> are the records at the top.</summary>
    public ShapeNode* Origin { get; }

    public int Count => _count;

    public Shape this[int id] => Volatile.Read(ref _shapes)[id];

    /// <summary>Makes the root of the shapes of records that are the value of a node's key.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ShapeNode* MakeRecords(ShapeNode* node)
    {
        // Of all records with plain keys in one place the values share their shapes.
        if (node->IsPlain && node != Origin) return node->Records = RecordsOf(node->Root);
        var root = NewNode();
        root->Root = root;
        root->ShapeNumber = Add(new Shape(this, null, []));
        return node->Records = root;
    }

    /// <summary>The node with one more key, which becomes the prediction; the plain node of the place when no shape may be added.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ShapeNode* Follow(ShapeNode* node, ReadOnlySpan<byte> key)
    {
        if (node->IsPlain) return node;
        for (var child = node->FirstChild; child is not null; child = child->NextSibling)
            if (child->Is(key)) return node->Predicted = child;
        var shape = _shapes[node->ShapeNumber - 1];
        if (node->ChildCount == MaxChildren || shape.Count == MaxKeys || key.Length > MaxKeyLength || _count >= MaxShapes
            || key.Contains((byte)'\\') || shape.Has(key)) return PlainOf(node->Root);

        var added = NewNode();
        added->Root = node->Root;
        added->ShapeNumber = Add(new Shape(this, shape, key.ToArray()));
        var pinned = Allocate<byte>(key.Length);
        key.CopyTo(new Span<byte>(pinned, key.Length));
        added->SetKey(pinned, key.Length);
        added->NextSibling = node->FirstChild;
        node->FirstChild = added;
        node->ChildCount++;
        return node->Predicted = added;
    }

    /// <summary>One instance a name.</summary>
    internal FieldName NameOf(byte[] key) => _names.GetOrAdd(new FieldName(key), static name => name);

    private ShapeNode* RecordsOf(ShapeNode* node) => node->Records is null ? MakeRecords(node) : node->Records;

    private ShapeNode* PlainOf(ShapeNode* root)
    {
        if (root->Plain is not null) return root->Plain;
        var plain = NewNode();
        plain->Root = root;
        return root->Plain = plain;
    }

    /// <returns>The number of the shape plus one.</returns>
    private int Add(Shape shape)
    {
        if (_count == _shapes.Length)
        {
            var larger = new Shape[_count * 2];
            _shapes.CopyTo(larger, 0);
            Volatile.Write(ref _shapes, larger);
        }

        _shapes[_count] = shape;
        return ++_count;
    }

    private ShapeNode* NewNode()
    {
        if (_nodesLeft == 0)
        {
            _nextNode = Allocate<ShapeNode>(_chunkLength);
            _nodesLeft = _chunkLength;
            _chunkLength = Math.Min(_chunkLength * 2, MaxChunkLength);
        }

        _nodesLeft--;
        var node = _nextNode++;
        node->Predicted = _never;
        return node;
    }

    private T* Allocate<T>(int count)
        where T : unmanaged
    {
        var array = GC.AllocateArray<T>(count, pinned: true);
        _memory.Add(array);
        return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
    }
}
