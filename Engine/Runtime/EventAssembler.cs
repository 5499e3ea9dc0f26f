using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A batch that is full or whose time has come, with the port it leaves by.</summary>
internal readonly record struct ReadyBatch(SourcePort Port, EventBatch Batch, long First);

/// <summary>An output port of a source with what is linked to it, and the batch that is being filled.</summary>
internal sealed class SourcePort(Port port)
{
    public Port Port => port;

    public List<IEventTarget> Targets { get; } = [];

    public EventBatch? Filling { get; set; }

    /// <summary>Decoded bytes that went into <see cref="Filling"/>.</summary>
    public int FilledBytes { get; set; }

    public TrackedBatch? Tracked { get; set; }
}

/// <summary>
/// Makes events of what a source delivers: ids, times and origin, error records, batches of bounded size for each port. Used by the source's loop only.
/// </summary>
internal sealed class EventAssembler(ulong sourceId, string alias, bool isTransactional, ConnectorStatistics statistics, SourceHooks hooks)
    : IDecodeOutput
{
    /// <summary>How many events or decoded bytes fill a batch; a run of lines may go beyond it.</summary>
    private const int MaxEvents = 256;
    private const int MaxBytes = 48 * 1024;

    private static readonly FieldName s_error = new("error");
    private static readonly FieldName[] s_errorFields = [s_error, new("source"), new("stream_id"), new("pull_id")];

    private readonly Value _source = Value.From(alias);
    private readonly SourcePort _out = new(Port.Out);
    private readonly SourcePort _err = new(Port.Err);
    private readonly List<ReadyBatch> _ready = [];
    private long _sent;

    // What is being decoded.
    private SourceStream _stream = null!;
    private SourcePort _port = null!;
    private ulong _pull;
    private Value _meta;
    private ulong _ingestNs;
    private OriginUri? _origin;

    public SettlementLedger? Ledger { get; } = isTransactional ? new SettlementLedger(sourceId) : null;

    public IReadOnlyList<SourcePort> Ports => [_out, _err];

    public bool HasTargets => _out.Targets.Count > 0;

    /// <summary>Whether something waits to be sent.</summary>
    public bool HasEvents => _ready.Count > 0 || _out.Filling is not null || _err.Filling is not null;

    /// <summary>Whether a full batch waits.</summary>
    public bool IsFull => _ready.Count > 0;

    public SourcePort this[Port port] =>
        port.Equals(Port.Out) ? _out
        : port.Equals(Port.Err) ? _err
        : throw new ArgumentException($"{alias} Invalid port '{port}'");

    /// <summary>What follows, up to <see cref="End"/>, comes of this pull.</summary>
    public void Begin(SourceStream stream, in SourceReply reply, ulong pull, ulong nowNs)
    {
        _stream = stream;
        _port = this[reply.Port ?? Port.Out];
        _pull = pull;
        _meta = reply.Meta.IsNull ? Value.EmptyRecord : reply.Meta;
        _ingestNs = reply.IngestNs ?? nowNs;
        _origin = reply.Origin;
        Ledger?.BeginPull(stream.Id, pull);
    }

    public void End()
    {
        Ledger?.EndPull(_stream.HoldsData);
        _meta = default;
        _origin = null;
    }

    public void Decode(PooledBuffer buffer, byte? chunkSeparator)
    {
        if (chunkSeparator is { } separator) _stream.DecodeChunks(buffer, separator, _meta, _ingestNs, this);
        else _stream.Decode(buffer, _meta, _ingestNs, this);
    }

    public void Finish() => _stream.Finish(this);

    /// <summary>A run of complete lines, all in one batch.</summary>
    public void Lines(ILineCodec codec, PooledBuffer buffer, int offset, int length, byte separator)
    {
        if (_port.Targets.Count > 0) Batch(_port).Attach(buffer);
        try
        {
            codec.DecodeLines(buffer, offset, length, separator, this);
        }
        catch (Exception e)
        {
            Error(e.Message);
        }

        SealFull(_port, length);
    }

    /// <summary>One piece, decoded by itself.</summary>
    public void Piece(ICodec codec, in Piece piece)
    {
        var batch = Batch(_port);
        var meta = piece.Meta;
        DecodeStatus status;
        Value value;
        string? error;
        try
        {
            status = codec.Decode(piece, batch, ref meta, out value, out error);
        }
        catch (Exception e)
        {
            (status, value, error) = (DecodeStatus.Error, default, e.Message);
        }

        if (status == DecodeStatus.Value)
        {
            batch.Attach(piece.Buffer);
            Add(_port, value, meta, piece.IngestNs);
        }
        else if (status == DecodeStatus.Error) AddError(error ?? "", piece.Meta, piece.IngestNs);

        SealFull(_port, piece.Length);
    }

    public void Structured(Value value)
    {
        Add(_port, value, _meta, _ingestNs);
        SealFull(_port);
    }

    void IDecodeOutput.Attach(IBatchMemory memory) => Batch(_port).Attach(memory);

    void IDecodeOutput.Value(Value value) => Add(_port, value, _meta, _ingestNs);

    public void Error(string text) => AddError(text, _meta, _ingestNs);

    /// <summary>Takes what waits, in the order in which it was filled, and leaves nothing.</summary>
    public void TakeReady(List<ReadyBatch> into)
    {
        Seal(_out);
        Seal(_err);
        into.AddRange(_ready);
        _ready.Clear();
    }

    private void AddError(string text, Value meta, ulong ingestNs)
    {
        var error = Value.From(text);
        var stream = Value.From(_stream.Id);
        Add(_err, Value.FromFields(s_errorFields, [error, _source, stream, Value.From(_pull)]), meta.Detach().With(s_error, error), ingestNs);
        SealFull(_err);
    }

    private void Add(SourcePort port, Value value, Value meta, ulong ingestNs)
    {
        var number = _stream.NextEvent++;
        var isError = ReferenceEquals(port, _err);
        statistics.AddRead(isError ? 0 : 1, isError ? 1 : 0);
        if (port.Targets.Count == 0)
        {
            Ledger?.Absorb(number, hooks);
            return;
        }

        ref var e = ref Batch(port).Add();
        e.Id = new EventId(sourceId, _stream.Id, number, _pull);
        e.Data = value;
        e.Meta = meta;
        e.IngestNs = ingestNs;
        e.Origin = _origin;
        e.Transactional = isTransactional;
        Ledger?.Track(port.Tracked!, number);
    }

    private EventBatch Batch(SourcePort port)
    {
        if (port.Filling is { } batch) return batch;
        port.Filling = batch = EventBatch.Rent();
        port.Tracked = Ledger?.BeginBatch(port.Targets.Count);
        return batch;
    }

    private void SealFull(SourcePort port, int bytes = 0)
    {
        port.FilledBytes += bytes;
        if (port.FilledBytes >= MaxBytes || port.Filling?.Count >= MaxEvents) Seal(port);
    }

    private void Seal(SourcePort port)
    {
        if (port.Filling is not { } batch) return;
        port.Filling = null;
        port.FilledBytes = 0;
        if (port.Tracked is { } tracked) Ledger!.Send(tracked, _sent);
        if (batch.Count > 0) _ready.Add(new ReadyBatch(port, batch, _sent));
        _sent += batch.Count;
        if (batch.Count == 0) batch.Release();
        port.Tracked = null;
    }
}
