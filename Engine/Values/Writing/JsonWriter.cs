using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Writes values as JSON behind what a buffer writer holds. Make one a text, call <see cref="Complete"/> at its end.</summary>
internal ref struct JsonWriter(IBufferWriter<byte> output, JsonStyle style)
{
    private const int MinSpan = 256;

    private static readonly SearchValues<byte> s_escaped = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    private readonly IBufferWriter<byte> _output = output;
    private readonly JsonStyle _style = style;
    private Span<byte> _span;
    private int _at;
    private int _level;

    /// <exception cref="InsufficientExecutionStackException">The value is nested too deep.</exception>
    public static string ToText(Value value, JsonStyle style)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new JsonWriter(buffer, style);
        writer.Write(value);
        writer.Complete();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void Complete()
    {
        _output.Advance(_at);
        _span = default;
        _at = 0;
    }

    public void Write(Value value)
    {
        if (value.TryGetText(out var text, out var start, out var length))
        {
            WriteString(text, start, length);
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Null:
                WriteRaw("null"u8);
                break;
            case ValueKind.Bool:
                WriteRaw(value.AsBit() != 0 ? "true"u8 : "false"u8);
                break;
            case ValueKind.Integer:
                Reserve(NumberText.MaxLength);
                if (value.TryGetInt64(out var signed)) _at += NumberText.Write(signed, _span[_at..]);
                else if (value.TryGetUInt64(out var unsigned)) _at += NumberText.Write(unsigned, _span[_at..]);
                break;
            case ValueKind.Float:
                Reserve(NumberText.MaxLength);
                _at += NumberText.Write(value.AsDouble(), _span[_at..]);
                break;
            case ValueKind.Binary:
                WriteBinary(value.Bytes);
                break;
            case ValueKind.Array:
                WriteArray(value);
                break;
            default:
                WriteRecord(value);
                break;
        }
    }

    private void WriteArray(Value array)
    {
        if (array.TryGetStore(out var store, out var slot))
        {
            WriteSlot(store, slot);
            return;
        }

        if (array.Count == 0)
        {
            WriteRaw("[]"u8);
            return;
        }

        Open((byte)'[');
        var first = true;
        foreach (ref readonly var item in array.OwnItems)
        {
            if ((_style & JsonStyle.Pretty) == 0 && item.TryGetInt64(out var number))
            {
                // With its comma at once: each step of the place waits for the one before.
                Reserve(NumberText.MaxLength + 1);
                At = (byte)',';
                var at = _at + (first ? 0 : 1);
                _at = at + NumberText.Write(number, _span[at..]);
                first = false;
                continue;
            }

            Separate(ref first);
            Write(item);
        }

        Close((byte)']');
    }

    private void WriteRecord(Value record)
    {
        if (record.Count == 0)
        {
            WriteRaw("{}"u8);
            return;
        }

        var isSorted = (_style & JsonStyle.Sorted) != 0;
        if (!isSorted && record.TryGetStore(out var store, out var slot))
        {
            WriteSlot(store, slot);
            return;
        }

        if (_style is JsonStyle.Compact or JsonStyle.BytesAsNumbers && record.AsOverlay is { Base.IsDirty: false } overlay)
        {
            WriteSpliced(overlay);
            return;
        }

        Open((byte)'{');
        if (isSorted)
        {
            WriteSortedFields(record);
        }
        else if (record.AsOwnRecord is { } own)
        {
            WriteOwnFields(own);
        }
        else
        {
            var first = true;
            foreach (var field in record.Fields)
            {
                WriteName(field.NameUtf8, ref first);
                Write(field.Value);
            }
        }

        Close((byte)'}');
    }

    private void WriteOwnFields(RecordValue record)
    {
        var values = record.Values;
        var names = record.Names[..values.Length];
        var first = true;
        for (var i = 0; i < names.Length; i++)
        {
            WriteName(names[i], ref first);
            Write(values[i]);
        }
    }

    /// <summary>
    /// A value of a store, without making views: copied out as it came where that is what would be written, field by field
    /// where it is not.
    /// </summary>
    private void WriteSlot(JsonStore store, Slot slot)
    {
        if (!slot.IsContainer)
        {
            if (slot.IsDirty && slot.Kind == SlotKind.Float)
            {
                Reserve(NumberText.MaxLength);
                _at += NumberText.Write(store.DoubleOf(slot), _span[_at..]);
                return;
            }

            if (slot.IsDirty) Write(store.ValueOf(slot));
            else WriteExtent(store, slot);
            return;
        }

        if (!slot.IsDirty && (_style & (JsonStyle.Sorted | JsonStyle.Pretty)) == 0)
        {
            WriteExtent(store, slot);
            return;
        }

        if (slot.Length == 0)
        {
            WriteRaw(slot.Kind == SlotKind.Record ? "{}"u8 : "[]"u8);
            return;
        }

        if (slot.Kind == SlotKind.Record)
        {
            WriteRecordSlot(store, slot);
            return;
        }

        Open((byte)'[');
        var first = true;
        foreach (var bits in store.ChildrenOf(slot))
        {
            var child = new Slot(bits);
            if ((_style & JsonStyle.Pretty) == 0 && child.IsDirty && child.Kind == SlotKind.Float)
            {
                Reserve(NumberText.MaxLength + 1);
                At = (byte)',';
                var at = _at + (first ? 0 : 1);
                _at = at + NumberText.Write(store.DoubleOf(child), _span[at..]);
                first = false;
                continue;
            }

            Separate(ref first);
            WriteSlot(store, child);
        }

        Close((byte)']');
    }

    private void WriteRecordSlot(JsonStore store, Slot record)
    {
        if ((_style & JsonStyle.Sorted) != 0)
        {
            Write(Value.FromStore(store, record));
            return;
        }

        Open((byte)'{');
        var names = store.ShapeOf(record)?.Names;
        var first = true;
        for (var i = 0; i < record.Length; i++)
        {
            if (names is null) WriteName(store.NameOf(store.KeyOf(record, i)), ref first);
            else WriteName(names[i], ref first);
            WriteSlot(store, store.ChildOf(record, i));
        }

        Close((byte)'}');
    }

    /// <summary>The text of the record as it came, with the changes set into it.</summary>
    private void WriteSpliced(OverlayRecord overlay)
    {
        var store = overlay.Store;
        var record = overlay.Base;
        var first = true;
        var next = 0;
        var keyStart = store.ExtentOf(record).Start + 1;
        Open((byte)'{');
        foreach (ref readonly var change in overlay.Changes)
        {
            WriteRun(store, record, next, change.Place, ref keyStart, ref first);
            next = change.Place + 1;
            var (valueStart, valueEnd) = store.ExtentOf(store.ChildOf(record, change.Place));
            if (!change.IsRemoved)
            {
                Separate(ref first);
                WriteRaw(store.TextBetween(keyStart, valueStart));
                Write(change.Value);
            }

            keyStart = valueEnd + 1;
        }

        WriteRun(store, record, next, record.Length, ref keyStart, ref first);
        foreach (ref readonly var added in overlay.Added)
        {
            WriteName(added.Name, ref first);
            Write(added.Value);
        }

        Close((byte)'}');
    }

    /// <summary>The fields from one place to another, which nobody changed; moves <paramref name="keyStart"/> behind them and their comma.</summary>
    private void WriteRun(JsonStore store, Slot record, int from, int to, ref int keyStart, ref bool first)
    {
        if (from == to) return;
        Separate(ref first);
        var end = store.ExtentOf(store.ChildOf(record, to - 1)).End;
        WriteRaw(store.TextBetween(keyStart, end));
        keyStart = end + 1;
    }

    private void WriteSortedFields(Value record)
    {
        var count = record.Count;
        var rented = ArrayPool<Value.Field>.Shared.Rent(count);
        try
        {
            var fields = rented.AsSpan(0, count);
            record.SortedFields(fields);
            var first = true;
            foreach (ref readonly var field in fields)
            {
                WriteName(field.NameUtf8, ref first);
                Write(field.Value);
            }
        }
        finally
        {
            rented.AsSpan(0, count).Clear();
            ArrayPool<Value.Field>.Shared.Return(rented);
        }
    }

    private void WriteName(FieldName name, ref bool first)
    {
        if ((_style & JsonStyle.Pretty) != 0)
        {
            WriteName(name.Utf8, ref first);
            return;
        }

        var written = name.Written(out var length);
        Reserve(1 + length + PlainText.Width);
        At = (byte)',';
        var comma = first ? 0 : 1;
        first = false;
        PlainText.Copy(written, 0, ref Unsafe.Add(ref At, comma), length);
        _at += comma + length;
    }

    private void WriteName(ReadOnlySpan<byte> name, ref bool first)
    {
        Separate(ref first);
        WriteString(name);
        WriteByte((byte)':');
        if ((_style & JsonStyle.Pretty) != 0) WriteByte((byte)' ');
    }

    private void Open(byte bracket)
    {
        // Sixteen levels are a small part of what must be left.
        if ((_level++ & 15) == 0) RuntimeHelpers.EnsureSufficientExecutionStack();
        WriteByte(bracket);
    }

    private void Close(byte bracket)
    {
        _level--;
        if ((_style & JsonStyle.Pretty) != 0) BreakLine();
        WriteByte(bracket);
    }

    private void Separate(ref bool first)
    {
        if (!first) WriteByte((byte)',');
        first = false;
        if ((_style & JsonStyle.Pretty) != 0) BreakLine();
    }

    private void BreakLine()
    {
        var blanks = _level * 2;
        Reserve(blanks + 1);
        _span[_at++] = (byte)'\n';
        _span.Slice(_at, blanks).Fill((byte)' ');
        _at += blanks;
    }

    private void WriteString(byte[] array, int start, int length)
    {
        if (length > PlainText.Width || array.Length - start < PlainText.Width)
        {
            WriteString(array.AsSpan(start, length));
            return;
        }

        Reserve(PlainText.Width + 2);
        ref var to = ref At;
        to = (byte)'"';
        if (PlainText.TryCopyShort(ref array[start], ref Unsafe.Add(ref to, 1), length))
        {
            Unsafe.Add(ref to, length + 1) = (byte)'"';
            _at += length + 2;
            return;
        }

        WriteString(array.AsSpan(start, length));
    }

    private void WriteString(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length + 2);
        var output = _span[_at..];
        output[0] = (byte)'"';
        if (PlainText.TryCopy(text, output[1..]))
        {
            output[text.Length + 1] = (byte)'"';
            _at += text.Length + 2;
            return;
        }

        _at++;
        WriteEscaped(text, text.IndexOfAny(s_escaped));
        WriteByte((byte)'"');
    }

    private void WriteEscaped(ReadOnlySpan<byte> text, int escape)
    {
        do
        {
            WriteRaw(text[..escape]);
            WriteEscape(text[escape]);
            text = text[(escape + 1)..];
            escape = text.IndexOfAny(s_escaped);
        }
        while (escape >= 0);
        WriteRaw(text);
    }

    private void WriteEscape(byte c)
    {
        Reserve(6);
        var output = _span[_at..];
        output[0] = (byte)'\\';
        output[1] = c switch
        {
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            < 0x20 => (byte)'u',
            _ => c,
        };
        _at += 2;
        if (output[1] != 'u') return;
        output[2] = (byte)'0';
        output[3] = (byte)'0';
        output[4] = (byte)('0' + (c >> 4));
        output[5] = "0123456789abcdef"u8[c & 15];
        _at += 4;
    }

    private void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        if ((_style & JsonStyle.BytesAsNumbers) != 0)
        {
            WriteByteNumbers(bytes);
            return;
        }

        var length = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        Reserve(length + 2);
        _span[_at++] = (byte)'"';
        Base64.EncodeToUtf8(bytes, _span[_at..], out _, out _);
        _at += length;
        _span[_at++] = (byte)'"';
    }

    /// <summary>With <see cref="JsonStyle.Pretty"/> the numbers stand in one line of their own, without blanks.</summary>
    private void WriteByteNumbers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            WriteRaw("[]"u8);
            return;
        }

        WriteByte((byte)'[');
        _level++;
        if ((_style & JsonStyle.Pretty) != 0) BreakLine();
        for (var i = 0; i < bytes.Length; i++)
        {
            Reserve(NumberText.MaxLength);
            if (i > 0) _span[_at++] = (byte)',';
            _at += NumberText.Write((long)bytes[i], _span[_at..]);
        }

        Close((byte)']');
    }

    /// <summary>The text of a value of a store as it came.</summary>
    private void WriteExtent(JsonStore store, Slot slot)
    {
        var (start, end) = store.ExtentOf(slot);
        Reserve(end - start + PlainText.Width);
        PlainText.Copy(store.Text, start - store.TextOrigin, ref At, end - start);
        _at += end - start;
    }

    private void WriteByte(byte value)
    {
        Reserve(1);
        At = value;
        _at++;
    }

    /// <summary>What is written next; there is room after <see cref="Reserve"/>.</summary>
    private readonly ref byte At => ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _at);

    private void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_span[_at..]);
        _at += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (_span.Length - _at < bytes) Grow(bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes)
    {
        _output.Advance(_at);
        _at = 0;
        _span = _output.GetSpan(Math.Max(bytes, MinSpan));
    }
}
