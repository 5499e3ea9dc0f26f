using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>The answer of one pull of a source.</summary>
public enum SourceReplyKind
{
    /// <summary>Bytes for the preprocessors and the codec.</summary>
    Data,

    /// <summary>A value that is an event already.</summary>
    Structured,

    /// <summary>The stream has ended: what its preprocessors hold is decoded, or handed to its successor; then it is forgotten.</summary>
    EndStream,

    /// <summary>
    /// The stream broke and will not be read again: it is forgotten. A piece of which its preprocessors hold a part counts as lost, and the pulls that brought it are
    /// acknowledged, where anything else of them is, without it.
    /// </summary>
    StreamFail,

    /// <summary>The source will never deliver again.</summary>
    Finished,
}

/// <summary>Metadata that differs from chunk to chunk of one pull: made when the event of a chunk is.</summary>
public interface IPieceMetadata
{
    /// <summary>
    /// The metadata of one chunk: a record, which looks into no buffer. Called from the source's loop, before the next pull. What it throws is an error event, in
    /// place of this chunk and of those behind it in the reply.
    /// </summary>
    /// <param name="offset">Where the chunk begins, in bytes of the reply.</param>
    /// <param name="index">How many chunks of the reply come before it.</param>
    Value Of(int offset, int index);
}

/// <summary>The facts about the events of a pull besides their payload.</summary>
public readonly record struct PullDetails
{
    /// <summary>Which stream they belong to. A stream begins with its first reply; the number may be used again when it has ended.</summary>
    public ulong Stream { get; init; }

    /// <summary>Metadata of all of them: a record; null stands for <c>{}</c>.</summary>
    public Value Meta { get; init; }

    /// <summary>Metadata of each chunk, in place of <see cref="Meta"/>.</summary>
    public IPieceMetadata? PieceMeta { get; init; }

    /// <summary>Where the events come from, for <c>origin::</c> functions and error events; null when that is not known.</summary>
    public OriginUri? Origin { get; init; }

    /// <summary>The port, <c>out</c> by default.</summary>
    public Port? Port { get; init; }

    /// <summary>The pull id, where the source has numbers of its own (offset, index); null for the counter of pulls.</summary>
    public ulong? PullId { get; init; }

    /// <summary>The ingest time in nanoseconds since the epoch, where the source knows it; null for now.</summary>
    public ulong? IngestNs { get; init; }
}

/// <summary>The answer of one pull (spec: runtime 9.5): one of the kinds, with what belongs to it. Made by the methods that are named like the kinds.</summary>
public readonly struct SourceReply
{
    private readonly PullDetails _details;
    private readonly PooledBuffer? _buffer;
    private readonly Value _value;
    private readonly byte? _separator;
    private readonly ulong? _successor;

    private SourceReply(
        SourceReplyKind kind, in PullDetails details, PooledBuffer? buffer = null, byte? separator = null, Value value = default, ulong? successor = null)
    {
        Kind = kind;
        _details = details;
        _buffer = buffer;
        _separator = separator;
        _value = value;
        _successor = successor;
    }

    /// <summary>The kind, which says what else the reply has.</summary>
    public SourceReplyKind Kind { get; }

    /// <summary>The stream of every kind but <see cref="SourceReplyKind.Finished"/>.</summary>
    public ulong Stream => Kind == SourceReplyKind.Finished ? throw Wrong() : _details.Stream;

    /// <summary>Of <see cref="SourceReplyKind.Data"/> and <see cref="SourceReplyKind.Structured"/>.</summary>
    public PullDetails Details => Kind is SourceReplyKind.Data or SourceReplyKind.Structured ? _details : throw Wrong();

    /// <summary>The bytes of <see cref="SourceReplyKind.Data"/>; the hold on them passes to the receiver.</summary>
    public PooledBuffer Buffer => Kind == SourceReplyKind.Data ? _buffer! : throw Wrong();

    /// <summary>Of <see cref="SourceReplyKind.Data"/>: what ends each chunk; null when the bytes are one chunk.</summary>
    public byte? Separator => Kind == SourceReplyKind.Data ? _separator : throw Wrong();

    /// <summary>The payload of <see cref="SourceReplyKind.Structured"/>.</summary>
    public Value Value => Kind == SourceReplyKind.Structured ? _value : throw Wrong();

    /// <summary>Of <see cref="SourceReplyKind.EndStream"/>: the stream that continues this one; null when it ends for good.</summary>
    public ulong? Successor => Kind == SourceReplyKind.EndStream ? _successor : throw Wrong();

    /// <summary>The source will never deliver again.</summary>
    public static SourceReply Finished { get; } = new(SourceReplyKind.Finished, default);

    /// <summary>Bytes that are one chunk.</summary>
    /// <param name="buffer">The hold on it passes to the receiver.</param>
    public static SourceReply Data(PooledBuffer buffer, in PullDetails details) => new(SourceReplyKind.Data, details, buffer);

    /// <summary>Several chunks in one pull: each is treated as if it had come by itself, without what ends it.</summary>
    /// <param name="separator">Ends each chunk; none of them holds it. Behind the last one it may be missing.</param>
    /// <inheritdoc cref="Data(PooledBuffer, in PullDetails)"/>
    public static SourceReply Data(PooledBuffer buffer, byte separator, in PullDetails details) => new(SourceReplyKind.Data, details, buffer, separator);

    /// <summary>A value that is an event already.</summary>
    public static SourceReply Structured(Value value, in PullDetails details) => new(SourceReplyKind.Structured, details, value: value);

    /// <summary>The stream has ended for good, and everything of it has come.</summary>
    public static SourceReply EndStream(ulong stream) => new(SourceReplyKind.EndStream, new PullDetails { Stream = stream });

    /// <summary>
    /// The stream goes on as another one, as a log file does behind its rotation: what the preprocessors of the old one hold waits for the chunks of
    /// the new one, and is acknowledged with them. The new one has a codec of its own and must not have begun.
    /// </summary>
    public static SourceReply EndStream(ulong stream, ulong successor) =>
        new(SourceReplyKind.EndStream, new PullDetails { Stream = stream }, successor: successor);

    /// <summary>The stream broke and will not be read again: what is incomplete of it is lost.</summary>
    public static SourceReply StreamFail(ulong stream) => new(SourceReplyKind.StreamFail, new PullDetails { Stream = stream });

    private InvalidOperationException Wrong() => new($"a reply of the kind {Kind} has no such part");
}
