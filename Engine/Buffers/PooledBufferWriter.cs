using System.Buffers;

namespace Tremor.Dataflow.Engine.Buffers;

/// <summary>
/// A growing, pooled run of bytes whose end can be taken back: what an encoder wrote before it failed is cut off with
/// <see cref="Length"/>. Reused by <see cref="Clear"/>; <see cref="Dispose"/> returns its array.
/// </summary>
public sealed class PooledBufferWriter(int capacity = 16 * 1024) : IBufferWriter<byte>, IDisposable
{
    private const int KeptCapacity = 8 * 1024 * 1024; // bytes

    private byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    /// <summary>Bytes written. May be set back to what it was before.</summary>
    public int Length
    {
        get => _length;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)_length, nameof(value));
            _length = value;
        }
    }

    /// <summary>The bytes written so far; valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

    /// <inheritdoc cref="Memory"/>
    public ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    /// <summary>Forgets what was written and keeps the room; what something huge needed of it goes back to the pool.</summary>
    public void Clear()
    {
        _length = 0;
        if (_array.Length <= KeptCapacity) return;
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_array.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(_length);
    }

    /// <summary>Returns the buffer to its pool; the writer must not be used afterwards.</summary>
    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, []);
        _length = 0;
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
    }

    private void Reserve(int sizeHint)
    {
        const int Smallest = 256;
        var needed = Math.Max(sizeHint, Smallest);
        if (_array.Length - _length >= needed) return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((long)_length + needed, _array.Length * 2L), Array.MaxLength));
        Span.CopyTo(larger);
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
