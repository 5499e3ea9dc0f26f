using Tremor.Dataflow.Connectors.Streams;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>
/// Reads a regular file from its start to its end under a <see cref="ReadWatch"/>. A file that grows is read on; one that is renamed, or whose name is given to
/// another one, is read to its own end.
/// </summary>
internal sealed class WatchedFile(FileStream file) : ReadOnlyStream
{
    private readonly ReadWatch _watch = new(file.SafeFileHandle, position: 0);
    private long _position;

    public override long Length => file.Length;

    /// <inheritdoc cref="ReadWatch.IsInDoubt"/>
    public bool IsInDoubt => _watch.IsInDoubt;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="FileChangedException">What was read before is no longer in the file.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file.SafeFileHandle, buffer, _position);
        _watch.Follow(buffer[..count]);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
