using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>The start of a piece whose rest has not come yet, in a pooled buffer that grows. One owner: the preprocessor.</summary>
internal struct HeldBytes
{
    /// <summary>The limit of one array, in bytes.</summary>
    public static readonly int MaxLength = Array.MaxLength - PooledBuffer.Padding;

    private PooledBuffer? _buffer;

    public readonly int Length => _buffer?.Length ?? 0;

    public readonly ReadOnlySpan<byte> Span => _buffer is null ? default : _buffer.Span;

    /// <summary>Appends; the caller has checked that the sum stays within <see cref="MaxLength"/>.</summary>
    /// <param name="expected">Bytes that will be held in the end, where that is known.</param>
    public void Append(ReadOnlySpan<byte> bytes, int expected = 0)
    {
        if (bytes.IsEmpty) return;
        var needed = Length + bytes.Length;
        if (_buffer is null || _buffer.Capacity < needed) Grow(needed, expected);
        bytes.CopyTo(_buffer!.Array.AsSpan(_buffer.Length));
        _buffer.Length = needed;
    }

    /// <returns>False where there is no memory; then nothing has changed.</returns>
    /// <inheritdoc cref="Append"/>
    public bool TryAppend(ReadOnlySpan<byte> bytes, int expected = 0)
    {
        try
        {
            Append(bytes, expected);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Gives up what is held and what has come behind it; shows the beginning of it in the error.</summary>
    /// <param name="next">What has come behind what is held, as a part of <paramref name="piece"/>.</param>
    /// <param name="length">Bytes of what is given up, as far as they are known.</param>
    public void GiveUp(string text, in Piece piece, ReadOnlySpan<byte> next, long length, IPieceOutput output)
    {
        if (Length < IPieceOutput.MaxShown) Append(next[..Math.Min(next.Length, IPieceOutput.MaxShown - Length)]);
        var lost = TakeBuffer();
        output.Error(text, piece with { Buffer = lost, Offset = 0, Length = lost.Length }, length);
        lost.Release();
    }

    /// <summary>Hands over the buffer, which the caller releases; nothing is held afterwards. An empty one where nothing was.</summary>
    public PooledBuffer TakeBuffer()
    {
        var buffer = _buffer ?? PooledBuffer.Rent(0);
        _buffer = null;
        return buffer;
    }

    public void Clear()
    {
        _buffer?.Release();
        _buffer = null;
    }

    private void Grow(int needed, int expected)
    {
        const int Smallest = 256;
        // A promise of the peer is believed up to twice what it has sent: a length alone costs no memory.
        var doubled = (int)Math.Min(needed * 2L, MaxLength);
        var capacity = expected > needed ? Math.Min(expected, doubled) : doubled;
        var larger = PooledBuffer.Rent(Math.Max(Smallest, capacity));
        Span.CopyTo(larger.Array);
        larger.Length = Length;
        _buffer?.Release();
        _buffer = larger;
    }
}
