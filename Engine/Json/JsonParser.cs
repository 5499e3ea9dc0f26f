using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// JSON texts to values in a <see cref="JsonStore"/>: stage 1 finds the tokens (<see cref="StructuralScan"/>), stage 2 walks over them
/// and fills slots. Strict RFC 8259. One a stream: it learns the shapes of its records. Not for concurrent use.
/// </summary>
/// <remarks>Allocates nothing once its scratch memory and its shapes have grown.</remarks>
internal sealed unsafe class JsonParser(ScanWidth width)
{
    /// <summary>Levels of arrays and records that a text may have.</summary>
    public const int MaxDepth = 1024;

    /// <summary>Bytes behind a text that must be readable, whatever they are.</summary>
    public const int Padding = Buffers.PooledBuffer.Padding;

    /// <summary>Scratch memory for longer texts is given back after each.</summary>
    private const int KeptLength = 1 << 20;

    /// <summary>Entries behind the last position, more than a token needs to be found wrong.</summary>
    private const int Sentinels = 8;

    /// <summary>What no value's slot is.</summary>
    private const ulong NoSlot = ulong.MaxValue;

    private readonly ScanWidth _width = width;
    private readonly Frame[] _frames = new Frame[MaxDepth];
    private uint[] _positions = [];
    private ulong[] _dirt = [];
    private ulong[] _values = [];
    private ulong[] _keys = [];

    public JsonParser()
        : this(StructuralScan.Widest)
    {
    }

