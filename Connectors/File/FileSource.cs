using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
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

    private readonly PullDetails _details = new()
    {
        Meta = new RecordBuilder(1).Set("file", new RecordBuilder(1).Set("path", Value.From(config.Path)).Build()).Build(),
        Origin = new OriginUri("tremor-file", context.HostName, null, [config.Path]),
    };

    private readonly PendingRead<PooledBuffer> _reading = new();
    private Stream? _content;
    private volatile string? _openFile;
    private bool _mayWait;
    private bool _isAtEnd;

    /// <inheritdoc cref="FileSink.OpenFile"/>
    public string? OpenFile => _openFile;

    public bool IsTransactional => false;

    public bool ReadsOnWhileDraining => true;

    public async ValueTask ConnectAsync(CancellationToken cancellation)
    {
        Close();
        try
        {
            // To open a named pipe may wait for its writer.
            var file = await Task.Run(Open, cancellation).WaitAsync(cancellation);
            _mayWait = !file.CanSeek;
            _openFile = FileIdentity.OfHandle(file.SafeFileHandle);
            Stream content = _openFile is not null && file.Length > 0 ? new WatchedFile(file) : file;
            _content = CompressionNames.OfFile(config.Path) is { } algorithm ? Decompressor.Open(algorithm, content) : content;
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
        PooledBuffer buffer;
        try
        {
            buffer = _mayWait ? await _reading.ReadAsync(() => Task.Run(() => Read(content), CancellationToken.None), cancellation) : Read(content);
        }
        catch (InvalidDataException e)
        {
            throw FileErrors.Reading("decompress", config.Path, e);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Reading("read", config.Path, e);
        }

        if (buffer.Length > 0) return SourceReply.Data(buffer, _details);
        buffer.Release();
        _isAtEnd = true;
        return SourceReply.EndStream(Stream);
    }

    public ValueTask StopAsync()
    {
        Close();
        return ValueTask.CompletedTask;
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
        var buffer = PooledBuffer.Rent(config.ChunkSize);
        try
        {
            buffer.Length = content.Read(buffer.Array, 0, config.ChunkSize);
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
        _content?.Dispose();
        _content = null;
        _openFile = null;
        _reading.Abandon(static buffer => buffer.Release());
    }
}
