using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>Why a stream breaks, and so what becomes of a piece of which only a part has come.</summary>
internal enum StreamBreak
{
    /// <summary>The source says so: the rest will never come. It is lost, and its pull is answered without it.</summary>
    Failed,

    /// <summary>The connection is lost: the pull of a transactional source has failed, and comes again; of any other source the piece is lost.</summary>
    Disconnected,

    /// <summary>The engine reads no further: no loss, and the pull of a transactional source stays without an answer.</summary>
    Cut,
}

/// <summary>
/// The streams of a source (spec: runtime 9.5): numbers the pulls and gives what each brings to the decoder of its stream. Used by the source's loop only.
/// </summary>
internal sealed class SourceStreams(
    ConnectorPlan plan, ConnectorContext context, SourcePorts ports, ConnectorStatistics statistics, SourceClock clock)
{
    private readonly Dictionary<ulong, SourceStream> _streams = [];
    private readonly DueStreams _due = new();
    private ulong _pulls;

    public bool IsEmpty => _streams.Count == 0;

    /// <summary>Whether bytes that came belong to an event that is not complete.</summary>
    public bool HoldsData => _streams.Values.Any(static s => s.HoldsData);

    /// <summary>When <see cref="WakeDue"/> wants to be called, by the clock of the source; null for not at all.</summary>
    public long? DueNs => _due.Next()?.DueNs;

    /// <summary>A pull has failed: it counts all the same.</summary>
    public void CountFailedPull() => _pulls++;

    /// <summary>
    /// A pull has brought something that will have its turn later. Its metadata must not be asked of the source behind the next pull, so that one with metadata of each
    /// piece is not begun.
    /// </summary>
    /// <param name="run">Begins with what can be decoded until then.</param>
    /// <param name="forks"><inheritdoc cref="IStreamDecoder.TryBeginAhead"/></param>
    /// <returns>False where nothing can.</returns>
    public bool TryBeginAhead(in SourceReply reply, LineRun run, int forks) =>
        reply is { Kind: SourceReplyKind.Data, Separator: null, Details: { PieceMeta: null } details }
        && _streams.TryGetValue(details.Stream, out var stream) && stream.Decoder is { } decoder
        && decoder.TryBeginAhead(ChunkOf(reply.Buffer, details), run, forks);

    /// <summary>A pull has brought something for one of the streams.</summary>
    /// <param name="ahead">Of it, where it was begun.</param>
    public void Take(in SourceReply reply, LineRun? ahead = null)
    {
        var counted = _pulls++;
        switch (reply.Kind)
        {
            case SourceReplyKind.Data:
                Decode(reply, reply.Details, counted, ahead);
                break;
            case SourceReplyKind.Structured:
                var (stream, details) = (Begin(reply.Details, counted), reply.Details);
                stream.Events.Event(reply.Value, MetaOf(details), details.IngestNs ?? context.Time.NowNs());
                End(stream);
                break;
            case SourceReplyKind.EndStream:
                if (_streams.GetValueOrDefault(reply.Stream) is not { } ended) break;
                // The end of a stream that has numbers of its own belongs to the last of them.
                if (!ended.IsNumberedBySource) ended.LastPull = counted;
                if (reply.Successor is not { } successor || !TryHandOver(ended, successor)) Finish(ended);
                break;
            case SourceReplyKind.StreamFail:
                Break(reply.Stream, StreamBreak.Failed);
                break;
        }
    }

    /// <summary>A fault ended the last pull in the middle: it has failed, and its stream breaks.</summary>
    public void GiveUp(in SourceReply reply, string reason)
    {
        if (ports.Ledger is null) Lose(reason, null);
        if (reply.Kind is SourceReplyKind.Data or SourceReplyKind.Structured)
        {
            ports.Ledger?.FailPull(reply.Details.Stream, reply.Details.PullId ?? _pulls - 1);
            Break(reply.Details.Stream, StreamBreak.Cut);
        }
        else ports.Ledger?.FailOpenPull();
    }

    /// <summary>A pull that would not have been made, had it been known what comes of those before: it counts, and the source brings it again, or nobody does.</summary>
    public void Drop(in SourceReply reply, string reason)
    {
        _pulls++;
        if (reply.Kind is not (SourceReplyKind.Data or SourceReplyKind.Structured)) return;
        if (ports.Ledger is null) Lose(reason, null);
        if (reply.Kind == SourceReplyKind.Data) reply.Buffer.Release();
    }

    /// <summary>
    /// Pulls of a stream were given up: what comes next is cut into pieces from its start, and what is held is part of nothing. Its events are numbered on.
    /// </summary>
    public void Restart(ulong id)
    {
        if (_streams.GetValueOrDefault(id) is not { Decoder: { } decoder } stream) return;
        _due.Forget(stream);
        decoder.Discard();
        stream.Decoder = CreateDecoder();
        stream.IsWoken = true;
        _due.Note(stream);
    }

    /// <summary>Lets preprocessors that have waited long enough give what they hold.</summary>
    public void WakeDue()
    {
        while (_due.Next() is { } due && due.DueNs <= clock.NowNs)
        {
            var stream = due.Stream;
            try
            {
                using var borne = MemoryShortage.Bear();
                Continue(stream);
                stream.Decoder!.OnDue(context.Time.NowNs(), stream.Events);
            }
            catch (Exception e)
            {
                GiveUp(stream, e);
                continue;
            }

            if (stream.DueNs <= due.DueNs)
            {
                // It would be called for ever.
                context.Logger.LogError("[Source::{Alias}] A preprocessor was woken, wants the same again and is not woken any more", context.Alias);
                stream.IsWoken = false;
            }

            End(stream);
        }
    }

    /// <summary>All streams end: decodes what they hold, as the end of the last pull of each.</summary>
    public void FinishAll()
    {
        foreach (var stream in _streams.Values.ToArray())
        {
            try
            {
                using var borne = MemoryShortage.Bear();
                Finish(stream);
            }
            catch (Exception e)
            {
                GiveUp(stream, e);
            }
        }
    }

    /// <summary>All streams break: what they hold is gone.</summary>
    public void BreakAll(StreamBreak why)
    {
        foreach (var id in _streams.Keys.ToArray()) Break(id, why);
    }

    private static Value MetaOf(in PullDetails details) => details.Meta.IsNull ? Value.EmptyRecord : details.Meta;

    private Piece ChunkOf(PooledBuffer buffer, in PullDetails details) =>
        new(buffer, 0, buffer.Length, MetaOf(details), details.IngestNs ?? context.Time.NowNs());

    private void Decode(in SourceReply reply, in PullDetails details, ulong counted, LineRun? ahead)
    {
        var buffer = reply.Buffer;
        try
        {
            statistics.AddReadBytes(buffer.Length);
            var stream = Begin(details, counted);
            var decoder = stream.Decoder ?? throw new InvalidOperationException("a structured connector brings no bytes");
            var chunk = ahead?.Chunk ?? ChunkOf(buffer, details);
            try
            {
                if (ahead is not null) decoder.Decode(chunk, ahead, stream.Events);
                else if (reply.Separator is { } separator) decoder.DecodeChunks(chunk, separator, stream.Events);
                else decoder.Decode(stream.Events.WithMeta(chunk), stream.Events);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Of the source, which makes the metadata of chunks: what comes behind it in this pull is left out.
                stream.Events.Refuse(e.Message, chunk with { Meta = Value.EmptyRecord }, chunk.Length);
            }

            End(stream);
        }
        finally
        {
            buffer.Release();
        }
    }

    private SourceStream Begin(in PullDetails details, ulong counted)
    {
        if (!_streams.TryGetValue(details.Stream, out var stream)) stream = Create(details.Stream);
        stream.IsNumberedBySource = details.PullId is not null;
        stream.LastPull = details.PullId ?? counted;
        stream.Events.BeginPull(new PullOrigin(stream.LastPull, ports[details.Port ?? Port.Out], details.Origin, details.PieceMeta));
        return stream;
    }

    /// <summary>Everything from here on comes behind the last pull of the stream, and counts as its end.</summary>
    private void Continue(SourceStream stream) => stream.Events.BeginPull(new PullOrigin(stream.LastPull, ports.Out, null, null));

    private void End(SourceStream stream)
    {
        stream.Events.EndPull(stream.HoldsData);
        _due.Note(stream);
    }

    private SourceStream Create(ulong id, IStreamDecoder? decoder = null)
    {
        var stream = new SourceStream(id, decoder ?? CreateDecoder(), new StreamEvents(id, context, ports, statistics));
        _streams.Add(id, stream);
        return stream;
    }

    private IStreamDecoder? CreateDecoder()
    {
        if (plan.Codec?.Create() is not { } codec) return null;
        IPreprocessor[] stages = [.. plan.Preprocessors.Select(static p => p.Create())];
        if (plan.AroundPreprocessors is null && stages is [ISeparatingPreprocessor { Buffered: true } splitter] && codec is ILineCodec lines)
            return new LineDecoder(splitter, lines, new(stages, clock));
        if (codec.IsText) stages = TextMark.Between(stages, plan.CutsAnywhere);
        return new PieceDecoder(codec, new(plan.AroundPreprocessors is { } around ? [around(stages)] : stages, clock));
    }

    private void Finish(SourceStream stream)
    {
        Forget(stream);
        Continue(stream);
        stream.Decoder?.Finish(context.Time.NowNs(), stream.Events);
        stream.Events.EndPull(holdsData: false);
    }

    /// <returns>False where there is nothing to hand over, or nobody who could take it.</returns>
    private bool TryHandOver(SourceStream stream, ulong successor)
    {
        if (!stream.HoldsData || _streams.ContainsKey(successor)) return false;
        Forget(stream);
        ports.Ledger?.LeanOn(stream.Id, successor);
        var next = Create(successor, stream.Decoder!.Continue(plan.Codec!.Create()));
        next.LastPull = stream.LastPull;
        next.IsNumberedBySource = stream.IsNumberedBySource;
        _due.Note(next);
        return true;
    }

    private void Break(ulong id, StreamBreak why)
    {
        if (_streams.GetValueOrDefault(id) is not { } stream) return;
        var isLost = why == StreamBreak.Failed || (why == StreamBreak.Disconnected && ports.Ledger is null);
        if (isLost && stream.HoldsData) Lose("the stream broke in the middle of an event", stream.Events.NextId(stream.LastPull));
        Forget(stream);
        stream.Decoder?.Discard();
        if (why == StreamBreak.Failed) ports.Ledger?.DropLeftovers(id);
        else if (why == StreamBreak.Disconnected) ports.Ledger?.FailLeftovers(id);
    }

    /// <summary>What a stream held cannot be decoded, for lack of memory above all: its last pull has failed, and it breaks. The other streams go on.</summary>
    private void GiveUp(SourceStream stream, Exception e)
    {
        var reason = e is OutOfMemoryException ? "out of memory while decoding what a stream held" : e.Message;
        context.Logger.LogError("[Source::{Alias}] Error decoding what a stream held: {Message}", context.Alias, reason);
        if (ports.Ledger is null) Lose(reason, null);
        else ports.Ledger.FailOpenPull();
        Forget(stream);
        stream.Decoder?.Discard();
    }

    /// <summary>An event, or more, is lost before it was made: it counts as one that came in and could not be decoded.</summary>
    private void Lose(string reason, Events.EventId? first)
    {
        statistics.AddReadError();
        statistics.Losses.Add(context.Alias, reason, 1, first);
    }

    private void Forget(SourceStream stream)
    {
        _streams.Remove(stream.Id);
        _due.Forget(stream);
    }
}
