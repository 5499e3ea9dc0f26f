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
    Contraflow,
}

/// <summary>An operator with state whose every decision depends on what it has seen, so that any change of order shows.</summary>
internal sealed class TestNode(NodeKind kind, string name, int salt, ulong id, List<string> insights) : IOperator
{
    private readonly List<Value> _kept = [];
    private readonly HeldEvents _held = new();
    private EventId _batchId = new(id, 0, 0, 0);
    private int _events;
    private int _signals;

    public bool HandlesSignals => kind is NodeKind.Batcher or NodeKind.Metronome or NodeKind.Contraflow;

    public bool HandlesInsights => kind is NodeKind.Contraflow;

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
                _kept.Add(e.Data.Detach());
                _batchId = _batchId.Track(e.Id);
                output.Hold(_held);
                if (_kept.Count >= 1 + (salt % 4)) Flush(output);
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
            case NodeKind.Batcher when _kept.Count > 0 && (salt & 16) != 0:
                Flush(output);
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
        insights.Add($"{name} {insight.Kind} {insight.Id} {mark} {insight.Meta}");
        var dice = (insight.Id.Event + (ulong)salt) % 7;
        if (insight.Kind == InsightKind.Ack && dice == 0) insight.Kind = InsightKind.None;
        else if (insight.Kind == InsightKind.Fail && dice == 1) insight.Kind = InsightKind.BreakerOpen;
        else if (insight.Kind == InsightKind.Ack && dice == 2) insight.Kind = InsightKind.Fail;
        else if (insight.Kind == InsightKind.Ack && dice == 3) output.Insight(new Insight { Kind = InsightKind.BreakerClosed, Id = insight.Id });
    }

    private void Flush(IEmitter output)
    {
        var path = "[" + string.Join(",", _kept.Select(Payload.Path)) + "]";
        output.EmitMerged(
            Port.Out,
            new Event { Id = _batchId, Data = Payload.Of(_kept.SelectMany(Payload.Roots), Value.From(path)), Meta = Value.EmptyRecord, Transactional = true },
            _held);
        _kept.Clear();
        _batchId = new EventId(id, 0, _batchId.Event + 1, _batchId.Pull + 1);
    }
}
