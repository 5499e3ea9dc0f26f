using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>How a connector takes codecs (spec: runtime 6).</summary>
public enum CodecUse
{
    Required,

    /// <summary>json unless another one is named.</summary>
    Optional,

    /// <summary>Takes no codec: its events are values already.</summary>
    Structured,
}

/// <summary>The surroundings of a connector: everything it is given besides its own configuration.</summary>
public sealed record ConnectorContext
{
    /// <summary><c>flow::connector</c>.</summary>
    public required string Alias { get; init; }

    /// <summary>Id of its source and its sink (spec: runtime 1.2).</summary>
    public required ulong Id { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>The requests that a connector may make of the process.</summary>
    public required IProcessControl Process { get; init; }

    /// <summary>The name of this machine, as origins show it.</summary>
    public required string HostName { get; init; }
}

/// <summary>The process around the flows.</summary>
public interface IProcessControl
{
    /// <summary>Standard input, shared by all that read it.</summary>
    Stream StandardInput { get; }

    Stream StandardOutput { get; }

    Stream StandardError { get; }

    /// <summary>Starts the shutdown in the background and returns at once.</summary>
    /// <param name="graceful">Drain the flows before stopping them.</param>
    void RequestShutdown(bool graceful);
}

/// <summary>A connector: a source, a sink, or both. Made once for each <c>create</c>, before anything is linked.</summary>
public interface IConnector
{
    /// <summary>Null when it cannot be read from with this configuration.</summary>
    ISource? Source { get; }

    /// <summary>Null when it cannot be written to with this configuration.</summary>
    ISink? Sink { get; }
}

/// <summary>The kinds of results of a pull.</summary>
public enum SourceReplyKind
{
    /// <summary>Bytes for the preprocessors and the codec.</summary>
    Data,

    /// <summary>A value that is an event already.</summary>
    Structured,

    /// <summary>The stream has ended: flush and forget it.</summary>
    EndStream,

    /// <summary>The stream broke: forget it, leftovers are lost.</summary>
    StreamFail,

    /// <summary>The source will never deliver again.</summary>
    Finished,
}

/// <summary>The answer of one pull (spec: runtime 9.5).</summary>
public readonly record struct SourceReply
{
    public required SourceReplyKind Kind { get; init; }

    public ulong Stream { get; init; }

    /// <summary>The bytes of <see cref="SourceReplyKind.Data"/>; the hold on it passes to the receiver.</summary>
    public PooledBuffer? Buffer { get; init; }

    /// <summary>
    /// With <see cref="SourceReplyKind.Data"/>: the bytes are several chunks, each ended by this byte, and are treated as if each, without
    /// that byte, had come by itself, all with one pull id. Null: they are one chunk.
    /// </summary>
    public byte? ChunkSeparator { get; init; }

    /// <summary>The payload of <see cref="SourceReplyKind.Structured"/>.</summary>
    public Value Value { get; init; }

    /// <summary>Metadata: a record; null stands for <c>{}</c>.</summary>
    public Value Meta { get; init; }

    public OriginUri? Origin { get; init; }

    /// <summary>The port, <c>out</c> by default.</summary>
    public Port? Port { get; init; }

    /// <summary>The pull id, where the source has numbers of its own (offset, index); null for the counter of pulls.</summary>
    public ulong? PullId { get; init; }

    /// <summary>The ingest time in nanoseconds since the epoch, where the source knows it; null for now.</summary>
    public ulong? IngestNs { get; init; }

    public static SourceReply Finished { get; } = new() { Kind = SourceReplyKind.Finished };

    public static SourceReply EndStream(ulong stream) => new() { Kind = SourceReplyKind.EndStream, Stream = stream };
}

/// <summary>
/// The reading half of a connector. The engine calls one method at a time and starts no pull before <see cref="ConnectAsync"/> succeeded,
/// the flow started and every sink that can be reached is ready.
/// </summary>
public interface ISource
{
    /// <summary>Whether events want an ack or fail.</summary>
    bool IsTransactional { get; }

    /// <summary>Whether a drain lets the open streams come to their end first (spec: runtime 10.1).</summary>
    bool IsAsynchronous { get; }

