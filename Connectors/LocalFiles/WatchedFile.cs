using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Connectors.Streams;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>A file was changed under the one who reads it.</summary>
internal sealed class FileChangedException(string message) : IOException(message);

/// <summary>
/// Reads a regular file from its start to its end and notices when what was read is no longer there: the file became shorter, or something else was
/// written over it. Otherwise the last piece that was read would pass for a whole one, or be joined to the middle of another. A file that grows
/// is read on; one that is renamed, or whose name is given to another one, is read to its own end.
/// </summary>
internal sealed class WatchedFile : ReadOnlyStream
{
    private const int KeptLength = 256; // bytes that have to be there still; to read them again is 0.4 % of a flow from file to file

    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _kept = new byte[KeptLength]; // the last that were read
    private readonly byte[] _found = new byte[KeptLength];
    private readonly long _length; // when it was opened
    private int _keptLength;
    private long _position;

    public WatchedFile(FileStream file)
    {
        _file = file;
        _handle = file.SafeFileHandle;
        _length = file.Length;
    }

    public override long Length => _file.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="FileChangedException">What was read before is no longer in the file.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(_handle, buffer, _position);
        // Behind the reading: what changed before it is seen, and what changes after it is seen the next time.
        Check(isAtEnd: count == 0);
        Keep(buffer[..count]);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private void Check(bool isAtEnd)
    {
        var found = _found.AsSpan(0, _keptLength);
        var isThere = _keptLength == 0
            || (RandomAccess.Read(_handle, found, _position - _keptLength) == _keptLength && found.SequenceEqual(_kept.AsSpan(0, _keptLength)));
        if (isThere && !isAtEnd) return;
        var length = RandomAccess.GetLength(_handle);
        if (length < _length || (!isThere && length < _position))
            throw new FileChangedException($"it shrank to {length:N0} bytes while it was read; {_position:N0} bytes had been read");
        if (!isThere) throw new FileChangedException($"it was written over while it was read; {_position:N0} bytes had been read");
    }

    private void Keep(ReadOnlySpan<byte> read)
    {
        if (read.Length >= KeptLength)
        {
            read[^KeptLength..].CopyTo(_kept);
            _keptLength = KeptLength;
            return;
        }

        var stay = Math.Min(_keptLength, KeptLength - read.Length);
        _kept.AsSpan(_keptLength - stay, stay).CopyTo(_kept);
        read.CopyTo(_kept.AsSpan(stay));
        _keptLength = stay + read.Length;
    }
}
