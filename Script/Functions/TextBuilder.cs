using System.Buffers;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Collects the UTF-8 of one string value in an array that becomes the value's own.</summary>
internal sealed class TextBuilder(int capacity = 64) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    public int Length => _length;

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
        if (_bytes.Length - _length < Math.Max(1, more)) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + Math.Max(1, more)));
    }
}
