using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>
/// The parser's view of a <see cref="Shape"/>, without references: following a key costs no write barrier, and the node with
/// the next key is at hand. Made by a <see cref="ShapeTable"/>, which keeps it in memory that does not move.
/// </summary>
/// <remarks>
/// Beside the nodes that stand for shapes there is one plain node a root, for records that keep plain keys: no key matches behind it.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ShapeNode
{
    /// <summary>Bytes that are compared at once: a key and its quotes.</summary>
    public const int Width = 32;

    /// <summary>The key between quotes.</summary>
    private Vector256<byte> _quotedKey;

    /// <summary>The key that came behind this one the last time, which is the parser's guess; a node that matches nothing at first.</summary>
    public ShapeNode* Predicted;

    /// <summary>The root of the shapes of records that are, or are in arrays that are, the value of this key; null until there is one.</summary>
    public ShapeNode* Records;

    /// <summary>The node without keys that this one hangs under.</summary>
    public ShapeNode* Root;

    /// <summary>Of a root: the node of its records that keep plain keys; null until there is one.</summary>
    public ShapeNode* Plain;

    public ShapeNode* FirstChild;
    public ShapeNode* NextSibling;

    /// <summary>The key.</summary>
    private byte* _key;
    private int _keyLength;

    /// <summary>Which bytes count and which of them must be equal: the same, but none and one of what must match nothing.</summary>
    private uint _mask;
    private uint _equal;

    /// <summary>The number of its shape plus one; 0 of a plain node.</summary>
    public int ShapeNumber;

    public int ChildCount;

    /// <summary>Whether the record keeps plain keys.</summary>
    public readonly bool IsPlain => ShapeNumber == 0;

    /// <summary>The slot of the key if it stood between quotes at the start of a text.</summary>
    public ulong KeySlot { get; private set; }

    /// <summary>Makes it match nothing.</summary>
    public void SetNever() => _equal = 1;

    /// <param name="key">Stays where it is.</param>
    public void SetKey(byte* key, int length)
    {
        SetNever();
        _key = key;
        _keyLength = length;
        KeySlot = Slot.Pack(SlotKind.String, 1, (uint)length);
        if (length > Width - 2) return;
        var quoted = stackalloc byte[Width];
        quoted[0] = quoted[length + 1] = (byte)'"';
        new ReadOnlySpan<byte>(key, length).CopyTo(new Span<byte>(quoted + 1, length));
        _quotedKey = Vector256.Load(quoted);
        _mask = _equal = uint.MaxValue >> (Width - 2 - length);
    }

    /// <summary>
    /// Whether its last key, between quotes, is what starts at <paramref name="text"/>, where <see cref="Width"/> bytes are readable. For
    /// sure if so; longer keys match never. One comparison for both quotes, the length and the key.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool MatchesQuoted(byte* text) =>
        (Vector256.Equals(Vector256.Load(text), _quotedKey).ExtractMostSignificantBits() & _mask) == _equal;

    /// <summary>Whether its last key is <paramref name="key"/>.</summary>
    public readonly bool Is(ReadOnlySpan<byte> key) => key.SequenceEqual(new ReadOnlySpan<byte>(_key, _keyLength));
}
