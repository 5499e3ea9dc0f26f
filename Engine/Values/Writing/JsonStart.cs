using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>
/// The start of what <see cref="JsonWriter"/> makes of a value in <see cref="JsonStyle.Compact"/>, byte for byte, with memory for the start alone: texts and binaries are
/// cut before they are written, and nothing is looked at behind the limit.
/// </summary>
internal readonly struct JsonStart
{
    private readonly ArrayBufferWriter<byte> _output;
    private readonly int _most;

    private JsonStart(int most)
    {
        _most = most;
        _output = new ArrayBufferWriter<byte>(Math.Min(most, 256) + 1);
    }

    /// <summary>More than the limit, if only by a byte, says that there is more.</summary>
    private int Room => _most + 1 - _output.WrittenCount;

    private bool IsFull => Room <= 0;

    /// <param name="most">In bytes of UTF-8; no character is cut.</param>
    /// <param name="isWhole">Whether that is all.</param>
    public static string Of(Value value, int most, out bool isWhole)
    {
        var start = new JsonStart(most);
        start.Write(value);
        var text = start._output.WrittenSpan;
        isWhole = text.Length <= most;
        return Encoding.UTF8.GetString(isWhole ? text : text[..Whole(text, most)]);
    }

    /// <summary>The index, or that of the character which it would cut.</summary>
    private static int Whole(ReadOnlySpan<byte> text, int index)
    {
        while (index > 0 && index < text.Length && (text[index] & 0xC0) == 0x80) index--;
        return index;
    }

    private void Write(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                WriteText(value.Utf8);
                break;
            case ValueKind.Binary:
                // Three bytes are four characters: what is cut begins as the whole does.
                var bytes = value.Bytes;
                var kept = Math.Min(bytes.Length, (Room / 4 * 3) + 3);
                WriteCut(Value.FromBytes(bytes[..kept].ToArray()), kept < bytes.Length);
                break;
            case ValueKind.Array:
                WriteArray(value);
                break;
            case ValueKind.Record:
                WriteRecord(value);
                break;
            default:
                WriteCut(value, isCut: false);
                break;
        }
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        var kept = text.Length <= Room ? text.Length : Whole(text, Math.Min(Room + 3, text.Length));
        WriteCut(Value.FromUtf8(text[..kept].ToArray()), kept < text.Length);
    }

    /// <summary>A scalar, or the start of one that is cut: without the quote behind it.</summary>
    private void WriteCut(Value scalar, bool isCut)
    {
        var writer = new JsonWriter(_output, JsonStyle.Compact);
        writer.Write(scalar);
        writer.Complete();
        Debug.Assert(!isCut || IsFull, "a cut text ends what is written");
    }

    private void WriteArray(Value array)
    {
        if (array.TryGetStore(out var store, out var slot))
        {
            WriteSlot(store, slot);
            return;
        }

        if (!TryOpen('[')) return;
        var first = true;
        foreach (ref readonly var item in array.OwnItems)
        {
            if (!TrySeparate(ref first)) return;
            Write(item);
        }

        WriteByte(']');
    }

    private void WriteRecord(Value record)
    {
        if (record.Count == 0) WriteRaw("{}"u8);
        else if (record.TryGetStore(out var store, out var slot)) WriteSlot(store, slot);
        else if (record.AsOverlay is { Base.IsDirty: false } overlay) WriteSpliced(overlay);
        else WriteFields(record);
    }

    private void WriteFields(Value record)
    {
        if (!TryOpen('{')) return;
        var first = true;
        foreach (var field in record.Fields)
        {
            if (!TryWriteName(field.NameUtf8, ref first)) return;
            Write(field.Value);
        }

        WriteByte('}');
    }

    private void WriteSlot(JsonStore store, Slot slot)
    {
        if (!slot.IsDirty)
        {
            var (start, end) = store.ExtentOf(slot);
            WriteRaw(store.TextBetween(start, end));
        }
        else if (!slot.IsContainer)
        {
            Write(slot.Kind == SlotKind.Float ? Value.From(store.DoubleOf(slot)) : store.ValueOf(slot));
        }
        else if (slot.Kind == SlotKind.Record)
        {
            WriteRecordSlot(store, slot);
        }
        else
        {
            if (!TryOpen('[')) return;
            var first = true;
            foreach (var bits in store.ChildrenOf(slot))
            {
                if (!TrySeparate(ref first)) return;
                WriteSlot(store, new Slot(bits));
            }

            WriteByte(']');
        }
    }

    private void WriteRecordSlot(JsonStore store, Slot record)
    {
        if (!TryOpen('{')) return;
        var names = store.ShapeOf(record)?.Names;
        var first = true;
        for (var i = 0; i < record.Length; i++)
        {
            if (!TryWriteName(names is null ? store.NameOf(store.KeyOf(record, i)) : names[i].Utf8, ref first)) return;
            WriteSlot(store, store.ChildOf(record, i));
        }

        WriteByte('}');
    }

    private void WriteSpliced(OverlayRecord overlay)
    {
        if (!TryOpen('{')) return;
        var store = overlay.Store;
        var record = overlay.Base;
        var (next, keyStart, first) = (0, store.ExtentOf(record).Start + 1, true);
        foreach (ref readonly var change in overlay.Changes)
        {
            WriteRun(store, record, next, change.Place, keyStart, ref first);
            if (next < change.Place) keyStart = store.ExtentOf(store.ChildOf(record, change.Place - 1)).End + 1;
            next = change.Place + 1;
            var (valueStart, valueEnd) = store.ExtentOf(store.ChildOf(record, change.Place));
            if (!change.IsRemoved)
            {
                if (!TrySeparate(ref first)) return;
                WriteRaw(store.TextBetween(keyStart, valueStart));
                if (IsFull) return;
                Write(change.Value);
            }

            keyStart = valueEnd + 1;
        }

        WriteRun(store, record, next, record.Length, keyStart, ref first);
        foreach (ref readonly var added in overlay.Added)
        {
            if (!TryWriteName(added.Name.Utf8, ref first)) return;
            Write(added.Value);
        }

        WriteByte('}');
    }

    private void WriteRun(JsonStore store, Slot record, int from, int to, int keyStart, ref bool first)
    {
        if (from == to || !TrySeparate(ref first)) return;
        WriteRaw(store.TextBetween(keyStart, store.ExtentOf(store.ChildOf(record, to - 1)).End));
    }

    private bool TryWriteName(ReadOnlySpan<byte> name, ref bool first)
    {
        if (!TrySeparate(ref first)) return false;
        WriteText(name);
        if (IsFull) return false;
        WriteByte(':');
        return !IsFull;
    }

    /// <summary>What is nested deeper than the stack can take is not shown.</summary>
    private bool TryOpen(char bracket)
    {
        WriteByte(bracket);
        if (!IsFull && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            var room = Room;
            _output.GetSpan(room)[..room].Fill((byte)'.');
            _output.Advance(room);
        }

        return !IsFull;
    }

    private bool TrySeparate(ref bool first)
    {
        if (!first) WriteByte(',');
        first = false;
        return !IsFull;
    }

    private void WriteByte(char ascii) => WriteRaw([(byte)ascii]);

    private void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        if (!IsFull) _output.Write(bytes[..Math.Min(bytes.Length, Room + 3)]);
    }
}
