using Microsoft.Win32.SafeHandles;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>A file was changed under the one who reads it.</summary>
internal sealed class FileChangedException(string message) : IOException(message);

/// <summary>
/// Follows one who reads a regular file to its end, and notices when what was read is no longer there: the file became shorter, or something else was
/// written over it. Otherwise the last piece that was read would pass for a whole one, or be joined to the middle of another.
/// </summary>
/// <remarks>
/// Each read is followed by a look at the 256 bytes in front of it. At the end, and where the time of the file says that it was written to, samples of all that
/// was read are looked at: every overwritten stretch longer than a 64th of it and two reads meets one. A file that is written to and grows is what appending to it looks
/// like; what is written over elsewhere in it is not noticed, nor is what is written ahead of the reader.
/// </remarks>
/// <param name="file">Open for reading; kept.</param>
/// <param name="position">Where the reading begins.</param>
internal sealed class ReadWatch(SafeFileHandle file, long position)
{
    private const int KeptLength = 256; // bytes that have to be there still; to read them again is 0.4 % of a flow from file to file
    private const int SampleLength = 64;
    private const int MaxSamples = 256;

    private readonly byte[] _kept = new byte[KeptLength]; // the last that were read
    private readonly byte[] _found = new byte[KeptLength];
    private readonly long _start = position;
    private readonly long _length = RandomAccess.GetLength(file); // when it was opened
    private readonly DateTime _written = System.IO.File.GetLastWriteTimeUtc(file);
    private readonly List<(long At, byte[] Bytes)> _samples = []; // of what was read, in order
    private int _keptLength;
    private long _position = position;
    private long _stride; // bytes between samples; doubled when they get too many
    private long _nextSample = position;

    /// <summary>
    /// Whether the file has at its end the length that it had at the start, and something was written to it all the same, or its time was set, and no look showed
    /// what: what was read may be partly older than the rest.
    /// </summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Where the next read is to be.</summary>
    public long Position => _position;

    /// <summary>Takes note of what was read next; nothing is the end of the file.</summary>
    /// <exception cref="FileChangedException">What was read before is no longer in the file.</exception>
    public void Follow(ReadOnlySpan<byte> read)
    {
        // Behind the reading: what changed before it is seen, and what changes after it is seen the next time.
        Check(isAtEnd: read.IsEmpty);
        Keep(read);
        Sample(read);
        _position += read.Length;
    }

    private string ReadSoFar => $"{_position - _start:N0} bytes had been read";

    private void Check(bool isAtEnd)
    {
        var isThere = IsThere(_position - _keptLength, _kept.AsSpan(0, _keptLength));
        if (isThere && !isAtEnd) return;
        var length = RandomAccess.GetLength(file);
        if (length < _length || (!isThere && length < _position))
            throw new FileChangedException($"it shrank to {length:N0} bytes while it was read; {ReadSoFar}");
        if (!isThere) throw new FileChangedException($"it was written over while it was read; {ReadSoFar}");
        var isWritten = System.IO.File.GetLastWriteTimeUtc(file) != _written;
        if (isWritten || length != _length) CheckSamples();
        IsInDoubt = isWritten && length == _length;
    }

    private void CheckSamples()
    {
        foreach (var (at, bytes) in _samples)
            if (!IsThere(at, bytes))
                throw new FileChangedException($"it was written over while it was read: at byte {at:N0} stands something else than was read there; {ReadSoFar}");
    }

    private bool IsThere(long at, ReadOnlySpan<byte> bytes)
    {
        var found = _found.AsSpan(0, bytes.Length);
        return bytes.IsEmpty || (RandomAccess.Read(file, found, at) == bytes.Length && found.SequenceEqual(bytes));
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

    private void Sample(ReadOnlySpan<byte> read)
    {
        if (_position < _nextSample || read.IsEmpty) return;
        if (_samples.Count == MaxSamples)
        {
            for (var i = 0; i < MaxSamples / 2; i++) _samples[i] = _samples[i * 2];
            _samples.RemoveRange(MaxSamples / 2, MaxSamples / 2);
            _stride = Math.Max(_stride * 2, (_position - _start) / MaxSamples * 2);
        }

        _samples.Add((_position, read[..Math.Min(read.Length, SampleLength)].ToArray()));
        _nextSample = _position + _stride;
    }
}
