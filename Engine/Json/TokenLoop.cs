using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Why a <see cref="TokenLoop"/> stopped.</summary>
internal enum TokenStop
{
    /// <summary>The value is complete, the only one in scratch memory; the next token is the one behind it.</summary>
    Done,

    /// <summary>This is no JSON.</summary>
    Wrong,

    /// <summary>A string value with escapes; the two tokens before the next are its quotes.</summary>
    Escaped,

    /// <summary>A number that is long or has an exponent; the token before the next.</summary>
    LongNumber,

    /// <summary>Perhaps a key, but not the predicted one; the three tokens before the next should be its quotes and its colon.</summary>
    OtherKey,

    /// <summary>The next token opens the first record in this place.</summary>
    FirstRecord,

    /// <summary>A record with plain keys was closed by the token before the next.</summary>
    PlainRecord,
}

/// <summary>
/// The hot loop of stage 2 and what it is about. It calls nothing: whatever is rare makes it stop, is done by
/// <see cref="TokenReader"/>, and it goes on. With calls in it, only five registers last, and the cursors live on the stack
/// (citm_catalog takes a quarter more time, <c>Perf -- json</c>).
/// </summary>
internal unsafe struct TokenLoop
{
    /// <summary>A token that closes no container.</summary>
    public const uint NoCloser = 256;

    /// <summary>Entries of scratch memory and slots that may be touched behind those that are meant.</summary>
    public const int Overrun = 4;

    public byte* Text;

    /// <summary>The next token and the end of all.</summary>
    public uint* Next;
    public uint* Limit;

    /// <summary>Where the next value and key of the open containers go in scratch memory.</summary>
    public ulong* Value;
    public ulong* Key;

    public ulong* Slots;

    /// <summary>The place of the first slot that is free.</summary>
    public uint Used;

    /// <summary>Of the open record: the shape of its keys so far, or the plain node of its place. Of an array: its parent's.</summary>
    public ShapeNode* Node;

    /// <summary>The open container; the first frame is the document's.</summary>
    public Frame* Open;
    public Frame* Frames;

    /// <summary>The bracket that closes the open container.</summary>
    public uint Closer;

    /// <summary>
    /// A place in the last scalar that the writer would not write as it came, plus one: a container that starts before it is dirty, too.
    /// </summary>
    public uint DirtyEnd;