    /// <summary>Connects or reconnects. An exception is a failed attempt; the engine retries by the reconnect strategy.</summary>
    ValueTask ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Waits for what comes next. Cancelling loses nothing: a pull that is given up delivers the same the next time.
    /// An <see cref="IOException"/> or <see cref="ConnectionLostException"/> reports a lost connection.
    /// </summary>
    ValueTask<SourceReply> PullAsync(CancellationToken cancellation);

    /// <summary>Everything up to and including this pull is delivered. May come more than once.</summary>
    void Ack(ulong stream, ulong pull)
    {
    }

    /// <summary>This pull, and what came behind it, was not delivered. May come more than once.</summary>
    void Fail(ulong stream, ulong pull)
    {
    }

    /// <summary>One settled event, in the order of settlement; for sources that count answers (<c>cb</c>).</summary>
    void Settled(in Events.EventId id, Outcome outcome)
    {
    }

    /// <summary>The breaker opened or a person paused: no pull until <see cref="OnResume"/>.</summary>
    void OnPause()
    {
    }

    void OnResume()
    {
    }

    /// <summary>Closes everything. May be called twice.</summary>
    ValueTask StopAsync() => ValueTask.CompletedTask;
}

/// <summary>A part of a connector has lost its connection: the engine reconnects by the strategy.</summary>
public sealed class ConnectionLostException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Encodes and postprocesses the events of a sink, stream by stream (spec: runtime 11.3). Owned by the engine.</summary>
public interface ISerializer
{
    /// <summary>Appends the bytes of one event (every element of an engine batch) for <paramref name="stream"/>.</summary>
    /// <returns>What is wrong; null when it went well. On an error nothing is appended.</returns>
    string? Serialize(in Event e, ulong stream, IChunkOutput output);

    /// <summary>Appends all events of a batch to one writer, where chunk boundaries do not matter (files, byte streams).</summary>
    /// <param name="failed">Called with the index of each event that cannot be encoded, and why.</param>
    void Serialize(ReadOnlySpan<Event> events, ulong stream, System.Buffers.IBufferWriter<byte> output, Action<int, string> failed);

    /// <summary>Flushes the postprocessors of a stream and forgets it.</summary>
    string? Finish(ulong stream, IChunkOutput output);

    /// <summary>Forgets all streams: the connection is gone.</summary>
    void Clear();
}

/// <summary>Events for a sink, and what becomes of each. What is neither failed nor deferred when the call returns is delivered.</summary>
public interface IDelivery
{
    Port Port { get; }

    ReadOnlySpan<Event> Events { get; }

    /// <summary>The batch behind it; a sink that answers later retains it.</summary>
    EventBatch Batch { get; }

    /// <summary>The event was not delivered.</summary>
    void Fail(int index);

    /// <summary>Nothing will ever be said of this event (<c>cb</c> without a command): it stays unsettled.</summary>
    void Ignore(int index);

    /// <summary>The answer comes later, through what is returned, once.</summary>
    IDeferred Defer(int index);
}

/// <summary>The answer that a sink still owes for one event.</summary>
public interface IDeferred
{
    void Ack();

    void Fail();
}

/// <summary>The messages of a sink besides settlements; may be called at any time.</summary>
public interface ISinkContext
{
    ISerializer Serializer { get; }

    /// <summary>Opens the breaker upstream: sources stop pulling.</summary>
    void OpenBreaker();

    /// <summary>Closes it.</summary>
    void CloseBreaker();

    /// <summary>The connection is gone: reconnect by the strategy.</summary>
    void ConnectionLost(Exception? reason);
}

/// <summary>The writing half of a connector. The engine calls one method at a time.</summary>
public interface ISink
{
    /// <summary>Input ports besides <c>in</c>.</summary>
    IReadOnlyList<Port> ExtraPorts => [];

    /// <summary>Whether the sink has anything to say of its own at start.</summary>
    void OnStart(ISinkContext context);

    /// <inheritdoc cref="ISource.ConnectAsync"/>
    ValueTask ConnectAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>
    /// Delivers a batch. An exception fails every event of it that is not settled; an <see cref="IOException"/> or
    /// <see cref="ConnectionLostException"/> also reports a lost connection.
    /// </summary>
    ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation);

    ValueTask OnSignalAsync(Signal signal, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Writes what is left and closes everything. May be called twice.</summary>
    ValueTask StopAsync() => ValueTask.CompletedTask;
}
