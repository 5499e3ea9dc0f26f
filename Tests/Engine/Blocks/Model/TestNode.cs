using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

internal enum NodeKind
{
    Stream,
    Counter,
    Filter,
    Router,
    Multiplier,
    Failing,
    Batcher,
    Metronome,
    Grouper,
    Contraflow,
    Breaker,
    Balancer,
}

/// <summary>An operator with state whose every decision depends on what it has seen, so that any change of order shows.</summary>
internal sealed class TestNode(NodeKind kind, string name, int salt, ulong id, List<string> insights) : IOperator
{
    private const int Groups = 3;

    private readonly Group[] _groups = [.. Enumerable.Range(0, Groups).Select(_ => new Group())];
    private ulong _batches;
    private int _events;
    private int _signals;

    public bool HandlesSignals => kind is NodeKind.Batcher or NodeKind.Grouper or NodeKind.Metronome or NodeKind.Contraflow or NodeKind.Breaker;

    public bool HandlesInsights => kind is NodeKind.Contraflow or NodeKind.Breaker or NodeKind.Balancer;

    /// <summary>Some of those that may say so, so that a batch goes on with and without being copied.</summary>
    public bool EmitsLast => kind != NodeKind.Multiplier && (salt & 8) == 0;

    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        _events++;
        var dice = Payload.Dice(e.Data, salt, 12);
        e.Data = Payload.Marked(e.Data, $" {input}>{name}.{_events}");
        switch (kind)
        {
            case NodeKind.Filter when dice < 5:
                break;
            case NodeKind.Router:
                output.Emit(dice < 6 ? Port.Out : Port.Of("side"), e);
                break;
            case NodeKind.Multiplier:
                for (var i = 0; i < dice % 4; i++)
                {
                    e.Data = Payload.Marked(e.Data, $"x{i}");
                    output.Emit(i == 1 ? Port.Of("side") : Port.Out, e);
                }

                break;
            case NodeKind.Failing when dice < 3:
                output.Emit(Port.Out, e);
                throw new InvalidOperationException($"{name} fails on purpose");
            case NodeKind.Batcher:
                Keep(_groups[0], e, 1 + (salt % 4), output);
                break;
            case NodeKind.Grouper:
                Keep(_groups[dice % Groups], e, 2 + (salt % 3), output);
                break;
            case NodeKind.Breaker:
                if (_events % 3 == 0) output.Insight(new Insight { Kind = InsightKind.BreakerOpen, Id = e.Id });
                output.Emit(Port.Out, e);
                break;
            case NodeKind.Balancer:
                output.Emit(_events % 2 == 0 ? Port.Of("side") : Port.Out, e);
                break;
            case NodeKind.Contraflow:
                e.OperatorMeta = (e.OperatorMeta ?? ImmutableSortedDictionary<ulong, Value>.Empty).SetItem(id, Value.From((long)_events));
                if (dice == 0) output.Insight(new Insight { Kind = InsightKind.BreakerOpen, Id = e.Id });
                output.Emit(Port.Out, e);
                break;
            default:
                output.Emit(Port.Out, e);
                break;
        }
    }

    public void OnSignal(in Signal signal, IEmitter output)
    {
        _signals++;
        switch (kind)
        {
            case NodeKind.Batcher or NodeKind.Grouper when _groups[0].Kept.Count > 0 && (salt & 16) != 0:
                Flush(_groups[0], output);
                break;
            case NodeKind.Breaker:
                output.Insight(new Insight { Kind = InsightKind.BreakerClosed, Id = new EventId(id, 0, (ulong)_signals, 0) });
                break;
            case NodeKind.Metronome:
                if (_signals % 4 == 3) throw new InvalidOperationException($"{name} fails on purpose on a signal");
                for (var i = 0; i < 2; i++)
                    output.Emit(Port.Out, new Event { Data = Payload.Of([], Value.From($"{name}!{_signals}.{i}")), Meta = Value.EmptyRecord });
                break;
            case NodeKind.Contraflow:
                output.Insight(new Insight { Kind = InsightKind.BreakerClosed, Id = new EventId(id, 0, (ulong)_signals, 0) });
                break;
        }
    }

    public void OnInsight(ref Insight insight, IEmitter output)
    {
        var mark = insight.OperatorMeta is { } meta && meta.TryGetValue(id, out var seen) ? seen.ToString() : "-";
        insights.Add($"{name} {insight.Kind} {insight.Id} {mark} {insight.Meta} by {string.Join("+", insight.Ports.Select(static p => p.Name).Order())} of {insight.Maker}");
        switch (kind)
        {
            // Its own breaker stands for those behind it, or opens and closes beside them.
            case NodeKind.Breaker when salt % 2 == 0 && insight.Kind is InsightKind.BreakerOpen or InsightKind.BreakerClosed:
                insight.Kind = InsightKind.None;
                return;
            case NodeKind.Balancer when insight is { Kind: InsightKind.Fail, Ports: [var port] }:
                output.Insight(new Insight { Kind = port.Equals(Port.Out) ? InsightKind.BreakerOpen : InsightKind.BreakerClosed, Id = insight.Id });
                return;
        }

        if (kind != NodeKind.Contraflow) return;
        var dice = (insight.Id.Event + (ulong)salt) % 7;
        if (insight.Kind == InsightKind.Ack && dice == 0) insight.Kind = InsightKind.None;
        else if (insight.Kind == InsightKind.Fail && dice == 1) insight.Kind = InsightKind.BreakerOpen;
        else if (insight.Kind == InsightKind.Ack && dice == 2) insight.Kind = InsightKind.Fail;
        else if (insight.Kind == InsightKind.Ack && dice == 3) output.Insight(new Insight { Kind = InsightKind.BreakerClosed, Id = insight.Id });
    }

    private void Keep(Group group, in Event e, int most, IEmitter output)
    {
        group.Kept.Add(e.Data.Detach());
        (group.Tracked ??= new TrackedPulls(new EventId(id, 0, _batches, _batches))).Add(e.Id);
        output.Hold(group.Held);
        if (group.Kept.Count >= most) Flush(group, output);
    }

    private void Flush(Group group, IEmitter output)
    {
        var path = "[" + string.Join(",", group.Kept.Select(Payload.Path)) + "]";
        var merged = new Event
        {
            Id = new EventId(id, 0, _batches, _batches) { Tracked = group.Tracked },
            Data = Payload.Of(group.Kept.SelectMany(Payload.Roots), Value.From(path)),
            Meta = Value.EmptyRecord,
            Transactional = true,
        };
        output.EmitMerged(Port.Out, merged, group.Held);
        group.Kept.Clear();
        group.Tracked = null;
        _batches++;
    }

    private sealed class Group
    {
        public List<Value> Kept { get; } = [];

        public HeldEvents Held { get; } = new();

        public TrackedPulls? Tracked { get; set; }
    }
}
