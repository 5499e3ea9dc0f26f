using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// Stage 2: walks over the tokens of a text, checks their order and fills the slots of a <see cref="JsonStore"/>. It learns the
/// shapes of records. Not for concurrent use.
/// </summary>
internal sealed unsafe class TokenReader
{
    private readonly TokenLoop.Frame[] _frames = new TokenLoop.Frame[JsonParser.MaxDepth + 1];
    private ulong[] _values = [];
    private ulong[] _keys = [];

    public ShapeTable Shapes { get; } = new();

    /// <summary>Slots that a text of so many tokens may need: values, keys, and two for each container.</summary>
    public static int SlotsFor(int tokens) => (2 * tokens) + 16 + TokenLoop.Overrun;

    /// <summary>Makes scratch memory ready for a text of so many bytes.</summary>
    public void Reserve(int length)
    {
        Scratch.Grow(ref _values, (length / 2) + 16 + TokenLoop.Overrun);
        Scratch.Grow(ref _keys, (length / 4) + 16 + TokenLoop.Overrun);
    }

    public void GiveBackScratch()
    {
        Scratch.GiveBack(ref _values);
        Scratch.GiveBack(ref _keys);
    }

    /// <summary>A number or literal alone: it ends where the text ends, whatever lies behind it in the buffer.</summary>
    public static bool ReadLoneScalar(ref TokenCursor cursor, out Slot slot)
    {
        var at = *cursor.Next++;
        var end = *cursor.Next;
        slot = default;
        if (cursor.Text[at] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            var length = JsonNumber.ScanSlowly(cursor.Text + at, cursor.Text + end, out var kind, out var dirty);
            slot = new Slot(Slot.Pack(kind, at, (uint)length, dirty));
            return length == end - at;
        }

        var text = new ReadOnlySpan<byte>(cursor.Text + at, (int)(end - at));
        if (!text.SequenceEqual("null"u8) && !text.SequenceEqual("true"u8) && !text.SequenceEqual("false"u8)) return false;
        slot = new Slot(Slot.Pack(text[0] == 'n' ? SlotKind.Null : text[0] == 't' ? SlotKind.True : SlotKind.False, at, end - at));
        return true;
    }

    /// <summary>Reads one value; the store has room for its slots.</summary>
    /// <remarks>Does what the <see cref="TokenLoop"/> leaves; children are gathered in scratch memory until their container closes.</remarks>
    public bool Read(ref TokenCursor cursor, JsonStore store, out Slot root)
    {
        fixed (ulong* slots = store.Slots)
        fixed (ulong* values = _values)
        fixed (ulong* keys = _keys)
        fixed (TokenLoop.Frame* frames = _frames)
        {
            var loop = new TokenLoop
            {
                Text = cursor.Text,
                Next = cursor.Next,
                Limit = cursor.Limit,
                Value = values,
                Key = keys,
                Slots = slots,
                Used = (uint)store.Used,
                Node = Shapes.Origin,
                Open = frames,
                Frames = frames,
                Closer = TokenLoop.NoCloser,
            };
            root = default;
            var stop = loop.Run(in cursor, afterValue: false);
            while (stop != TokenStop.Done)
            {
                var afterValue = false;
                switch (stop)
                {
                    case TokenStop.OtherKey:
                        if (!ReadKey(ref loop)) return false;
                        break;
                    case TokenStop.Escaped:
                        if (!ReadEscaped(ref loop, loop.Next[-2], loop.Next[-1], out var text)) return false;
                        *loop.Value++ = text;
                        afterValue = true;
                        break;
                    case TokenStop.LongNumber:
                        if (!ReadLongNumber(ref loop)) return false;
                        afterValue = true;
                        break;
                    case TokenStop.FirstRecord:
                        Shapes.MakeRecords(loop.Node);
                        break;
                    case TokenStop.PlainRecord:
                        ClosePlainRecord(ref loop, in cursor);
                        if (loop.Open == frames) stop = TokenStop.Done;
                        afterValue = true;
                        break;
                    default:
                        return false;
                }

                if (stop != TokenStop.Done) stop = loop.Run(in cursor, afterValue);
            }

            cursor.Next = loop.Next;
            store.Used = (int)loop.Used;
            root = new Slot(*values);
            GC.KeepAlive(Shapes);
            return true;
        }
    }

    private bool ReadKey(ref TokenLoop loop)
    {
        // Only what stands behind an opening quote is known to be the closing one, and nothing else is marked.
        var at = loop.Next[-3];
        if (loop.Text[at] != '"' || loop.Text[loop.Next[-1]] != ':') return false;
        var close = loop.Next[-2];
        ulong slot;
        if ((close & StructuralScan.EscapedBit) == 0) slot = Slot.Pack(SlotKind.String, at + 1, close - at - 1);
        else if (!ReadEscaped(ref loop, at, close, out slot)) return false;
        loop.Node = Shapes.Follow(loop.Node, new ReadOnlySpan<byte>(loop.Text + at + 1, new Slot(slot).Length));
        *loop.Key++ = slot;
        return true;
    }

    private static bool ReadLongNumber(ref TokenLoop loop)
    {
        var at = loop.Next[-1];
        var length = (uint)JsonNumber.ScanSlowly(loop.Text + at, loop.Text + *loop.Next, out var kind, out var dirty);
        if (length == 0 || !TokenLoop.EndsAt(loop.Text, at + length, *loop.Next)) return false;
        if (dirty) loop.DirtyEnd = at + 1;
        *loop.Value++ = Slot.Pack(kind, at, length, dirty);
        return true;
    }

    /// <summary>The slot of a string with escapes.</summary>
    private static bool ReadEscaped(ref TokenLoop loop, uint open, uint close, out ulong slot)
    {
        var length = (close & ~StructuralScan.EscapedBit) - open - 1;
        slot = 0;
        if (!JsonEscapes.AreValid(loop.Text + open + 1, (int)length, out var isCanonical)) return false;
        if (!isCanonical) loop.DirtyEnd = open + 1;
        slot = Slot.Pack(SlotKind.String, open + 1, length, dirty: !isCanonical, escaped: true);
        return true;
    }

    /// <summary>Keys behind the values, and no key twice.</summary>
    private static void ClosePlainRecord(ref TokenLoop loop, in TokenCursor cursor)
    {
        ref var open = ref *loop.Open;
        var end = loop.Next[-1] + 1;
        var count = (int)(loop.Value - open.Values);
        if (DuplicateKeys.Remove(loop.Text, open.Values, open.Keys, ref count)) loop.DirtyEnd = end;
        var header = loop.Slots + loop.Used;
        header[0] = open.Start | ((ulong)end << 32);
        header[1] = (ulong)open.FirstSlot << 32;
        var children = new Span<ulong>(header + JsonStore.Header, 2 * count);
        new Span<ulong>(open.Values, count).CopyTo(children);
        new Span<ulong>(open.Keys, count).CopyTo(children[count..]);
        var dirty = loop.DirtyEnd > open.Start || (cursor.HasSpace && cursor.SpansSpace(open.Start, end));
        loop.Value = open.Values;
        loop.Key = open.Keys;
        *loop.Value++ = Slot.Pack(SlotKind.Record, loop.Used + JsonStore.Header, (uint)count, dirty);
        loop.Used += (uint)(JsonStore.Header + children.Length);
        loop.Open--;
        loop.Node = loop.Open->Node;
        loop.Closer = loop.Open->Closer;
    }
}
