using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// A message through the mirrors, from the outputs to the inputs: settled ranges of waves; or results that a target has settled, with the
/// insights that show them to the operators; or one insight about no event.
/// </summary>
internal sealed class Answer
{
    private static readonly FieldName s_time = new("time");

    private Insight[] _insights = [];
    private int _count;

    /// <summary>The settled ranges of waves, by their counters; delivered at the inputs.</summary>
    public Settlement Settlement { get; } = new();

    /// <summary>The shipment whose results are answered; null when none is.</summary>
    public Shipment? Shipment { get; private set; }

    /// <summary>The first result that is answered; insight i is about result <c>First + i</c>.</summary>
    public int First { get; private set; }

    public ulong DurationNs { get; private set; }

    /// <summary>The node that made the insight; null when it came from a target.</summary>
    public Vertex? Maker { get; private set; }

    public bool IsEmpty => _count == 0 && Settlement.IsEmpty;

    /// <summary>By whom an insight about no event came: the receiver of a target; null when none did.</summary>
    public object? Receiver { get; private set; }

    /// <summary>The outputs by which it came, by index.</summary>
    public bool[] Outputs { get; private set; } = [];

    public Span<Insight> Insights => _insights.AsSpan(0, _count);

    /// <summary>Carries one insight that a node made.</summary>
    public void Carry(in Insight insight, Vertex maker)
    {
        Maker = maker;
        Rent(1)[0] = insight;
    }

    /// <summary>Carries one insight that came from a receiver, by the outputs that lead to it.</summary>
    public void Carry(in Insight insight, object receiver, bool[] outputs)
    {
        (Receiver, Outputs) = (receiver, outputs);
        Rent(1)[0] = insight;
    }

    /// <summary>Carries the acks (with <c>{"time": ns}</c>) or fails of results [first, first + count).</summary>
    public void Carry(Shipment shipment, int first, int count, Outcome outcome, ulong durationNs)
    {
        (Shipment, First, DurationNs) = (shipment, first, durationNs);
        var meta = outcome == Outcome.Ack ? Value.FromFields([s_time], [Value.From(durationNs)]) : Value.EmptyRecord;
        var insights = Rent(count);
        for (var i = 0; i < count; i++) insights[i] = shipment.InsightOf(first + i, outcome, meta);
    }

    /// <summary>Carries nothing any more.</summary>
    public void Clear()
    {
        (Shipment, Maker, Receiver, Outputs) = (null, null, null, []);
        if (_count == 0) return;
        ArrayPool<Insight>.Shared.Return(_insights, clearArray: true);
        (_insights, _count) = ([], 0);
    }

    private Insight[] Rent(int count)
    {
        _count = count;
        return _insights = ArrayPool<Insight>.Shared.Rent(count);
    }
}
