using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// JSON texts to values in a <see cref="JsonStore"/>: stage 1 finds the tokens (<see cref="StructuralScan"/>), stage 2 walks over them
/// and fills slots. Strict RFC 8259. One for each stream: it learns the shapes of its records. Not for concurrent use.
/// </summary>
/// <remarks>Allocates nothing once its scratch memory and its shapes have grown.</remarks>
internal sealed unsafe class JsonParser(ScanWidth width)
{
    /// <summary>Levels of arrays and records that a text may have.</summary>
    public const int MaxDepth = ValueDepth.Max;

    /// <summary>Bytes behind a text that must be readable, whatever they are.</summary>
    public const int Padding = Buffers.PooledBuffer.Padding;

    /// <summary>Scratch memory for longer texts is given back after each.</summary>
    private const int KeptLength = 1 << 20;

    /// <summary>White space as bits: one branch for all four.</summary>
    private const ulong SpaceBits = (1UL << ' ') | (1UL << '\t') | (1UL << '\n') | (1UL << '\r');

    private readonly ScanWidth _width = width;
    private readonly TokenReader _reader = new();
    private uint[] _positions = [];
    private uint[] _dirt = [];

    public JsonParser()
        : this(StructuralScan.Widest)
    {
    }

    public ShapeTable Shapes => _reader.Shapes;

    /// <summary>Refuse integers outside i64 and u64, which otherwise become floats.</summary>
    public bool ExactIntegers { get; init; }

    /// <summary>Parses one text, which lies in the store's buffer.</summary>
    /// <param name="offset">With an error: its offset in the text.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Parse(JsonStore store, byte[] array, int start, int length, out Value value, out int offset)
    {
        value = default;
        if (length > Slot.MaxLength)
        {
            offset = Slot.MaxLength;
            return "text longer than 256 MiB";
        }

        fixed (byte* text = array)
        {
            // Blanks around a document do not make it dirty.
            var first = start;
            var end = start + length;
            while (first < end && IsSpace(text[first])) first++;
            while (end > first && IsSpace(text[end - 1])) end--;

            Reserve(end - first);
            bool parsed;
            fixed (uint* positions = _positions)
            fixed (uint* dirt = _dirt)
            {
                var scan = StructuralScan.Run(_width, text + first, end - first, (uint)first, lines: false, positions, dirt);
                if (!scan.IsSound || scan.Count == 0)
                {
                    parsed = false;
                }
                else
                {
                    var cursor = new TokenCursor(in scan, text, positions, dirt, (uint)first, (uint)end);
                    var root = default(Slot);
                    store.Reserve(TokenReader.SlotsFor(scan.Count));
                    parsed = scan.Count == 1 ? TokenReader.ReadLoneScalar(ref cursor, out root) : _reader.Read(ref cursor, store, out root);
                    parsed = parsed && cursor.Next == cursor.Limit
                        && !(ExactIntegers && JsonSyntax.FindInexactInteger(new ReadOnlySpan<byte>(text + first, end - first), out _));
                    if (parsed) value = store.ValueOf(root);
                }
            }

            if (end - first > KeptLength) GiveBackScratch();
            offset = 0;
            return parsed ? null : Explain(new ReadOnlySpan<byte>(text + start, length), out offset);
        }
    }

    /// <summary>
    /// Parses texts that are each ended by a line feed, with one stage 1 for all of them; just as if each without its line feed had
    /// gone through <see cref="Parse(JsonStore, byte[], int, int, out Value, out int)"/>.
    /// </summary>
    public void ParseLines(JsonStore store, byte[] array, int start, int length, IDecodeOutput output)
    {
        // What ends in the middle of a line, or is enormous, goes line by line.
        if (length == 0 || length > Slot.MaxLength || array[start + length - 1] != '\n')
        {
            ParsePieces(store, array, start, length, (byte)'\n', output);
            return;
        }

        Reserve(length);
        var sound = false;
        fixed (byte* text = array)
        fixed (uint* positions = _positions)
        fixed (uint* dirt = _dirt)
        {
            var scan = StructuralScan.Run(_width, text + start, length, (uint)start, lines: true, positions, dirt);
            if (scan.IsSound)
            {
                sound = true;
                var cursor = new TokenCursor(in scan, text, positions, dirt, (uint)start, (uint)(start + length));
                store.Reserve(TokenReader.SlotsFor(scan.Count));
                var lineStart = (uint)start;
                while (cursor.Next < cursor.Limit)
                {
                    var lineTokens = cursor.Next;
                    if (_reader.Read(ref cursor, store, out var root) && text[*cursor.Next] == '\n')
                    {
                        output.Value(store.ValueOf(root));
                    }
                    else
                    {
                        cursor.Next = lineTokens;
                        while (text[*cursor.Next & ~StructuralScan.EscapedBit] != '\n') cursor.Next++;
                        var reason = Explain(new ReadOnlySpan<byte>(text + lineStart, (int)(*cursor.Next - lineStart)), out var offset);
                        output.Error(Describe(reason, offset));
                    }

                    lineStart = *cursor.Next++ + 1;
                }
            }
        }

        if (!sound) ParsePieces(store, array, start, length, (byte)'\n', output);
        if (length > KeptLength) GiveBackScratch();
    }

    public static string Describe(string reason, int offset) => $"{reason} at byte {offset}";

    /// <summary>
    /// Parses texts that are each ended by <paramref name="separator"/>, one by one: for other separators, and for lines of which one
    /// would disturb its neighbours by an open string, a control character or bad UTF-8.
    /// </summary>
    public void ParsePieces(JsonStore store, byte[] array, int start, int length, byte separator, IDecodeOutput output)
    {
        var end = start + length;
        while (start < end)
        {
            var size = array.AsSpan(start, end - start).IndexOf(separator);
            var pieceLength = size < 0 ? end - start : size;
            if (Parse(store, array, start, pieceLength, out var value, out var offset) is { } reason) output.Error(Describe(reason, offset));
            else output.Value(value);
            start += pieceLength + 1;
        }
    }

    /// <summary>The reason why a text was refused, from the plain checker.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private string Explain(ReadOnlySpan<byte> text, out int offset)
    {
        if (JsonSyntax.Check(text, MaxDepth, out offset) is { } reason) return reason;
        if (ExactIntegers && JsonSyntax.FindInexactInteger(text, out offset)) return "integer outside the range of 64 bits";
        System.Diagnostics.Debug.Fail("the parser refused what the checker accepts");
        return "no JSON document";
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte c) => c <= ' ' && ((SpaceBits >> c) & 1) != 0;

    private void Reserve(int length)
    {
        Scratch.Grow(ref _positions, length + StructuralScan.Slack + TokenCursor.Sentinels);
        Scratch.Grow(ref _dirt, StructuralScan.DirtFor(length));
        _reader.Reserve(length);
    }

    private void GiveBackScratch()
    {
        Scratch.GiveBack(ref _positions);
        Scratch.GiveBack(ref _dirt);
        _reader.GiveBackScratch();
    }
}
