using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Values.Store;

internal enum SlotKind : byte
{
    Null,
    True,
    False,

    /// <summary>Digits without fraction and exponent that fit i64 or u64.</summary>
    Integer,

    /// <summary>Every other number.</summary>
    Float,
    String,
    Array,
    Record,
}

/// <summary>
/// Eight bytes about one value of a text. A scalar: where its text lies (a string's without the quotes). A container: where
/// its children's slots lie, and how many they are; the two slots before the children are its header (<see cref="JsonStore"/>).
/// </summary>
/// <remarks>Layout from the low end: kind 3 bits, dirty 1, escaped 1, length 28, offset 31.</remarks>
internal readonly struct Slot(ulong bits)
{
    /// <summary>Longest text whose parts fit, in bytes.</summary>
    public const int MaxLength = (1 << 28) - 1;

    /// <summary>Where the offset starts: above all else.</summary>
    public const int OffsetShift = 33;

    private const ulong DirtyBit = 8;
    private const ulong EscapedBit = 16;

    public ulong Bits => bits;

    public SlotKind Kind => (SlotKind)(bits & 7);

    /// <summary>The text is not what the writer would write; it must not be copied out as it is.</summary>
    public bool IsDirty => (bits & DirtyBit) != 0;

    /// <summary>A string with escapes in it.</summary>
    public bool IsEscaped => (bits & EscapedBit) != 0;

    public bool IsContainer => (bits & 7) >= (ulong)SlotKind.Array;

    /// <summary>Bytes of a scalar, children of a container.</summary>
    public int Length => (int)(bits >> 5) & MaxLength;

    /// <summary>First byte of a scalar, first child of a container.</summary>
    public int Offset => (int)(bits >> OffsetShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(SlotKind kind, uint offset, uint length) => (ulong)kind | ((ulong)length << 5) | ((ulong)offset << OffsetShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(SlotKind kind, uint offset, uint length, bool dirty, bool escaped = false) =>
        Pack(kind, offset, length) | (dirty ? DirtyBit : 0) | (escaped ? EscapedBit : 0);
}
