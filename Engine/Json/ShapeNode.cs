using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// What the parser must know of a <see cref="Shape"/>, without references: following a key costs no write barrier, and the node with
/// the next key is at hand. Made by a <see cref="ShapeTable"/>, which keeps it in memory that does not move.
/// </summary>
/// <remarks>
/// Beside the nodes that stand for shapes there is one plain node a root, for records that keep plain keys: no key matches behind it.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ShapeNode
{
    /// <summary>Bytes of a key that are compared at once.</summary>
    private const int Width = 32;

    /// <summary>The first bytes of the key.</summary>
    private Vector256<byte> _key;

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

    /// <summary>All of the key, for keys longer than what is compared at once.</summary>
    private byte* _longKey;

    /// <summary>-1 matches nothing.</summary>
    private int _keyLength;

    /// <summary>Which of the first bytes count.</summary>
    private uint _mask;

    /// <summary>The number of its shape plus one; 0 of a plain node.</summary>
    public int ShapeNumber;

    public int ChildCount;

    /// <summary>Whether the record keeps plain keys.</summary>
    public readonly bool IsPlain => ShapeNumber == 0;

    /// <summary>Makes it match nothing.</summary>
    public void SetNever() => _keyLength = -1;

    /// <param name="paddedKey">The key, padded to 32 bytes; it does not move.</param>
    public void SetKey(byte* paddedKey, int length)
    {
        _key = Vector256.Load(paddedKey);
        _longKey = paddedKey;
        _keyLength = length;
        _mask = length >= Width ? uint.MaxValue : (1u << length) - 1;
    }

    /// <summary>Whether its last key is the <paramref name="length"/> bytes at <paramref name="key"/>; 32 are readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Matches(byte* key, int length) =>
        length == _keyLength
        && (~Vector256.Equals(Vector256.Load(key), _key).ExtractMostSignificantBits() & _mask) == 0
        && (length <= Width || MatchesLong(key, length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool MatchesLong(byte* key, int length) =>
        new ReadOnlySpan<byte>(key, length).SequenceEqual(new ReadOnlySpan<byte>(_longKey, length));
}
