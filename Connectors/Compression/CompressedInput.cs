using Tremor.Dataflow.Connectors.Streams;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>
/// The compressed side of a stream: a window of bytes that a decoder looks at and takes off exactly as far as its unit goes, so that the next one finds its
/// start.
/// </summary>
internal sealed class CompressedInput(Stream source) : IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>What has come and is not taken off.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether reading the source failed: nothing is wrong with the data then.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Has <paramref name="count"/> bytes or more available; waits for no more than that.</summary>
    /// <returns>False where the source ends before.</returns>
    public bool Fill(int count)
    {
        while (_end - _start < count)
        {
            if (_isAtEnd) return false;
            MakeRoom(count);
            var read = ReadSource();
            _isAtEnd = read == 0;
            _end += read;
        }

        return true;
    }

    /// <summary>As <see cref="Fill"/>, where the unit goes on.</summary>
    /// <exception cref="InvalidDataException">The source ends before.</exception>
    public ReadOnlySpan<byte> Need(int count) => Fill(count) ? Available[..count] : throw new InvalidDataException(CompressedUnit.EndsEarly);

    public void Skip(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Takes off what must be there, however long it is, as it comes.</summary>
    /// <inheritdoc cref="Need"/>
    public void SkipAll(long count)
    {
        while (count > 0)
        {
            Need(1);
            var part = (int)Math.Min(count, Available.Length);
            Skip(part);
            count -= part;
        }
    }

    /// <summary>Takes off one byte, which must be there.</summary>
    public byte Next()
    {
        var next = Need(1)[0];
        Skip(1);
        return next;
    }

    public void Dispose() => source.Dispose();

    private int ReadSource()
    {
        try
        {
            return source.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    private void MakeRoom(int count)
    {
        if (_start == _end) _start = _end = 0;
        if (_end < _buffer.Length && _start + count <= _buffer.Length) return;
        var larger = count <= _buffer.Length ? _buffer : new byte[Math.Max(count, _buffer.Length * 2)];
        Available.CopyTo(larger);
        (_end, _start, _buffer) = (_end - _start, 0, larger);
    }
}

/// <summary>
/// A <see cref="CompressedInput"/> for libraries that read a stream and take no byte more than they need. An end inside of a unit is an error.
/// </summary>
internal sealed class ExactStream(CompressedInput input) : ReadOnlyStream
{
    public override long Position
    {
        get => input.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        input.Need(1);
        var count = Math.Min(buffer.Length, input.Available.Length);
        input.Available[..count].CopyTo(buffer);
        input.Skip(count);
        return count;
    }

    public override int ReadByte() => input.Next();
}
