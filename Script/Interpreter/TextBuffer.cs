using System.Buffers;
using System.Text;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>A growing run of UTF-8 bytes that is used as a stack: who writes remembers the length before, takes its part and cuts back.</summary>
internal sealed class TextBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[256];

    public int Length { get; set; }

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(GetSpan(text.Length));
        Length += text.Length;
    }

    /// <summary>Appends a value as interpolation renders it (spec: language 1.7); false when that gets too long.</summary>
    public bool TryAppend(Value value)
    {
        if (value.IsString)
        {
            var utf8 = value.Utf8;
            if (Length + (long)utf8.Length > TextBuilder.MaxLength) return false;
            Append(utf8);
            return true;
        }

        if (!value.TryGetInt64(out var integer)) return TryAppendJson(value);
        System.Buffers.Text.Utf8Formatter.TryFormat(integer, GetSpan(20), out var written);
        Length += written;
        return true;
    }

    /// <summary>Takes off the text written since <paramref name="start"/>, as a string.</summary>
    public Value Take(int start)
    {
        var text = _bytes.AsSpan(start, Length - start).ToArray();
        Length = start;
        return Value.FromUtf8(text);
    }

    /// <summary>Takes off the text written since <paramref name="start"/>, as a value.</summary>
    public string TakeText(int start)
    {
        var text = Encoding.UTF8.GetString(_bytes.AsSpan(start, Length - start));
        Length = start;
        return text;
    }

    private bool TryAppendJson(Value value)
    {
        try
        {
            JsonText.Write(value, this);
            return true;
        }
        catch (TextTooLongException)
        {
            return false;
        }
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length) return;
        if ((uint)needed > TextBuilder.MaxLength) throw new TextTooLongException();
        System.Array.Resize(ref _bytes, Math.Max(needed, Math.Min(_bytes.Length * 2, TextBuilder.MaxLength)));
    }
}
