using System.Buffers;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Collects the UTF-8 of one string value in an array that becomes the value's own.</summary>
internal sealed class TextBuilder(int capacity = 64) : IBufferWriter<byte>
{
    /// <summary>No text that a script makes gets longer, in bytes.</summary>
    public const int MaxLength = 256 << 20;

    private byte[] _bytes = new byte[capacity];
    private int _length;

    public int Length => _length;

    /// <exception cref="TextTooLongException"/>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetSpan(utf8.Length));
        _length += utf8.Length;
    }

    public void Append(byte ascii)
    {
        GetSpan(1)[0] = ascii;
        _length++;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <summary>The string; the builder must not be used afterwards.</summary>
    public Value ToValue() => Value.FromUtf8(_bytes, 0, _length);

    private void Grow(int more)
    {
        var needed = _length + Math.Max(1L, more);
        if (needed <= _bytes.Length) return;
        if (needed > MaxLength) throw new TextTooLongException();
        Array.Resize(ref _bytes, (int)Math.Max(needed, Math.Min(_bytes.Length * 2L, MaxLength)));
    }
}

/// <summary>A script makes a text longer than <see cref="TextBuilder.MaxLength"/>.</summary>
internal sealed class TextTooLongException() : Exception($"a text gets longer than {TextBuilder.MaxLength} bytes");
