using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>
/// A batch of parsed JSON: the text as it came and, beside it, a slot for each value. <see cref="Value"/>s are views
/// into it, made when something reads them. Pooled and counted, except for the detached ones, which hold a copy of one
/// value and live as long as anybody looks at them.
/// </summary>
/// <remarks>
/// The children of a container are contiguous. Before them stand two header slots: the extent of the container's text
/// (start, end), and the first slot that belongs to it (descendants come before their container) with the number of its
/// shape. A record without a shape (number 0) has its keys' slots behind its values.
/// </remarks>
internal sealed class JsonStore : IBatchMemory
{
    /// <summary>Header slots before a container's first child.</summary>
    public const int Header = 2;

    private const int MaxPooled = 64;
    private static readonly JsonStore?[] s_pool = new JsonStore?[MaxPooled];

    private byte[] _text = [];
    private ulong[] _slots = [];
    private int _used;

    /// <summary>The offsets of the first byte of <see cref="_text"/> and of the first of <see cref="_slots"/>.</summary>
    private int _textOrigin;
    private int _slotOrigin;
    private ShapeTable _shapes = null!;
    private PooledBuffer? _buffer;
    private List<ulong[]>? _outgrown;
    private UnescapedTexts? _unescaped;
    private int _holders;
    private int _generation;

    private JsonStore()
    {
    }

    /// <summary>Changes whenever the store is taken from the pool.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public PooledBuffer? Buffer => _buffer;

    public ShapeTable Shapes => _shapes;

    /// <summary>Whether it holds no pooled memory.</summary>
    public bool IsDetached => _buffer is null;

    /// <summary>The slots, of which the parser writes those from <see cref="Used"/> on.</summary>
    public ulong[] Slots => _slots;

    public int Used
    {
        get => _used;
        set => _used = value;
    }

    /// <summary>A store for texts in <paramref name="buffer"/>, which it retains; held once by the caller.</summary>
    public static JsonStore Rent(PooledBuffer buffer, ShapeTable shapes)
    {
        var store = TakePooled() ?? new JsonStore();
        buffer.Retain();
        store._buffer = buffer;
        store._text = buffer.Array;
        store._shapes = shapes;
        store._used = 0;
        Interlocked.Increment(ref store._generation);
        Volatile.Write(ref store._holders, 1);
        return store;
    }

    public void Retain()
    {
        var holders = Interlocked.Increment(ref _holders);
        Debug.Assert(holders > 1, "a store was retained after its last release");
    }

