using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The pull that events come of.</summary>
/// <param name="Meta">Where metadata differs from piece to piece; otherwise the pieces carry it.</param>
internal readonly record struct PullOrigin(ulong Number, SourcePort Port, OriginUri? Origin, IPieceMetadata? Meta);

/// <summary>
/// The last step from a chunk of bytes to an event: makes the events of one stream of what its codec says, with ids, times, metadata and origin, or
/// error records, and puts them into the batches of the ports. Used by the source's loop only.
/// </summary>
internal sealed class StreamEvents(ulong stream, ConnectorContext source, SourcePorts ports, ConnectorStatistics statistics) : IDecodeOutput
{
    private static readonly FieldName s_error = new("error");
    private static readonly FieldName[] s_errorFields = [s_error, new("source"), new("stream_id"), new("pull_id")];

    private readonly Value _alias = Value.From(source.Alias);
    private readonly string _errPlace = $"{source.Alias}/{Port.Err}";
    private ulong _next; // number of the next event
    private PullOrigin _pull;

    // What is being decoded: a piece, or a run of pieces.
    private Piece _piece;
    private byte? _chunkEnd; // where it is a run of chunks of the pull: what ends each
    private int _chunkStart; // of the next chunk, in the buffer of _piece
    private int _chunks; // of this pull, so far; counted where their metadata differs
    private bool _isKept; // whether the batch keeps the buffer of _piece

    /// <summary>How many of the pieces that are being decoded have had their answer: an event, nothing, or an error.</summary>
    public int Answered { get; private set; }

    /// <summary>Everything from here to <see cref="EndPull"/> comes of this pull.</summary>
    public void BeginPull(in PullOrigin pull)
    {
        _pull = pull;
        _chunks = 0;
        _chunkEnd = null;
        ports.Ledger?.BeginPull(stream, pull.Number);
    }

    /// <param name="holdsData">Bytes of this pull wait for the next one.</param>
    public void EndPull(bool holdsData)
    {
        ports.Ledger?.EndPull(holdsData);
        _pull = default;
    }

    /// <summary>A chunk of a pull with metadata of its own, where there is such.</summary>
    public Piece WithMeta(in Piece chunk) => _pull.Meta is { } meta ? chunk with { Meta = meta.Of(chunk.Offset, _chunks++) } : chunk;

    /// <summary>Everything from here to <see cref="EndPiece"/> comes of this piece.</summary>
    public void BeginPiece(in Piece piece)
    {
        _piece = piece;
        _isKept = false;
        Answered = 0;
    }

    /// <summary>Everything from here to <see cref="EndPiece"/> comes of these chunks of the pull, one by one.</summary>
    public void BeginChunks(in Piece chunks, byte separator)
    {
        BeginPiece(chunks);
        (_chunkEnd, _chunkStart) = (separator, chunks.Offset);
    }

    public void EndPiece()
    {
        ports.EndPiece(_pull.Port, _piece.Length);
        _piece = default;
        _chunkEnd = null;
    }

    /// <summary>An event that needs no decoding.</summary>
    public void Event(Value value, Value meta, ulong ingestNs)
    {
        Add(_pull.Port, value, meta, ingestNs);
        ports.EndPiece(_pull.Port, 0);
    }

    /// <summary>A chunk, or a part of it, does not get as far as the codec.</summary>
    public void Refuse(string reason, Value meta, ulong ingestNs)
    {
        AddError(reason, meta, ingestNs);
        ports.EndPiece(_pull.Port, 0);
    }

    public void Attach(IBatchMemory memory)
    {
        if (_pull.Port.Targets.Count > 0) ports.Batch(_pull.Port).Attach(memory);
    }

    void IDecodeOutput.Value(Value value)
    {
        Add(value, NextMeta());
        Answered++;
    }

    void IDecodeOutput.Value(Value value, Value meta)
    {
        NextChunk();
        Add(value, meta);
        Answered++;
    }

    public void Nothing()
    {
        NextChunk();
        Answered++;
    }

    public void Error(string text)
    {
        AddError(text, NextMeta(), _piece.IngestNs);
        Answered++;
    }

    private Value NextMeta()
    {
        if (_pull.Meta is not { } meta || _chunkEnd is null) return _piece.Meta;
        var (offset, index) = (_chunkStart, _chunks);
        NextChunk();
        return meta.Of(offset, index);
    }

    /// <summary>Where each chunk has metadata of its own: goes to the next.</summary>
    private void NextChunk()
    {
        if (_pull.Meta is null || _chunkEnd is not { } separator) return;
        var rest = _piece.Span[(_chunkStart - _piece.Offset)..];
        _chunkStart += rest.IndexOf(separator) + 1;
        _chunks++;
    }

    private void Add(Value value, Value meta)
    {
        if (!_isKept)
        {
            Attach(_piece.Buffer);
            _isKept = true;
        }

        Add(_pull.Port, value, meta, _piece.IngestNs);
    }

    private void AddError(string text, Value meta, ulong ingestNs)
    {
        var error = Value.From(text);
        var record = Value.FromFields(s_errorFields, [error, _alias, Value.From(stream), Value.From(_pull.Number)]);
        Add(ports.Err, record, meta.Detach().With(s_error, error), ingestNs);
    }

    private void Add(SourcePort port, Value value, Value meta, ulong ingestNs)
    {
        var number = _next++;
        var isError = ReferenceEquals(port, ports.Err);
        statistics.AddRead(isError ? 0 : 1, isError ? 1 : 0);
        if (port.Targets.Count == 0)
        {
            if (isError) statistics.Losses.AddUnread(_errPlace, new Event { Id = new(source.Id, stream, number, _pull.Number), Data = value });
            ports.Ledger?.Absorb(number, ports.Hooks);
            return;
        }

        ref var e = ref ports.Batch(port).Add();
        e.Id = new EventId(source.Id, stream, number, _pull.Number);
        e.Data = value;
        e.Meta = meta;
        e.IngestNs = ingestNs;
        e.Origin = _pull.Origin;
        e.Transactional = ports.Ledger is not null;
        e.IsError = isError;
        ports.Ledger?.Track(port.Tracked!, number);
    }
}
