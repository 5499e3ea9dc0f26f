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

    private readonly Value _alias = Value.From(source.Alias);
    private readonly string _errPlace = $"{source.Alias}/{Port.Err}";
    private readonly string _outPlace = $"{source.Alias}/{Port.Out}";
    private ulong _next; // number of the next event
    private PullOrigin _pull;

    // What is being decoded: a piece, or a run of pieces.
    private Piece _piece;
    private byte? _pieceEnd; // where it is a run of pieces: what ends each
    private int _located; // of the run: the place of a piece, counted from 0
    private int _locatedAt; // and where it starts
    private ulong _runStart; // pieces of the stream in front of the run
    private byte? _chunkEnd; // where it is a run of chunks of the pull: what ends each
    private int _chunkStart; // of the next chunk, in the buffer of _piece
    private int _chunks; // of this pull, so far; counted where their metadata differs
    private bool _isKept; // whether the batch keeps the buffer of _piece

    /// <summary>How many pieces of the stream have had their answer: an event, nothing, or an error.</summary>
    public ulong Pieces { get; private set; }

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
    }

    /// <summary>Everything from here to <see cref="EndPiece"/> comes of these pieces, one by one.</summary>
    public void BeginLines(in Piece lines, byte separator)
    {
        BeginPiece(lines);
        _pieceEnd = separator;
        (_located, _locatedAt, _runStart) = (0, lines.Offset, Pieces);
    }

    /// <summary>Everything from here to <see cref="EndPiece"/> comes of these chunks of the pull, one by one.</summary>
    public void BeginChunks(in Piece chunks, byte separator)
    {
        BeginLines(chunks, separator);
        (_chunkEnd, _chunkStart) = (separator, chunks.Offset);
    }

    public void EndPiece()
    {
        ports.EndPiece(_pull.Port, _piece.Length);
        _piece = default;
        _pieceEnd = null;
        _chunkEnd = null;
    }

    /// <summary>The id of the event that would come next.</summary>
    public EventId NextId(ulong pull) => new(source.Id, stream, _next, pull);

    /// <summary>An event that needs no decoding.</summary>
    public void Event(Value value, Value meta, ulong ingestNs)
    {
        Add(_pull.Port, value, meta, ingestNs);
        Pieces++;
        ports.EndPiece(_pull.Port, 0);
    }

    /// <summary>A chunk, or a part of it, does not get as far as the codec.</summary>
    /// <param name="lost">What is given up, or its beginning.</param>
    /// <param name="length">Bytes of what is given up.</param>
    public void Refuse(string reason, in Piece lost, long length)
    {
        AddError(reason, new LostData(lost.Span, length), lost.Meta, lost.IngestNs);
        Pieces++;
        ports.EndPiece(_pull.Port, 0);
    }

    public void Attach(IBatchMemory memory)
    {
        if (_pull.Port.Targets.Count > 0) ports.Batch(_pull.Port).Attach(memory);
    }

    void IDecodeOutput.Value(Value value)
    {
        Add(value, NextMeta());
        Pieces++;
    }

    /// <summary>Values one by one.</summary>
    public void Values(ReadOnlySpan<Value> values)
    {
        foreach (ref readonly var value in values) ((IDecodeOutput)this).Value(value);
    }

    void IDecodeOutput.Value(Value value, Value meta)
    {
        NextChunk();
        Add(value, meta);
        Pieces++;
    }

    public void Nothing()
    {
        NextChunk();
        Pieces++;
    }

    public void Error(string text)
    {
        var lost = Located();
        AddError(text, new LostData(lost, lost.Length), NextMeta(), _piece.IngestNs);
        Pieces++;
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

    /// <summary>The piece that has no answer yet.</summary>
    private ReadOnlySpan<byte> Located()
    {
        if (_pieceEnd is not { } separator) return _piece.Span;
        var run = _piece.Span;
        for (; _located < (int)(Pieces - _runStart); _located++) _locatedAt += run[(_locatedAt - _piece.Offset)..].IndexOf(separator) + 1;
        var rest = run[(_locatedAt - _piece.Offset)..];
        return rest.IndexOf(separator) is >= 0 and var end ? rest[..end] : rest;
    }

    /// <summary>An error event (spec: runtime 9.6).</summary>
    private void AddError(string text, LostData lost, Value meta, ulong ingestNs)
    {
        var error = Value.From(statistics.Losses.Redact(text));
        var record = new RecordBuilder(7)
            .Set("error", error).Set("source", _alias).Set("stream_id", Value.From(stream)).Set("pull_id", Value.From(_pull.Number));
        if (ports.Err.Targets.Count > 0) lost.AddTo(record);
        Add(ports.Err, record.Set("number", Value.From(Pieces + 1)).Build(), meta.Detach().With(s_error, error), ingestNs);
    }

    private void Add(SourcePort port, Value value, Value meta, ulong ingestNs)
    {
        var number = _next++;
        var isError = ReferenceEquals(port, ports.Err);
        if (isError) statistics.AddReadError();
        else statistics.AddRead();
        ports.Reporter?.Count(isError ? 1 : 0, ingestNs);
        if (port.Targets.Count == 0)
        {
            if (!isError) statistics.Losses.AddDropped(_outPlace, 1);
            else statistics.Losses.AddUnread(_errPlace, new Event { Id = new(source.Id, stream, number, _pull.Number), Data = value });
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