    /// <summary>Retains the store if it is still in the life that <paramref name="generation"/> names.</summary>
    public bool TryRetain(int generation)
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen != holders)
            {
                holders = seen;
                continue;
            }

            if (Generation == generation) return true;
            Release();
            return false;
        }

        return false;
    }

    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        Debug.Assert(holders >= 0, "a store was released more often than held");
        if (holders != 0) return;
        var buffer = _buffer!;
        var slots = _slots;
        _buffer = null;
        _text = [];
        _slots = [];
        if (PooledBuffer.Poison) slots.AsSpan().Fill(0xDBDB_DBDB_DBDB_DBDB);
        ReturnSlots(slots);
        if (_outgrown is not null)
        {
            foreach (var array in _outgrown) ReturnSlots(array);
            _outgrown.Clear();
        }

        _unescaped?.Clear();

        // A poisoned store is not used again, so that a value that is read too late finds nothing.
        if (!PooledBuffer.Poison) Pool(this);
        buffer.Release();
    }

    /// <summary>Makes room for <paramref name="count"/> more slots. Those in use stay where readers see them.</summary>
    public void Reserve(int count)
    {
        if (_slots.Length - _used >= count) return;
        var larger = ArrayPool<ulong>.Shared.Rent(Math.Max(_used + count, _slots.Length * 2));
        _slots.AsSpan(0, _used).CopyTo(larger);
        if (_slots.Length > 0)
        {
            if (_used == 0) ReturnSlots(_slots);
            else (_outgrown ??= []).Add(_slots);
        }

        Volatile.Write(ref _slots, larger);
    }

    /// <summary>The value of a slot.</summary>
    public Value ValueOf(Slot slot)
    {
        switch (slot.Kind)
        {
            case SlotKind.String:
                return slot.IsEscaped ? Unescape(slot) : Value.FromUtf8(_text, slot.Offset - _textOrigin, slot.Length);
            case SlotKind.Integer:
                var magnitude = JsonNumber.ParseMagnitude(TextOf(slot), out var negative);
                return negative ? Value.From(unchecked(-(long)magnitude)) : Value.From(magnitude);
            case SlotKind.Float:
                return Value.From(DoubleOf(slot));
            case SlotKind.True:
                return Value.True;
            case SlotKind.False:
                return Value.False;
            case SlotKind.Null:
                return default;
            default:
                return Value.FromStore(this, slot);
        }
    }

    /// <summary>The float of a slot.</summary>
    public double DoubleOf(Slot number) => JsonNumber.ParseDouble(_text.AsSpan(number.Offset - _textOrigin), number.Length);

    /// <summary>Child <paramref name="index"/> of a container: an item, or a field's value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slot ChildOf(Slot container, int index) => new(_slots[container.Offset - _slotOrigin + index]);

    /// <summary>The children of a container: the bits of their slots.</summary>
    public ReadOnlySpan<ulong> ChildrenOf(Slot container) => _slots.AsSpan(container.Offset - _slotOrigin, container.Length);

    /// <summary>The array that the text lies in, and the offset of its first byte.</summary>
    public byte[] Text => _text;

    /// <inheritdoc cref="Text"/>
    public int TextOrigin => _textOrigin;

    /// <summary>The text of a scalar as it came, a string's without its quotes.</summary>
    public ReadOnlySpan<byte> TextOf(Slot scalar) => _text.AsSpan(scalar.Offset - _textOrigin, scalar.Length);

    /// <summary>The text from one offset to another, as it came.</summary>
    public ReadOnlySpan<byte> TextBetween(int start, int end) => _text.AsSpan(start - _textOrigin, end - start);

    /// <summary>Where the text of a value starts and ends, quotes and brackets included.</summary>
    public (int Start, int End) ExtentOf(Slot slot)
    {
        if (slot.IsContainer)
        {
            var extent = _slots[slot.Offset - _slotOrigin - 2];
            return ((int)(uint)extent, (int)(extent >> 32));
        }

        return slot.Kind == SlotKind.String
            ? (slot.Offset - 1, slot.Offset + slot.Length + 1)
            : (slot.Offset, slot.Offset + slot.Length);
    }

    /// <summary>The shape of a record; null when it keeps plain keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Shape? ShapeOf(Slot record)
    {
        var number = (int)(uint)_slots[record.Offset - _slotOrigin - 1];
        return number == 0 ? null : _shapes[number - 1];
    }

    /// <summary>The slot of key <paramref name="index"/> of a record without a shape.</summary>
    public Slot KeyOf(Slot record, int index) => new(_slots[record.Offset - _slotOrigin + record.Length + index]);

    /// <summary>The index of a field; -1 when the record has none of that name.</summary>
    public int IndexOf(Slot record, ReadOnlySpan<byte> name)
    {
        var shape = ShapeOf(record);
        if (shape is not null) return shape.IndexOf(name);
        for (var i = 0; i < record.Length; i++)
            if (KeyIs(KeyOf(record, i), name)) return i;
        return -1;
    }

    /// <summary>Whether key <paramref name="index"/> of a record without a shape is <paramref name="name"/>.</summary>
    public bool KeyIs(Slot record, int index, ReadOnlySpan<byte> name) => (uint)index < (uint)record.Length && KeyIs(KeyOf(record, index), name);

    /// <summary>The name of a key's slot.</summary>
    public ReadOnlySpan<byte> NameOf(Slot key) => key.IsEscaped ? Unescape(key).Utf8 : TextOf(key);

    /// <summary>A bound of the levels of a container: each has its header and, but for the innermost, a child.</summary>
    public int MostLevels(Slot container)
    {
        var first = (int)(_slots[container.Offset - _slotOrigin - 1] >> 32);
        return ((container.Offset + container.Length - first) / (Header + 1)) + 1;
    }

    /// <summary>A bound of the items and fields in a container: each has its slot, and so have keys and headers.</summary>
    public int MostParts(Slot container) => container.Offset + container.Length - (int)(_slots[container.Offset - _slotOrigin - 1] >> 32);

    /// <summary>A copy of one container that holds nothing else and no pooled memory.</summary>
    public Value Detach(Slot container)
    {
        var (start, end) = ExtentOf(container);
        var first = (int)(_slots[container.Offset - _slotOrigin - 1] >> 32);
        var last = container.Offset + container.Length;
        if (container.Kind == SlotKind.Record && ShapeOf(container) is null) last += container.Length;

        // A detached store is kept as it is unless the value is a small part of it.
        if (IsDetached && _text.Length <= 2 * (end - start) && _slots.Length <= 2 * (last - first)) return Value.FromStore(this, container);
        var copy = new JsonStore
        {
            _text = TextBetween(start, end).ToArray(),
            _slots = _slots.AsSpan(first - _slotOrigin, last - first).ToArray(),
            _textOrigin = start,
            _slotOrigin = first,
            _used = last - first,
            _shapes = _shapes,
            _holders = 1,
        };
        return Value.FromStore(copy, container);
    }

    private bool KeyIs(Slot key, ReadOnlySpan<byte> name) =>
        key.IsEscaped ? JsonEscapes.SaysSame(TextOf(key), name) : name.SequenceEqual(TextOf(key));

    private Value Unescape(Slot text)
    {
        if (_unescaped is null) Interlocked.CompareExchange(ref _unescaped, new UnescapedTexts(IsDetached ? 0 : 16 << 10), null);
        return _unescaped.Get(text.Offset, TextOf(text));
    }

    private static JsonStore? TakePooled()
    {
        for (var i = 0; i < MaxPooled; i++)
        {
            if (s_pool[i] is null) continue;
            if (Interlocked.Exchange(ref s_pool[i], null) is { } store) return store;
        }

        return null;
    }

    private static void Pool(JsonStore store)
    {
        for (var i = 0; i < MaxPooled; i++)
            if (s_pool[i] is null && Interlocked.CompareExchange(ref s_pool[i], store, null) is null) return;
    }

    private static void ReturnSlots(ulong[] slots)
    {
        if (slots.Length > 0) ArrayPool<ulong>.Shared.Return(slots);
    }
}
