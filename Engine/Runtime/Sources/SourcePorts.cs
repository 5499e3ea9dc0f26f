using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

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
/// The way out of a source: a port for events and one for errors, batches of bounded size for each, sent in the order in which they were filled. Used by
/// the source's loop only.
/// </summary>
/// <param name="upstream">The source, to which the targets answer.</param>
internal sealed class SourcePorts(ConnectorContext context, SettlementLedger? ledger, SourceHooks hooks, IUpstream upstream, LossLedger losses)
{
    /// <summary>How many events or decoded bytes fill a batch; a run of lines may go beyond it.</summary>
    private const int MaxEvents = 256;
    private const int MaxBytes = 48 * 1024;

    private const string UnderWay = "read, and still in the pipelines when the time for the stop was over";

    private readonly SourcePort[] _all = [new(Port.Out), new(Port.Err)];
    private readonly List<(SourcePort Port, EventBatch Batch, long First)> _full = [];
    private int _flushed; // of those that are full
    private long _next; // number of the next event that is sent
    private readonly LogPace _failuresShown = new(context.Time);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private long _owed;
    private bool _countsAsLost;

    /// <summary>Reports how many events were made; null where nobody asked for it.</summary>
    public ConnectorReporter? Reporter { get; init; }

    public SourcePort Out => _all[0];

    public SourcePort Err => _all[1];

    /// <summary>Null where nobody wants to know what becomes of the events.</summary>
    public SettlementLedger? Ledger => ledger;

    public SourceHooks Hooks => hooks;

    /// <summary>
    /// Events that were sent, or are about to be, and whose fate no target has told; one to several targets counts as often. Any thread may ask. Not counted
    /// where there is a <see cref="Ledger"/>.
    /// </summary>
    public long Owed
    {
        get
        {
            lock (_lock) return _owed;
        }
    }

    /// <summary>Whether a full batch waits to be sent.</summary>
    public bool HasFullBatch => _full.Count > 0;

    /// <summary>Whether anybody reads what the source makes.</summary>
    public bool AreRead => Array.Exists(_all, static p => p.Targets.Count > 0);

    public SourcePort this[Port port] =>
        port.Equals(Port.Out) ? Out
        : port.Equals(Port.Err) ? Err
        : throw new ArgumentException($"{context.Alias} Invalid port '{port}'");

    /// <summary>Whether an event gets several answers.</summary>
    public bool HaveSeveralTargets => Array.Exists(_all, static p => p.Targets.Count > 1);

    /// <summary>The batch that the next event of <paramref name="port"/> goes into.</summary>
    public EventBatch Batch(SourcePort port)
    {
        if (port.Filling is { } batch) return batch;
        port.Filling = batch = EventBatch.Rent();
        port.Tracked = ledger?.BeginBatch(port.Targets.Count);
        return batch;
    }

    /// <summary>A piece or a run of lines is decoded: a batch that is full now takes no more.</summary>
    /// <param name="bytes">How long it was.</param>
    public void EndPiece(SourcePort port, int bytes)
    {
        if (port.Filling is not null) Seal(port, (port.FilledBytes += bytes) >= MaxBytes);
        if (port != Err) Seal(Err, false);
    }

    /// <summary>Sends everything, full or not.</summary>
    public async ValueTask FlushAsync()
    {
        Reporter?.Rest();
        foreach (var port in _all) Seal(port, true);
        if (_full.Count == 0) return;
        // One that could not be sent, by a fault of the engine, is tried again by the next flush.
        for (; _flushed < _full.Count; _flushed++)
        {
            var (port, batch, first) = _full[_flushed];
            var count = batch.Count;
            if (context.Logger.IsEnabled(LogLevel.Debug))
            {
                context.Logger.LogDebug(
                    "[Source::{Alias}] Sending {Count} {Events} to {Port}, the first is {Event}", context.Alias, count, count == 1 ? "event" : "events", port.Port, losses.NameOf(batch.Events[0].Id));
            }

            for (var i = 1; i < port.Targets.Count; i++) batch.Retain();
            foreach (var target in port.Targets)
            {
                try
                {
                    await target.SendAsync(batch, upstream, first);
                }
                catch (Exception e)
                {
                    if (_failuresShown.TryTake(out var hidden)) context.Logger.LogError("[Source::{Alias}] Error sending events{Hidden}: {Message}", context.Alias, LogPace.Hidden(hidden), e.Message);
                    if (!losses.TryBegin()) continue;
                    if (ledger is null) losses.Add(context.Alias, e.Message, count, null);
                    upstream.Settle(first, count, Outcome.Fail, 0);
                    losses.End();
                }
            }
        }

        _full.Clear();
        _flushed = 0;
    }

    public async ValueTask SignalAsync(Signal signal)
    {
        foreach (var port in _all)
            foreach (var target in port.Targets)
            {
                try
                {
                    await target.SignalAsync(signal, upstream);
                }
                catch (Exception e)
                {
                    // A source sends two signals in its life: no flood comes of this.
                    context.Logger.LogError("[Source::{Alias}] Error sending the signal {Signal}: {Message}", context.Alias, signal.Kind, e.Message);
                }
            }
    }

    /// <summary>A target has told what became of some events. From any thread.</summary>
    public void Settled(long count) => Owe(-count);

    /// <summary>Nobody waits for what is owed any longer: it is lost, except what a target tells of all the same. Behind <see cref="LossLedger.Seal"/>.</summary>
    /// <param name="noted">Of what all sources are owed, so much has been noted as lost.</param>
    /// <returns>What is left of that for other sources.</returns>
    public long CountOwedAsLost(long noted)
    {
        lock (_lock)
        {
            if (_countsAsLost) return noted;
            _countsAsLost = true;
            losses.Add(context.Alias, UnderWay, Math.Max(0, _owed - noted), null);
            return Math.Max(0, noted - _owed);
        }
    }

    /// <summary>As <see cref="CountOwedAsLost"/>, of events that are not sent yet; a negative number takes them back. From any thread.</summary>
    public void CountAsLost(SourcePort port, long events)
    {
        if (ledger is null) losses.Add(context.Alias, UnderWay, events * port.Targets.Count, null);
    }

    private void Owe(long count)
    {
        lock (_lock)
        {
            _owed += count;
            if (_countsAsLost) losses.Add(context.Alias, UnderWay, count, null);
        }
    }

    private void Seal(SourcePort port, bool isFull)
    {
        if (port.Filling is not { } batch || !(isFull || batch.Count >= MaxEvents)) return;
        if (port.Tracked is { } tracked) ledger!.Send(tracked, _next);
        if (batch.Count == 0) batch.Release();
        else
        {
            _full.Add((port, batch, _next));
            _next += batch.Count;
            if (ledger is null) Owe((long)batch.Count * port.Targets.Count);
        }

        port.Filling = null;
        port.FilledBytes = 0;
        port.Tracked = null;
    }
}
