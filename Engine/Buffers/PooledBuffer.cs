using System.Buffers;
using System.Diagnostics;

namespace Tremor.Dataflow.Engine.Buffers;

/// <summary>
/// A pooled, counted run of bytes. It is filled by one writer, then read by any number of holders, and returns to the
/// pool when the last of them lets go.
/// </summary>
/// <remarks>
/// The array is always at least <see cref="Padding"/> bytes longer than <see cref="Length"/>, and the padding may be
/// overwritten by readers that scan in vectors; so a text that covers its whole array is never pooled.
/// <see cref="Poison"/> fills returned buffers with 0xDB, so that a test that reads one too late fails loudly.
/// </remarks>
public sealed class PooledBuffer : IBatchMemory
{
    /// <summary>Bytes behind the content that may be read, and overwritten, by vectorised scans.</summary>
    public const int Padding = 64;

    private byte[]? _array;
    private int _holders;

    private PooledBuffer(byte[] array)
    {
        _array = array;
        _holders = 1;
    }

    /// <summary>Overwrite buffers when they return to the pool. The test suite runs with it on.</summary>
    public static bool Poison { get; set; }

    /// <summary>The backing array; content lies in [0, <see cref="Length"/>).</summary>
    public byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <summary>Bytes of content.</summary>
    public int Length { get; set; }

    /// <summary>Bytes of content that fit before the padding.</summary>
    public int Capacity => Array.Length - Padding;

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);

    /// <summary>Room for <paramref name="capacity"/> bytes of content or more, held once by the caller.</summary>
    public static PooledBuffer Rent(int capacity) => new(ArrayPool<byte>.Shared.Rent(capacity + Padding));

    /// <summary>A buffer with a copy of <paramref name="content"/>, held once by the caller.</summary>
    public static PooledBuffer CopyOf(ReadOnlySpan<byte> content)
    {
        var buffer = Rent(content.Length);
        content.CopyTo(buffer.Array);
        buffer.Length = content.Length;
        return buffer;
    }

    /// <summary>One more holder; every holder calls <see cref="Release"/> exactly once.</summary>
    public void Retain()
    {
        var holders = Interlocked.Increment(ref _holders);
        Debug.Assert(holders > 1, "a buffer was retained after its last release");
    }

    /// <summary>One holder less; behind the last one the array returns to its pool.</summary>
    public void Release()
    {
        var holders = Interlocked.Decrement(ref _holders);
        Debug.Assert(holders >= 0, "a buffer was released more often than held");
        if (holders != 0) return;
        var array = Interlocked.Exchange(ref _array, null);
        if (array is null) return;
        if (Poison) array.AsSpan().Fill(0xDB);
        ArrayPool<byte>.Shared.Return(array);
    }
}
