using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Generic;

/// <summary>Collects events into engine batches: one event for every <c>count</c> events, or for what came within <c>timeout</c>.</summary>
/// <remarks>
/// In: any event. Out, on <c>out</c>: a batch whose payload is an array of
/// <c>{"data": {"value": payload, "meta": metadata, "ingest_ns": int, "kind": null, "is_batch": bool}}</c>, with metadata <c>{}</c>, the ingest time of its
/// first element, no origin, an id that tracks all elements, and the operator metadata of all of them.
/// <para>
/// The events of a batch are answered as the batch is. When the sources have come to their end, or are drained, what is not full is sent, too, if it holds an
/// event that no source will send again; if not, it is neither sent nor answered, and the end of the run mentions it.
/// A timeout is noticed by the next event, which becomes the last element of the batch, or by the next signal (ticks come every 100 ms).
/// </para>
/// Timestamps that go backwards count as no time at all (spec: query 17.5, query 18).
/// <example><code>{"type": "operator", "kind": "generic::batch", "config": {"count": 100, "timeout": 1000000000}}</code></example>
/// </remarks>
[Operator("generic::batch")]
public sealed class BatchOperator(BatchOperator.Config config, OperatorContext context) : IOperator
{
    private const ulong Stream = 0;
    private static readonly FieldName[] s_element = [new("data")];
    private static readonly FieldName[] s_data = [new("value"), new("meta"), new("ingest_ns"), new("kind"), new("is_batch")];

    private readonly List<Value> _elements = [];
    private readonly HeldEvents _held = new();
    private EventId _id = new(context.Id, Stream, 0, 0);
    private TrackedPulls? _tracked;
    private ImmutableSortedDictionary<ulong, Value>? _operatorMeta;
    private ulong _firstNs;
    private bool _isError;
    private bool _transactional;
    private bool _hasEnded;

    /// <inheritdoc/>
    public bool HandlesSignals => config.Timeout is not null;

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        if (_elements.Count == 0) _firstNs = e.IngestNs;
        _elements.Add(ElementOf(e));
        (_tracked ??= new TrackedPulls(_id)).Add(e);
        _transactional |= e.Transactional;
        _isError |= e.IsError;
        if (e.OperatorMeta is { } meta) _operatorMeta = _operatorMeta?.SetItems(meta) ?? meta;
        output.Hold(_held);
        if (IsLate(e.IngestNs) || (ulong)_elements.Count == config.Count || (_hasEnded && Unique > 0)) Flush(output);
    }

    /// <inheritdoc/>
    public void OnSignal(in Signal signal, IEmitter output)
    {
        if (_elements.Count > 0 && IsLate(signal.IngestNs)) Flush(output);
    }

    /// <inheritdoc/>
    public void OnEnd(IEmitter output)
    {
        _hasEnded = true;
        if (Unique > 0) Flush(output);
    }

    /// <inheritdoc/>
    public Leftovers Leftovers => new(_elements.Count - Unique, Unique, _tracked?.FirstUnique);

    /// <summary>Elements that no source sends again.</summary>
    private long Unique => _tracked?.Unique ?? 0;

    private bool IsLate(ulong nowNs) => config.Timeout is { } timeout && nowNs > _firstNs && nowNs - _firstNs > timeout;

    /// <summary>The element outlives the batch that its event came in.</summary>
    private static Value ElementOf(in Event e)
    {
        Value[] data = [e.Data.Detach(), e.Meta.Detach(), Value.From(e.IngestNs), Value.Null, Value.From(e.IsBatch)];
        return Value.FromFields(s_element, [Value.FromFields(s_data, data)]);
    }

    private void Flush(IEmitter output)
    {
        var batch = new Event
        {
            Id = _id with { Tracked = _tracked },
            Data = Value.FromArray([.. _elements]),
            Meta = Value.EmptyRecord,
            IngestNs = _firstNs,
            OperatorMeta = _operatorMeta,
            IsBatch = true,
            Transactional = _transactional,
            IsError = _isError,
        };
        _elements.Clear();
        _tracked = null;
        _id = _id with { Event = _id.Event + 1, Pull = _id.Pull + 1 };
        _operatorMeta = null;
        (_transactional, _isError) = (false, false);
        output.EmitMerged(Port.Out, batch, _held);
    }

    /// <summary>When a batch is complete.</summary>
    public sealed record Config : IValidatableObject
    {
        /// <summary>Events in a batch; 0 for no limit, which needs a timeout.</summary>
        public required ulong Count { get; init; }

        /// <summary>Nanoseconds from the first event of a batch after which it is sent, full or not. Without it a batch waits until it is full.</summary>
        [Unit(TimeUnit.Nanoseconds)]
        public ulong? Timeout { get; init; }

        /// <inheritdoc/>
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Count == 0 && Timeout is null)
                yield return new ValidationResult("a batch without a count needs a timeout: it would never be complete", [nameof(Count)]);
        }
    }
}
