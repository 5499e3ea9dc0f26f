using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Operators.Grouper;

/// <summary>Limits the rate of events, for each class of them and each of its dimensions.</summary>
/// <remarks>
/// In: events that a script has classified in their metadata: <c>$class</c>, a string; <c>$rate</c>, how many may come within <c>$time_range</c> milliseconds
/// (1000 unless given), counted in <c>$windows</c> slots (100); <c>$dimensions</c>, any value, each of which has a limit of its own; and <c>$cardinality</c>, how many
/// of them are remembered for a class (1000), the last used ones. <c>$rate</c>, <c>$time_range</c> and <c>$windows</c> are read when a dimension is new,
/// <c>$cardinality</c> when a class is. Out: <c>out</c>, <c>overflow</c> for what is too much, <c>err</c> for an event without class or rate (spec: query 17.4), unchanged. Why is logged, and said
/// where the event is lost, unless a node behind <c>err</c> has given it other data or metadata.
/// <example><code>{"type": "operator", "kind": "grouper::bucket"}</code></example>
/// </remarks>
[Operator("grouper::bucket", Outputs = ["out", "overflow", "err"])]
public sealed class BucketOperator : IOperator
{
    private const ulong DefaultCardinality = 1000;
    private const ulong DefaultTimeMs = 1000;
    private const ulong DefaultSlots = 100;
    private static readonly Port s_overflow = Port.Of("overflow");
    private static readonly Fault s_noClass = new("there is no string `class` in its metadata");
    private static readonly Fault s_noRate = new("there is no number `rate` in its metadata");

    private readonly Dictionary<string, BucketClass> _classes = [];

    /// <inheritdoc/>
    public IEnumerable<Measurement> Measurements => _classes.SelectMany(static c => new[]
    {
        new Measurement("bucketing", [("class", c.Key), ("action", "pass")], c.Value.Passed),
        new Measurement("bucketing", [("class", c.Key), ("action", "overflow")], c.Value.Overflowed),
    });

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(PortOf(ref e, output), e);

    private Port PortOf(ref Event e, IEmitter output)
    {
        if (!e.Meta.TryGetField("class"u8, out var named) || named.AsText() is not { } name) return Fail(ref e, s_noClass, output);
        if (!_classes.TryGetValue(name, out var known))
        {
            var cardinality = Number(e.Meta, "cardinality"u8) ?? DefaultCardinality;
            known = _classes[name] = new BucketClass(cardinality == 0 ? DefaultCardinality : cardinality);
        }

        var key = JsonText.ToString(e.Meta.TryGetField("dimensions"u8, out var dimensions) ? dimensions : Value.Null, JsonStyle.Sorted);
        if (known.Find(key) is not { } window)
        {
            if (Number(e.Meta, "rate"u8) is not { } rate) return Fail(ref e, s_noRate, output);
            window = new RateWindow(rate, Number(e.Meta, "time_range"u8) ?? DefaultTimeMs, Number(e.Meta, "windows"u8) ?? DefaultSlots);
            known.Add(key, window);
        }

        return known.Count(window.TryCount(e.IngestNs)) ? Port.Out : s_overflow;
    }

    private static Port Fail(ref Event e, Fault why, IEmitter output)
    {
        output.Failed(in e, why.Finding);
        e.Reason = why.Reason;
        return Port.Err;
    }

    private static ulong? Number(Value meta, ReadOnlySpan<byte> name) => meta.TryGetField(name, out var value) && value.TryGetUInt64(out var number) ? number : null;

    /// <summary>What an event lacks, made once: it may be every event.</summary>
    private sealed class Fault(string why)
    {
        public ErrorReason Reason { get; } = ErrorReason.Of(why);

        public Diagnostic Finding { get; } = new() { Severity = Severity.Error, Code = "Unclassified", Message = why };
    }
}

/// <summary>The dimensions of a class: so many, the last used ones.</summary>
internal sealed class BucketClass(ulong capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Key, RateWindow Window)>> _byKey = [];
    private readonly LinkedList<(string Key, RateWindow Window)> _byUse = new();

    /// <summary>Events within the rate.</summary>
    public long Passed { get; private set; }

    /// <summary>Events above it.</summary>
    public long Overflowed { get; private set; }

    /// <returns><paramref name="isWithin"/>.</returns>
    public bool Count(bool isWithin)
    {
        if (isWithin) Passed++;
        else Overflowed++;
        return isWithin;
    }

    /// <summary>Null where it is not known, or forgotten.</summary>
    public RateWindow? Find(string key)
    {
        if (!_byKey.TryGetValue(key, out var node)) return null;
        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        return node.Value.Window;
    }

    public void Add(string key, RateWindow window)
    {
        if ((ulong)_byKey.Count >= capacity && _byUse.Last is { } oldest)
        {
            _byUse.RemoveLast();
            _byKey.Remove(oldest.Value.Key);
        }

        _byKey.Add(key, _byUse.AddFirst((key, window)));
    }
}