    public ShapeTable Shapes { get; } = new();

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
            fixed (ulong* dirt = _dirt)
            {
                var scan = StructuralScan.Run(_width, text + first, end - first, (uint)first, lines: false, positions, dirt);
                if (!scan.IsSound || scan.Count == 0)
                {
                    parsed = false;
                }
                else
                {
                    var walk = Begin(in scan, text, positions, dirt, (uint)first, (uint)end);
                    var root = default(Slot);
                    parsed = scan.Count == 1 ? ParseLoneScalar(ref walk, out root) : Parse(ref walk, store, scan.Count, out root);
                    if (parsed && walk.Next == walk.Limit) value = store.ValueOf(root);
                    else parsed = false;
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
        fixed (ulong* dirt = _dirt)
        {
            var scan = StructuralScan.Run(_width, text + start, length, (uint)start, lines: true, positions, dirt);
            if (scan.IsSound)
            {
                sound = true;
                var walk = Begin(in scan, text, positions, dirt, (uint)start, (uint)(start + length));
                store.Reserve(SlotsFor(scan.Count));
                var lineStart = (uint)start;
                while (walk.Next < walk.Limit)
                {
                    var lineTokens = walk.Next;
                    if (Parse(ref walk, store, 0, out var root) && text[*walk.Next] == '\n')
                    {
                        output.Value(store.ValueOf(root));
                    }
                    else
                    {
                        walk.Next = lineTokens;
                        while (text[*walk.Next] != '\n') walk.Next++;
                        var reason = Explain(new ReadOnlySpan<byte>(text + lineStart, (int)(*walk.Next - lineStart)), out var offset);
                        output.Error(Describe(reason, offset));
                    }

                    lineStart = *walk.Next++ + 1;
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

    private static Walk Begin(in ScanResult scan, byte* text, uint* positions, ulong* dirt, uint origin, uint end)
    {
        for (var i = 0; i < Sentinels; i++) positions[scan.Count + i] = end;
        return new Walk
        {
            Text = text,
            Next = positions,
            Limit = positions + scan.Count,
            Dirt = dirt,
            Origin = origin,
            HasSpace = scan.HasSpace,
            HasBackslash = scan.HasBackslash,
        };
    }

    /// <summary>A number or literal alone: it ends where the text ends, whatever lies behind it in the buffer.</summary>
    private bool ParseLoneScalar(ref Walk walk, out Slot slot)
    {
        var at = *walk.Next++;
        var end = *walk.Next;
        slot = default;
        if (walk.Text[at] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            var length = JsonNumber.ScanSlowly(walk.Text + at, walk.Text + end, out var kind, out var dirty);
            slot = new Slot(Slot.Pack(kind, at, (uint)length, dirty));
            return length == end - at && !(ExactIntegers && IsInexactInteger(walk.Text + at, length, kind));
        }

        slot = new Slot(ReadLiteral(walk.Text, at, end));
        return slot.Bits != NoSlot && slot.Length == end - at;
    }

    /// <summary>Stage 2 for one value: an explicit stack, children gathered in scratch memory until their container closes.</summary>
    private bool Parse(ref Walk walk, JsonStore store, int tokens, out Slot root)
    {
        if (tokens > 0) store.Reserve(SlotsFor(tokens));
        fixed (ulong* slots = store.Slots)
        fixed (ulong* values = _values)
        fixed (ulong* keys = _keys)
        {
            var text = walk.Text;
            var next = walk.Next;
            var limit = walk.Limit;
            var hasBackslash = walk.HasBackslash;
            var frames = _frames;
            var used = store.Used;
            var depth = 0;

            // The container that is open, outside every container the document itself.
            var value = values;
            var key = keys;
            var current = new Frame { Node = Shapes.Origin };
            uint at;
            ulong slot;

        Value:
            at = *next++;
            uint c = text[at];
            if (c == '"')
            {
                var close = *next++;
                slot = Slot.Pack(SlotKind.String, at + 1, close - at - 1);
                if (hasBackslash && walk.SpansBackslash(at, close) && (slot = CheckEscapes(text, at, close)) == NoSlot) goto Fail;
            }
            else if (c - '0' <= 9 || c == '-')
            {
                var end = *next;
                if (end == at + 1 && c != '-')
                {
                    slot = Slot.Pack(SlotKind.Integer, at, 1);
                }
                else
                {
                    // Out of line, as everything that is not on the shortest way: inlined, it costs this method its registers.
                    slot = ReadNumber(text, at, end);
                    if (slot == NoSlot) goto Fail;
                }
            }
            else if (c is '{' or '[')
            {
                if (depth == MaxDepth || next > limit) goto Fail;
                frames[depth++] = current;
                current.Values = (int)(value - values);
                current.Keys = (int)(key - keys);
                current.Start = at;
                current.FirstSlot = used;
                current.IsRecord = c == '{';
                if (text[*next] == c + 2)
                {
                    // An empty record has a shape too: the one without keys.
                    if (current.IsRecord) current.Node = current.Node.Records;
                    current.IsShaped = true;
                    goto Close;
                }

                if (!current.IsRecord) goto Value;
                current.Node = current.Node.Records;
                current.IsShaped = true;
                goto Key;
            }
            else if ((slot = ReadLiteral(text, at, *next)) == NoSlot)
            {
                goto Fail;
            }

            *value++ = slot;

        AfterValue:
            if (depth == 0) goto Done;
            c = text[*next];
            if (current.IsRecord)
            {
                if (c == ',')
                {
                    next++;
                    goto Key;
                }

                if (c == '}') goto Close;
                goto Fail;
            }

            if (c == ',')
            {
                next++;
                goto Value;
            }

            if (c == ']') goto Close;
            goto Fail;

        Key:
            {
                at = *next;
                var close = next[1];
                if (text[at] != '"' || text[next[2]] != ':') goto Fail;
                next += 3;
                slot = Slot.Pack(SlotKind.String, at + 1, close - at - 1);
                if (hasBackslash && walk.SpansBackslash(at, close) && (slot = CheckEscapes(text, at, close)) == NoSlot) goto Fail;
                *key++ = slot;
                if (current.IsShaped)
                {
                    var length = (int)(close - at - 1);
                    var predicted = current.Node.Predicted;
                    if (predicted is not null && predicted.Matches(text + at + 1, length))
                    {
                        current.Node = predicted;
                    }
                    else if (current.Node.Follow(text + at + 1, length) is { } shape)
                    {
                        current.Node = shape;
                    }
                    else
                    {
                        current.Node = current.Node.Root;
                        current.IsShaped = false;
                    }
                }

                goto Value;
            }

        Close:
            {
                if (next > limit) goto Fail;
                var end = *next++ + 1;
                var first = values + current.Values;
                var count = (int)(value - first);
                var plainKeys = current.IsRecord && !current.IsShaped;
                var header = slots + used;
                ulong all = 0;
                if (plainKeys && DuplicateKeys.Remove(text, first, keys + current.Keys, ref count))
                    all = Slot.Pack(SlotKind.Null, 0, 0, dirty: true);
                header[0] = current.Start | ((ulong)end << 32);
                header[1] = ((ulong)(uint)current.FirstSlot << 32) | (uint)(current.IsRecord && current.IsShaped ? current.Node.Id + 1 : 0);
                var target = header + JsonStore.Header;
                for (var i = 0; i < count; i++)
                {
                    all |= first[i];
                    target[i] = first[i];
                }

                if (plainKeys)
                {
                    target += count;
                    var firstKey = keys + current.Keys;
                    for (var i = 0; i < count; i++)
                    {
                        all |= firstKey[i];
                        target[i] = firstKey[i];
                    }
                }

                slot = Slot.Pack(
                    current.IsRecord ? SlotKind.Record : SlotKind.Array,
                    (uint)(used + JsonStore.Header),
                    (uint)count,
                    dirty: new Slot(all).IsDirty || (walk.HasSpace && walk.SpansSpace(current.Start, end)));
                used += JsonStore.Header + (plainKeys ? 2 * count : count);
                value = first;
                key = keys + current.Keys;
                current = frames[--depth];
                *value++ = slot;
                goto AfterValue;
            }

        Done:
            walk.Next = next;
            store.Used = used;
            root = new Slot(slot);
            return true;

        Fail:
            walk.Next = next;
            root = default;
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EndsAt(byte* text, uint end, uint nextToken) => end == nextToken || (end < nextToken && IsSpace(text[end]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpace(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsInexactInteger(byte* number, int length, SlotKind kind) =>
        kind == SlotKind.Float && new ReadOnlySpan<byte>(number, length).IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadNumber(byte* text, uint at, uint nextToken)
    {
        var length = (uint)JsonNumber.Scan(text + at, text + nextToken, out var kind, out var dirty);
        if (length == 0 || !EndsAt(text, at + length, nextToken)) return NoSlot;
        if (ExactIntegers && IsInexactInteger(text + at, (int)length, kind)) return NoSlot;
        return Slot.Pack(kind, at, length, dirty);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ReadLiteral(byte* text, uint at, uint nextToken)
    {
        var word = Unsafe.ReadUnaligned<uint>(text + at);
        uint length = 4;
        SlotKind kind;
        if (word == MemoryMarshal.Read<uint>("true"u8))
        {
            kind = SlotKind.True;
        }
        else if (word == MemoryMarshal.Read<uint>("null"u8))
        {
            kind = SlotKind.Null;
        }
        else if (word == MemoryMarshal.Read<uint>("fals"u8) && text[at + 4] == 'e')
        {
            kind = SlotKind.False;
            length = 5;
        }
        else
        {
            return NoSlot;
        }

        return EndsAt(text, at + length, nextToken) ? Slot.Pack(kind, at, length) : NoSlot;
    }

    /// <summary>The slot of a string that may have escapes in it; none when one is wrong.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong CheckEscapes(byte* text, uint open, uint close)
    {
        if (close <= open) return NoSlot;
        var content = new ReadOnlySpan<byte>(text + open + 1, (int)(close - open - 1));
        var slot = Slot.Pack(SlotKind.String, open + 1, (uint)content.Length);
        if (!content.Contains((byte)'\\')) return slot;
        if (JsonEscapes.Check(content, out var isCanonical, out _) is not null) return NoSlot;
        return Slot.Pack(SlotKind.String, open + 1, (uint)content.Length, dirty: !isCanonical, escaped: true);
    }

    /// <summary>Slots that a text of so many tokens may need: values, keys, and two for each container.</summary>
    private static int SlotsFor(int tokens) => (2 * tokens) + 16;

    private void Reserve(int length)
    {
        Grow(ref _positions, length + StructuralScan.Slack + Sentinels);
        Grow(ref _dirt, (length / 64) + 2);
        Grow(ref _values, (length / 2) + 16);
        Grow(ref _keys, (length / 4) + 16);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length >= length) return;
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = ArrayPool<T>.Shared.Rent(length);
    }

    private void GiveBackScratch()
    {
        GiveBack(ref _positions);
        GiveBack(ref _dirt);
        GiveBack(ref _values);
        GiveBack(ref _keys);
    }

    private static void GiveBack<T>(ref T[] array)
    {
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = [];
    }

    /// <summary>Where stage 2 is.</summary>
    private struct Walk
    {
        public byte* Text;
        public uint* Next;
        public uint* Limit;
        public ulong* Dirt;
        public uint Origin;
        public bool HasSpace;
        public bool HasBackslash;

        /// <summary>Whether there may be white space outside strings: by whole blocks, so that a neighbour's may count.</summary>
        public readonly bool SpansSpace(uint start, uint end) => (uint)Dirt[((end - 1 - Origin) >> 6) + 1] != (uint)Dirt[(start - Origin) >> 6];

        /// <inheritdoc cref="SpansSpace"/>
        public readonly bool SpansBackslash(uint start, uint end) =>
            Dirt[((end - Origin) >> 6) + 1] >> 32 != Dirt[(start - Origin) >> 6] >> 32;
    }

    /// <summary>An open container.</summary>
    private struct Frame
    {
        /// <summary>
        /// Of a record: the shape of its keys so far, or the root of its place once it keeps plain keys. Of an array: its parent's.
        /// </summary>
        public Shape Node;
        public int Values;
        public int Keys;
        public uint Start;
        public int FirstSlot;
        public bool IsRecord;
        public bool IsShaped;
    }
}
