using System.Runtime.CompilerServices;
using System.Text;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Trees;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A value as scripts, operators and codecs see it: null, bool, integer, float, string, binary, array or record.
/// 16 bytes, immutable, copied freely; <c>default</c> is null.
/// </summary>
/// <remarks>
/// A value may be a view into the pooled buffer of the batch that it came with; it is valid as long as that batch is
/// held. What must live longer (script state, windows, caches) goes through <see cref="Detach"/>, the one way out.
/// </remarks>
public readonly partial struct Value
{
    private readonly object? _ref;
    private readonly long _bits;

    private Value(object? reference, long bits)
    {
        _ref = reference;
        _bits = bits;
    }

    /// <summary>Null, which is also <c>default</c>.</summary>
    public static Value Null => default;

    /// <summary>The boolean true.</summary>
    public static Value True { get; } = new(Tag.Bool, 1);

    /// <summary>The boolean false.</summary>
    public static Value False { get; } = new(Tag.Bool, 0);

    /// <summary>The record without fields, <c>{}</c>.</summary>
    public static Value EmptyRecord { get; } = new RecordBuilder(0).Build();

    /// <summary>The array without items, <c>[]</c>.</summary>
    public static Value EmptyArray { get; } = FromArray([]);

    /// <summary>The string without text.</summary>
    public static Value EmptyString { get; } = FromUtf8([]);

    /// <summary>The kind of the value.</summary>
    public ValueKind Kind
    {
        get
        {
            var reference = _ref;
            if (reference is null) return ValueKind.Null;
            if (reference.GetType() == typeof(byte[])) return ValueKind.String;
            if (reference.GetType() == typeof(Tag)) return Unsafe.As<Tag>(reference).Kind;
            if (reference.GetType() == typeof(JsonStore)) return Slot.Kind == SlotKind.Record ? ValueKind.Record : ValueKind.Array;
            if (reference.GetType() == typeof(RecordValue) || reference.GetType() == typeof(OverlayRecord)) return ValueKind.Record;
            if (reference.GetType() == typeof(ArrayValue)) return ValueKind.Array;
            return reference.GetType() == typeof(BinaryValue) ? ValueKind.Binary : ValueKind.Record;
        }
    }

    /// <summary>Whether this is null.</summary>
    public bool IsNull => _ref is null;

    /// <summary>Whether this is a string.</summary>
    /// <remarks>The exact type is asked for, as in <see cref="Kind"/>: <c>is byte[]</c> also takes other arrays of bytes and calls a helper for it.</remarks>
    public bool IsString => _ref is not null && _ref.GetType() == typeof(byte[]);

    /// <summary>Whether this is a record.</summary>
    public bool IsRecord => Kind == ValueKind.Record;

    /// <summary>Whether this is an array.</summary>
    public bool IsArray => Kind == ValueKind.Array;

    /// <summary>Whether this is an integer or a float.</summary>
    public bool IsNumber => Kind is ValueKind.Integer or ValueKind.Float;

    /// <summary>Items of an array or fields of a record; 0 for everything else.</summary>
    public int Count => _ref switch
    {
        JsonStore => Slot.Length,
        RecordValue record => record.Count,
        OverlayRecord overlay => overlay.Count,
        TreeRecord tree => tree.Count,
        ArrayValue array => array.Items.Length,
        _ => 0,
    };

    /// <summary>Item <paramref name="index"/> of an array, in [0, <see cref="Count"/>).</summary>
    public Value this[int index]
    {
        get
        {
            if (_ref is not JsonStore store) return ((ArrayValue)_ref!).Items[index];
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Slot.Length, nameof(index));
            return store.ValueOf(store.ChildOf(Slot, index));
        }
    }

    /// <summary>
    /// The text of a string in UTF-8; empty for every other kind. The span is valid as long as the batch that the value came with.
    /// </summary>
    public ReadOnlySpan<byte> Utf8 =>
        IsString ? Unsafe.As<byte[]>(_ref!).AsSpan((int)(_bits >>> 32), (int)_bits) : default;

    /// <summary>The bytes of a string or a binary; empty for every other kind.</summary>
    internal ReadOnlySpan<byte> TextOrBytes => IsString ? Utf8 : Bytes;

    /// <summary>The bytes of a binary; empty for every other kind.</summary>
    public ReadOnlySpan<byte> Bytes => _ref is BinaryValue binary ? binary.Bytes.Span : default;

    /// <summary>Bytes of a string or a binary; 0 for every other kind.</summary>
    public int TextLength
    {
        get
        {
            var reference = _ref;
            if (reference is null) return 0;
            if (reference.GetType() == typeof(byte[])) return (int)_bits;
            return reference.GetType() == typeof(BinaryValue) ? Unsafe.As<BinaryValue>(reference).Bytes.Length : 0;
        }
    }

    /// <summary>The size of a copy of this value alone, without the values in it, in pieces of 16 bytes.</summary>
    public int Pieces
    {
        get
        {
            var reference = _ref;
            if (reference is null || reference.GetType() == typeof(Tag)) return 0;
            if (reference.GetType() == typeof(byte[])) return (int)_bits >> 4;
            return reference.GetType() == typeof(BinaryValue) ? TextLength >> 4 : Count;
        }
    }

    /// <summary>The fields of a record in order; none for every other kind.</summary>
    public FieldEnumerable Fields => new(this);

    /// <summary>The items of an array in order; none for every other kind.</summary>
    public ItemEnumerable Items => new(this);

    /// <summary>A boolean; the same two values always.</summary>
    public static Value From(bool value) => value ? True : False;

    /// <summary>An integer.</summary>
    public static Value From(long value) => new(Tag.Signed, value);

    /// <summary>An integer; equal to the signed one where it fits 63 bits.</summary>
    public static Value From(ulong value) => new(value > long.MaxValue ? Tag.Unsigned : Tag.Signed, (long)value);

    /// <summary>A float, NaN and the infinities included.</summary>
    public static Value From(double value) => new(Tag.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string, copied as UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public static Value From(string value) => FromUtf8(Encoding.UTF8.GetBytes(value));

    /// <summary>A string over an array of valid UTF-8 that nobody changes any more.</summary>
    public static Value FromUtf8(byte[] utf8) => FromUtf8(utf8, 0, utf8.Length);

    /// <summary>A string over a part of an array of valid UTF-8 that nobody changes while the value lives.</summary>
    public static Value FromUtf8(byte[] utf8, int offset, int length) => new(utf8, ((long)offset << 32) | (uint)length);

    /// <summary>A binary over bytes that are kept and must not change any more.</summary>
    public static Value FromBytes(ReadOnlyMemory<byte> bytes) => new(new BinaryValue(bytes), 0);

    /// <summary>An array over <paramref name="items"/>, which is kept and must not change any more.</summary>
    public static Value FromArray(Value[] items) => new(new ArrayValue(items), 0);

    /// <summary>As <see cref="FromArray(Value[])"/> where the first items are those of another array: what is known of that need not be found out again.</summary>
    public static Value FromArray(Value[] items, Value head) =>
        head._ref is ArrayValue array ? new(new ArrayValue(items, array.Items.Length, array.Facts), 0) : FromArray(items);

    /// <summary>
    /// A record over <paramref name="names"/>, all different, and their <paramref name="values"/>; both are kept and must not change any more.
    /// The way to make many records of one set of names: the array of names is shared.
    /// </summary>
    public static Value FromFields(FieldName[] names, Value[] values) => FromRecord(new RecordValue(names, values, values.Length));

    /// <summary>A view of a container in a store.</summary>
    internal static Value FromStore(JsonStore store, Slot container) => new(store, (long)container.Bits);

    /// <summary>The store that this container is a view of, and its slot there.</summary>
    internal bool TryGetStore([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonStore? store, out Slot slot)
    {
        store = _ref as JsonStore;
        slot = Slot;
        return store is not null;
    }

    internal static Value FromOverlay(OverlayRecord overlay) => new(overlay, 0);

    internal OverlayRecord? AsOverlay => _ref as OverlayRecord;

    internal ArrayValue? AsArray => _ref as ArrayValue;

    /// <summary>What is known of a container that is no view of a store.</summary>
    internal ref ContainerFacts Facts
    {
        get
        {
            if (_ref is ArrayValue array) return ref array.Facts;
            if (_ref is RecordValue record) return ref record.Facts;
            if (_ref is TreeRecord tree) return ref tree.Fields.Facts;
            return ref ((OverlayRecord)_ref!).Facts;
        }
    }

    internal RecordValue? AsOwnRecord => _ref as RecordValue;

    internal TreeRecord? AsTree => _ref as TreeRecord;

    /// <summary>The items of an array that is not in a store.</summary>
    internal ReadOnlySpan<Value> OwnItems => ((ArrayValue)_ref!).Items;

    /// <summary>Where the text of a string lies, when it is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetText([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? array, out int start, out int length)
    {
        start = (int)(_bits >>> 32);
        length = (int)_bits;
        array = IsString ? Unsafe.As<byte[]>(_ref!) : null;
        return array is not null;
    }

    private Slot Slot => new((ulong)_bits);

    internal static Value FromRecord(RecordValue record) => new(record, 0);

    internal static Value FromTree(TreeRecord record) => new(record, 0);

    /// <summary>The boolean, when it is one.</summary>
    public bool TryGetBool(out bool value)
    {
        value = _bits != 0;
        return ReferenceEquals(_ref, Tag.Bool);
    }

    /// <summary>The integer, when it is one and fits i64.</summary>
    public bool TryGetInt64(out long value)
    {
        value = _bits;
        return ReferenceEquals(_ref, Tag.Signed);
    }

    /// <summary>The integer, when it is one and fits u64.</summary>
    public bool TryGetUInt64(out ulong value)
    {
        value = (ulong)_bits;
        return ReferenceEquals(_ref, Tag.Unsigned) || (ReferenceEquals(_ref, Tag.Signed) && _bits >= 0);
    }

    /// <summary>The number as a double: floats as they are, integers rounded to nearest; false for every other kind.</summary>
    public bool TryGetDouble(out double value)
    {
        if (ReferenceEquals(_ref, Tag.Float)) value = BitConverter.Int64BitsToDouble(_bits);
        else if (ReferenceEquals(_ref, Tag.Signed)) value = _bits;
        else if (ReferenceEquals(_ref, Tag.Unsigned)) value = (ulong)_bits;
        else
        {
            value = 0;
            return false;
        }

        return true;
    }

    internal double AsDouble() => TryGetDouble(out var value) ? value : 0;

    internal long AsBit() => _bits;

    internal bool HasSameBits(Value other) => _bits == other._bits;

    /// <summary>Whether these are one value, not only equal ones; for integers the same, as the tag says on which side of 2^63 they lie.</summary>
    public bool IsSame(Value other) => _bits == other._bits && ReferenceEquals(_ref, other._ref);

    /// <summary>Compares two integers over the whole range from -2^63 to 2^64-1.</summary>
    internal int CompareInteger(Value other)
    {
        if (ReferenceEquals(_ref, Tag.Unsigned))
            return ReferenceEquals(other._ref, Tag.Unsigned) ? ((ulong)_bits).CompareTo((ulong)other._bits) : 1;
        return ReferenceEquals(other._ref, Tag.Unsigned) ? -1 : _bits.CompareTo(other._bits);
    }

    /// <summary>The text of a string; null for every other kind.</summary>
    public string? AsText() => IsString ? Encoding.UTF8.GetString(Utf8) : null;

    /// <summary>An equal value that holds no pooled memory and may live for ever; the same one where it holds none already.</summary>
    public Value Detach()
    {
        switch (_ref)
        {
            case JsonStore store:
                return store.Detach(Slot);
            case byte[] text when text.Length != (int)_bits:
                return FromUtf8(Utf8.ToArray());
            case ArrayValue array:
                return new Value(array.Detach(), 0);
            case RecordValue record:
                return FromRecord(record.Detach());
            case OverlayRecord overlay:
                return overlay.Detach();
            case TreeRecord tree:
                return FromTree(tree.Detach());
            case BinaryValue binary:
                return FromBytes(binary.Bytes.ToArray());
            default:
                return this;
        }
    }

    /// <summary>The first <paramref name="count"/> values detached; null where they all are already.</summary>
    /// <param name="known">How many of them are known to be.</param>
    internal static Value[]? DetachAll(Value[] values, int count, int known = 0)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Value[]? all = null;
        for (var i = known; i < count; i++)
        {
            var detached = values[i].Detach();
            if (all is null)
            {
                if (detached.IsSame(values[i])) continue;
                all = new Value[count];
                values.AsSpan(0, i).CopyTo(all);
            }

            all[i] = detached;
        }

        return all;
    }

    /// <summary>The value as compact JSON; for logs and tests.</summary>
    public override string ToString() => JsonWriter.ToText(this, JsonStyle.Compact);

    private sealed class Tag(ValueKind kind)
    {
        public static readonly Tag Bool = new(ValueKind.Bool);
        public static readonly Tag Signed = new(ValueKind.Integer);
        public static readonly Tag Unsigned = new(ValueKind.Integer);
        public static readonly Tag Float = new(ValueKind.Float);

        public ValueKind Kind => kind;
    }
}
