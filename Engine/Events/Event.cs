using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Events;

/// <summary>Where an event came from, as a URI in parts (spec: runtime 2.1).</summary>
public sealed record OriginUri(string Scheme, string Host, int? Port, IReadOnlyList<string> Path);

/// <summary>One data event (spec: runtime 2.1). A mutable struct that lives in the array of its <see cref="EventBatch"/>.</summary>
public struct Event
{
    /// <summary>Where it comes from, and what went into it.</summary>
    public EventId Id;

    /// <summary>The payload.</summary>
    public Value Data;

    /// <summary>The metadata: a record, <c>{}</c> when nothing is known.</summary>
    public Value Meta;

    /// <summary>When the source made the event: nanoseconds since the Unix epoch.</summary>
    public ulong IngestNs;

    /// <summary>Where the source had it from; null when that is not known.</summary>
    public OriginUri? Origin;

    /// <summary>The values that operators attached under their own id, to see the insights that answer this event (spec: runtime 2.5); null for none.</summary>
    public ImmutableSortedDictionary<ulong, Value>? OperatorMeta;

    /// <summary>The payload is an engine batch (spec: runtime 2.4).</summary>
    public bool IsBatch;

    /// <summary>Somebody upstream wants to know whether the event arrived.</summary>
    public bool Transactional;

    /// <summary>It is transactional for the sake of an operator alone: its source does not send it again.</summary>
    internal bool IsOnlyAwaited;

    /// <summary>Whether no source sends it again, or not all that was merged into it: where it ends without having been delivered, something is lost.</summary>
    public readonly bool IsUnique => !Transactional || IsOnlyAwaited || Id.Tracked is { Unique: > 0 };

    /// <summary>
    /// Why an operator has sent it by <c>err</c>, where its data does not say so: said where it is lost. It stays while nodes pass the event on as it is; the engine takes it
    /// away where one gives it other data or metadata.
    /// </summary>
    public ErrorReason Reason;

    /// <summary>An operator wants to know whether the event arrives (spec: query 17.1). That makes no source send it again.</summary>
    public void Await()
    {
        IsOnlyAwaited |= !Transactional;
        Transactional = true;
    }

    /// <summary>It is made of several now, which its <see cref="EventId.Tracked"/> knows: whether a source sends it again is asked of them.</summary>
    /// <param name="transactional">Whether one of them was.</param>
    public void Join(bool transactional)
    {
        Transactional = transactional;
        IsOnlyAwaited = false;
    }

    /// <summary>It has left a port <c>err</c> on its way, set by the engine: where nobody reads it, it is lost, whatever has been made of it. A script that has seen to it drops it.</summary>
    public bool IsError;
}

/// <summary>The kinds of signals that travel with the events (spec: runtime 3).</summary>
public enum SignalKind : byte
{
    /// <summary>A source starts to send.</summary>
    Start,

    /// <summary>A source has sent all that it will.</summary>
    Drain,

    /// <summary>Time has passed: comes every 100 ms.</summary>
    Tick,
}

/// <summary>A signal: downstream, in order with the events around it.</summary>
/// <param name="Source">Id of the source that starts or has drained; 0 for other kinds.</param>
/// <param name="IngestNs">When it was made: nanoseconds since the Unix epoch.</param>
public readonly record struct Signal(SignalKind Kind, ulong Source, ulong IngestNs);

/// <summary>The kinds of insights (spec: runtime 4.1).</summary>
public enum InsightKind : byte
{
    /// <summary>Swallowed on its way; delivered to nobody.</summary>
    None,

    /// <summary>A circuit breaker opens: stop sending.</summary>
    BreakerOpen,

    /// <summary>A circuit breaker is closed again: send.</summary>
    BreakerClosed,

    /// <summary>The events named by the id are done.</summary>
    Ack,

    /// <summary>The events named by the id were not delivered.</summary>
    Fail,

    /// <summary>A sink exists downstream.</summary>
    SinkStart,

    /// <summary>That sink has seen the drain signal of that source.</summary>
    Drained,
}

/// <summary>One insight on its way upstream, as an operator that takes part in contraflow sees it.</summary>
public struct Insight
{
    /// <summary>The kind, which says what the other fields hold.</summary>
    public InsightKind Kind;

    /// <summary>The event that it answers; the zero id when it answers none.</summary>
    public EventId Id;

    /// <summary>When it was made: nanoseconds since the Unix epoch.</summary>
    public ulong IngestNs;

    /// <summary>For <see cref="InsightKind.Ack"/>: <c>{"time": ns}</c>, how long the sink took.</summary>
    public Value Meta;

    /// <summary>The operator metadata of the event that it answers.</summary>
    public ImmutableSortedDictionary<ulong, Value>? OperatorMeta;

    /// <summary>
    /// Id of the node or the connector that made it, set by the engine. A source that was told to stop by several breakers waits until each maker has closed
    /// its own. Of an <see cref="InsightKind.Ack"/> or <see cref="InsightKind.Fail"/>: the sink that gave it, 0 where it is the sum of what
    /// came behind a pipeline.
    /// </summary>
    public ulong Maker;

    private IReadOnlyList<Port>? _ports;

    /// <summary>
    /// The output ports of the node that sees it by which it came back, set by the engine: the one by which the event left that it answers; none when the event did not
    /// pass the node; all that lead to the maker when it answers no event, or one that was made or merged further down.
    /// </summary>
    public IReadOnlyList<Port> Ports
    {
        readonly get => _ports ?? [];
        set => _ports = value;
    }

    /// <summary>Source id of <see cref="InsightKind.Drained"/>.</summary>
    public ulong Source;

    /// <summary>Its number among the insights of its maker, from 1, for those that answer no event; 0 for one that nobody has numbered.</summary>
    internal ulong Number;
}
