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

    private readonly Value _meta = new RecordBuilder(1).Set("file", new RecordBuilder(1).Set("path", Value.From(config.Path)).Build()).Build();
    private readonly OriginUri _origin = new("tremor-file", context.HostName, null, [config.Path]);

    private Stream? _content;
    private bool _mayWait;
    private Task<PooledBuffer>? _reading;
    private bool _isAtEnd;

    /// <summary>The error that ended the reading for good: to read again from the start would send again what was sent, up to the same place.</summary>
    private IOException? _failure;

    public bool IsTransactional => false;

    public bool IsAsynchronous => true;

    public async ValueTask ConnectAsync(CancellationToken cancellation)
    {
        if (_failure is not null) throw _failure;
        Close();
        try
        {
            // To open a named pipe may wait for its writer.
            var file = await Task.Run(Open, cancellation).WaitAsync(cancellation);
            _mayWait = !file.CanSeek;
            _content = CompressionNames.OfFile(config.Path) is { } algorithm ? Decompressor.Open(algorithm, file) : file;
            _isAtEnd = false;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Describe("read", config.Path, e);
        }
    }

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isAtEnd) return SourceReply.Finished;
        if (_content is not { } content) throw new InvalidOperationException($"\"{config.Path}\" is not open");
        PooledBuffer buffer;
        try
        {
            if (_mayWait)
            {
                _reading ??= Task.Run(() => Read(content), CancellationToken.None);
                buffer = await _reading.WaitAsync(cancellation);
                _reading = null;
            }
            else buffer = Read(content);
        }
        catch (InvalidDataException e)
        {
            _reading = null;
            _failure = FileErrors.Describe("decompress", config.Path, new IOException("its data is corrupt or ends early", e));
            throw _failure;
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            _reading = null;
            _failure = FileErrors.Describe("read", config.Path, e);
            throw _failure;
        }

        if (buffer.Length > 0) return new SourceReply { Kind = SourceReplyKind.Data, Stream = Stream, Buffer = buffer, Meta = _meta, Origin = _origin };
        buffer.Release();
        _isAtEnd = true;
        return SourceReply.EndStream(Stream);
    }

    public ValueTask StopAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private FileStream Open() => new(config.Path, new FileStreamOptions
    {
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.SequentialScan,
    });

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
        _reading = null;
    }
}
