using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Connectors.Stdio;

/// <summary>Reads from standard input, writes to standard output and standard error.</summary>
/// <remarks>
/// <para>
/// Standard input is read once in a process, from the first pull on, and every <c>stdio</c> source gets all of what comes from its own first pull on. The
/// reading waits for the slowest of them. There is no metadata and one stream, 0, which ends with the input. Events are not transactional. An input that is
/// closed or cannot be read is an error of the source, which is final. So is one that is a file and becomes shorter or is written over while it is read,
/// or before, once the flow is made, as far as <c>file</c> notices that. A drain delivers what was read ahead, at most about 1 MiB, and reads on only to the end of
/// the piece that this ends in, waiting 3 s for it; what has come of it by then is an event.
/// An output that takes no more, though written by the same connector, leaves the input as it is: the reading goes on where it was.
/// </para>
/// <para>
/// Events to the ports <c>in</c> and <c>stdout</c> go to standard output, those to <c>stderr</c> to standard error, one write and one flush a batch. Each is
/// acknowledged when it is written. What streaming postprocessors hold is written when the flow stops. A process whose output is closed
/// goes on: there is nobody to tell.
/// </para>
/// <example><code>{"kind": "stdio", "codec": "string", "preprocessors": ["separate"], "postprocessors": ["separate"]}</code></example>
/// <para>(spec: connectors B.2)</para>
/// </remarks>
[Connector("stdio", CutsAnywhere = true, ConfigOptional = true, Inputs = ["in", "stdout", "stderr"])]
internal sealed class StdioConnector(ConnectorContext context) : IConnector, ISource, ISink, IChunkOutput
{
    private const ulong Input = 0;
    private const ulong OutputStream = 0;
    private const ulong ErrorStream = 1;

    /// <summary>How long a drain waits for a read that is under way: one that finds anything to read takes less.</summary>
    private static readonly TimeSpan s_lastRead = TimeSpan.FromMilliseconds(50);

    private static readonly Port s_stdout = Port.Of("stdout");
    private static readonly Port s_stderr = Port.Of("stderr");

    private readonly StandardStreams _streams = StandardStreams.Of(context.Process);
    private readonly PullDetails _details = new() { Stream = Input, Origin = new OriginUri("tremor-stdin", context.HostName, null, []) };
    private readonly PooledBufferWriter _pending = new(0);
    private readonly PendingRead<(bool IsRead, PooledBuffer? Bytes)> _readingOn = new();
    private ChannelReader<PooledBuffer>? _input;
    private bool _isAtEnd;
    private bool _hasFailed; // and said so
    private long _read; // bytes
    private long _size; // bytes of a file that is standard input, from where it stands; 0 where nobody knows
    private ISinkContext? _sink;
    private bool _hasWritten;

    public ISource Source => this;

    public ISink Sink => this;

    public bool HasIndependentHalves => true;

    public bool IsTransactional => false;

    public bool ReadsOnWhileDraining => false;

    public InputExtent? Extent
    {
        get
        {
            var (read, size) = (Volatile.Read(ref _read), Volatile.Read(ref _size));
            return new(read, size > 0 ? Math.Max(read, size) : null);
        }
    }

    public IReadOnlyList<Port> ExtraPorts => [s_stdout, s_stderr];

    public IEnumerable<Holding> Holdings(bool reads, bool writes) =>
        (reads ? StandardFiles.Input(context.Process) : []).Concat(writes ? StandardFiles.Outputs(context.Process) : []);

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isAtEnd) return SourceReply.Finished;
        if (_input is null)
        {
            _input = _streams.Listen(out var size);
            Volatile.Write(ref _size, size);
        }

        if (await NextAsync(_input, cancellation) is { } chunk) return chunk;
        _isAtEnd = true;
        return SourceReply.EndStream(Input);
    }

    public async ValueTask<SourceReply?> TakeReadAheadAsync()
    {
        if (_isAtEnd || _hasFailed || _input is null) return null;
        _streams.Finish(_input);
        using var soon = new CancellationTokenSource(s_lastRead, context.Time);
        try
        {
            return await NextAsync(_input, soon.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public async ValueTask<SourceReply?> ReadOnAsync(CancellationToken cancellation)
    {
        if (_isAtEnd || _hasFailed || _input is null) return null;
        try
        {
            // A read that was under way brings what it brings.
            if (await NextAsync(_input, cancellation) is { } chunk) return chunk;
            var (isRead, bytes) = await _readingOn.ReadAsync(() => Task.Run(_streams.ReadByteAsync, CancellationToken.None), cancellation);
            if (bytes is not null) return Taken(bytes);
            _isAtEnd = isRead;
            return isRead ? SourceReply.EndStream(Input) : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void OnStart(ISinkContext sinkContext) => _sink = sinkContext;

    public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
    {
        var isError = delivery.Port.Equals(s_stderr);
        if (!isError && !delivery.Port.Equals(s_stdout) && !delivery.Port.Equals(Port.In))
            throw new InvalidOperationException($"{context.Alias} Invalid port '{delivery.Port}'");

        _hasWritten = true;
        _sink!.Serializer.Serialize(delivery.Events, isError ? ErrorStream : OutputStream, _pending, delivery.Fail);
        WritePending(isError);
        return ValueTask.CompletedTask;
    }

    ValueTask ISource.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISink.ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask ISource.StopAsync()
    {
        if (_input is not null) _streams.Leave(_input);
        _isAtEnd = true;
        return ValueTask.CompletedTask;
    }

    ValueTask ISink.StopAsync()
    {
        if (!_hasWritten) return ValueTask.CompletedTask;
        _hasWritten = false;
        Finish(OutputStream, isError: false);
        Finish(ErrorStream, isError: true);
        _pending.Dispose();
        return ValueTask.CompletedTask;
    }

    void IChunkOutput.Add(ReadOnlySpan<byte> chunk) => _pending.Write(chunk);

    /// <returns>Null at the end of the input.</returns>
    private async ValueTask<SourceReply?> NextAsync(ChannelReader<PooledBuffer> input, CancellationToken cancellation)
    {
        try
        {
            while (await input.WaitToReadAsync(cancellation))
                if (input.TryRead(out var buffer)) return Taken(buffer);
        }
        catch (OutsideException)
        {
            _hasFailed = true;
            throw;
        }

        return null;
    }

    private SourceReply Taken(PooledBuffer buffer)
    {
        Volatile.Write(ref _read, _read + buffer.Length);
        return SourceReply.Data(buffer, _details);
    }

    private void Finish(ulong stream, bool isError)
    {
        if (_sink!.Serializer.Finish(stream, this) is { } error)
            context.Logger.LogError("[{Alias}] Error at the end of the output: {Error}", context.Alias, error);
        WritePending(isError);
    }

    private void WritePending(bool isError)
    {
        try
        {
            if (_pending.Length > 0) _streams.Write(isError, _pending.Span);
        }
        finally
        {
            _pending.Clear();
        }
    }
}
