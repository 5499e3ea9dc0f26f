using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.File;

/// <summary>The reading half of <see cref="FileConnector"/>.</summary>
/// <remarks>
/// A plain file is read in the pull itself: that is a copy out of the page cache. What may wait for a peer (a named pipe, a terminal) is read
/// beside it, and a read that a cancelled pull left behind is what the next pull waits for.
/// </remarks>
internal sealed class FileSource(FileConnector.Config config, ConnectorContext context) : ISource
{
    private const ulong Stream = 0;

    /// <summary>How long a drain waits for a read that is under way: one that finds anything to read takes less.</summary>
    private static readonly TimeSpan s_lastRead = TimeSpan.FromMilliseconds(50);

    private readonly PullDetails _details = new()
    {
        Meta = new RecordBuilder(1).Set("file", new RecordBuilder(1).Set("path", Value.From(config.Path)).Build()).Build(),
        Origin = new OriginUri("tremor-file", context.HostName, null, [config.Path]),
    };

    private readonly PendingRead<PooledBuffer> _reading = new();
    private readonly PatientOpen _opening = new(context, config.Path, "writer");
    private Stream? _raw; // as it lies there, before it is decompressed
    private Stream? _content;
    private volatile string? _openFile;
    private bool _mayWait;
    private long _size; // bytes; 0 where nobody knows
    private long _position; // bytes of the file
    private bool _isAtEnd;
    private int _chunkSize = config.ChunkSize; // of the next read; a byte at the end of a drain

    /// <inheritdoc cref="FileSink.OpenFile"/>
    public string? OpenFile => _openFile;

    public bool IsTransactional => false;

    /// <summary>What its writer may keep open for ever is not read to its end.</summary>
    public bool ReadsOnWhileDraining => !_mayWait;

    public InputExtent? Extent
    {
        get
        {
            var (read, size) = (Volatile.Read(ref _position), Volatile.Read(ref _size));
            return new(read, size > 0 ? Math.Max(read, size) : null);
        }
    }

    public async ValueTask ConnectAsync(CancellationToken cancellation)
    {
        Close();
        try
        {
            var file = await _opening.OpenAsync(Open, cancellation);
            _mayWait = !file.CanSeek;
            _openFile = FileIdentity.OfHandle(file.SafeFileHandle);
            Volatile.Write(ref _position, 0);
            Volatile.Write(ref _size, file.CanSeek ? file.Length : 0);
            Stream content = _openFile is not null && file.Length > 0 ? new WatchedFile(file) : file;
            _raw = content;
            _content = CompressionNames.OfFile(config.Path) is { } algorithm ? new DecompressingStream(algorithm, content) : content;
            _isAtEnd = false;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Opening("read", config.Path, e);
        }
    }

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isAtEnd) return SourceReply.Finished;
        if (_content is not { } content) throw new InvalidOperationException($"\"{config.Path}\" is not open");
        var buffer = await ReadAsync(content, cancellation);
        if (buffer.Length > 0) return SourceReply.Data(buffer, _details);
        buffer.Release();
        _isAtEnd = true;
        if (content is DecompressingStream { IsOfNoByte: true })
            context.Logger.LogError("[{Alias}] \"{Path}\" has no byte: what compresses it was cut off, or wrote nothing", context.Alias, config.Path);
        if (_raw is WatchedFile { IsInDoubt: true })
            context.Logger.LogWarning(
                "[{Alias}] \"{Path}\" was written to while it was read, and is as long as before: parts of what was read may be older than others", context.Alias, config.Path);
        return SourceReply.EndStream(Stream);
    }

    public async ValueTask<SourceReply?> TakeReadAheadAsync()
    {
        if (!_reading.IsUnderWay) return null;
        using var soon = new CancellationTokenSource(s_lastRead, context.Time);
        try
        {
            return await PullAsync(soon.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask<SourceReply?> ReadOnAsync(CancellationToken cancellation)
    {
        if (!_mayWait || _content is null || _isAtEnd) return null;
        _chunkSize = 1;
        try
        {
            return await PullAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public ValueTask StopAsync()
    {
        Close();
        _opening.Abandon();
        return ValueTask.CompletedTask;
    }

    /// <exception cref="OutsideException">It cannot be read on.</exception>
    private async ValueTask<PooledBuffer> ReadAsync(Stream content, CancellationToken cancellation)
    {
        try
        {
            return _mayWait ? await _reading.ReadAsync(() => Task.Run(() => Read(content), CancellationToken.None), cancellation) : Read(content);
        }
        catch (InvalidDataException e)
        {
            var why = content is DecompressingStream { Doubt: { } doubt } ? new InvalidDataException($"{e.Message}; {doubt}", e) : e;
            throw FileErrors.Reading("decompress", config.Path, why);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Reading("read", config.Path, e);
        }
    }

    private FileStream Open()
    {
        DescriptorReserve.Demand();
        return new(config.Path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
    }

    private PooledBuffer Read(Stream content)
    {
        var buffer = PooledBuffer.Rent(_chunkSize);
        try
        {
            buffer.Length = content.Read(buffer.Array, 0, _chunkSize);
            Volatile.Write(ref _position, _mayWait ? _position + buffer.Length : _raw!.Position);
            return buffer;
        }
        catch
        {
            buffer.Release();
            throw;
        }
    }

    private void Close()
    {
        var content = _content;
        _content = null;
        _openFile = null;
        // A decoder that is at work must not lose what it works with.
        _reading.Abandon(static buffer => buffer.Release(), content);
    }
}