    /// <param name="cursor">Where the tokens are; its position is not used.</param>
    /// <param name="afterValue">Goes on behind a value, not before one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TokenStop Run(in TokenCursor cursor, bool afterValue)
    {
        var text = Text;
        var next = Next;
        var value = Value;
        var key = Key;
        var used = Used;
        var node = Node;
        var open = Open;
        var closer = Closer;
        TokenStop stop;
        if (afterValue) goto AfterValue;

    Value:
        var at = *next++;
        uint c = text[at];
        ulong slot;
        if (c == '"')
        {
            var close = *next++;
            if ((int)close < 0)
            {
                stop = TokenStop.Escaped;
                goto Stop;
            }

            slot = Slot.Pack(SlotKind.String, at + 1, close - at - 1);
        }
        else if (c - '0' <= 9 || c == '-')
        {
            // Most numbers of events are one digit (log_events, nginxplus_status).
            if (*next == at + 1 && c != '-')
            {
                slot = Slot.Pack(SlotKind.Integer, at, 1);
            }
            else
            {
                var bits = JsonNumber.TryScan(text + at, out var length);
                if (length == 0)
                {
                    stop = TokenStop.LongNumber;
                    goto Stop;
                }

                if (!EndsAt(text, at + length, *next)) goto Wrong;
                DirtyEnd = new Slot(bits).IsDirty ? at + 1 : DirtyEnd;
                slot = bits | Slot.Pack(0, at, length);
            }
        }
        else if ((c | 0x20) == '{')
        {
            if (open == Frames + JsonParser.MaxDepth || next > Limit) goto Wrong;
            open->Node = node;
            open->Closer = closer;
            if (c == '{')
            {
                node = node->Records;
                if (node is null)
                {
                    node = open->Node;
                    next--;
                    stop = TokenStop.FirstRecord;
                    goto Stop;
                }
            }

            open++;
            open->Values = value;
            open->Keys = key;
            open->FirstSlot = used;
            open->Start = at;
            closer = c + 2;
            if (text[*next] == closer)
            {
                next++;
                goto Close;
            }

            if (closer == '}') goto Key;
            goto Value;
        }
        else
        {
            var word = Unsafe.ReadUnaligned<uint>(text + at);
            uint length = 4;
            SlotKind kind;
            if (word == MemoryMarshal.Read<uint>("null"u8))
            {
                kind = SlotKind.Null;
            }
            else if (word == MemoryMarshal.Read<uint>("true"u8))
            {
                kind = SlotKind.True;
            }
            else if (word == MemoryMarshal.Read<uint>("fals"u8) && text[at + 4] == 'e')
            {
                kind = SlotKind.False;
                length = 5;
            }
            else
            {
                goto Wrong;
            }

            if (!EndsAt(text, at + length, *next)) goto Wrong;
            slot = Slot.Pack(kind, at, length);
        }

        *value++ = slot;

    AfterValue:
        c = text[*next++];
        if (c == ',')
        {
            if (closer == ']') goto Value;
            if (closer == '}') goto Key;
        }
        else if (c == closer)
        {
            goto Close;
        }

        // A value alone: what comes next may already lie behind the text.
        if (closer != NoCloser) goto Wrong;
        next--;
        stop = TokenStop.Done;
        goto Stop;

    Key:
        {
            at = *next;
            next += 3;
            var predicted = node->Predicted;
            if (!predicted->MatchesQuoted(text + at))
            {
                stop = TokenStop.OtherKey;
                goto Stop;
            }

            if (text[next[-1]] != ':') goto Wrong;

            // Keys of shapes have no escapes.
            node = predicted;
            *key++ = predicted->KeySlot + ((ulong)at << Slot.OffsetShift);
            goto Value;
        }

    Close:
        {
            // What is behind the text may look like a bracket.
            if (next > Limit) goto Wrong;
            var end = next[-1] + 1;
            ulong shape = 0;
            if (closer == '}')
            {
                shape = (uint)node->ShapeNumber;
                if (shape == 0)
                {
                    stop = TokenStop.PlainRecord;
                    goto Stop;
                }
            }

            var start = open->Start;
            var first = open->Values;
            var header = Slots + used;
            header[0] = start | ((ulong)end << 32);
            header[1] = shape | ((ulong)open->FirstSlot << 32);
            var target = header + JsonStore.Header;
            for (var from = first; from < value; from++) *target++ = *from;
            var count = (uint)((ulong)((byte*)value - (byte*)first) / sizeof(ulong));
            var kind = closer == '}' ? SlotKind.Record : SlotKind.Array;
            var dirty = DirtyEnd > start || (cursor.HasSpace && cursor.SpansSpace(start, end));
            slot = Slot.Pack(kind, used + JsonStore.Header, count, dirty);
            used += JsonStore.Header + count;
            value = first;
            key = open->Keys;
            open--;
            node = open->Node;
            closer = open->Closer;
            *value++ = slot;
            if (closer != NoCloser) goto AfterValue;
            stop = TokenStop.Done;
            goto Stop;
        }

    Wrong:
        stop = TokenStop.Wrong;

    Stop:
        Next = next;
        Value = value;
        Key = key;
        Used = used;
        Node = node;
        Open = open;
        Closer = closer;
        return stop;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsAt(byte* text, uint end, uint nextToken) => end == nextToken || (end < nextToken && JsonParser.IsSpace(text[end]));

    /// <summary>An open container, and what is taken up again when its child closes.</summary>
    internal struct Frame
    {
        /// <summary>Its first child and first key in scratch memory.</summary>
        public ulong* Values;
        public ulong* Keys;

        /// <summary>Once a child is open: <see cref="TokenLoop.Node"/> and <see cref="TokenLoop.Closer"/>.</summary>
        public ShapeNode* Node;
        public uint Closer;

        public uint Start;

        /// <summary>The place of the first slot that belongs to it.</summary>
        public uint FirstSlot;
    }
}
