using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>What travels through the mirrors: the insights about a range of results, or one insight about no event.</summary>
internal sealed class Answer
{
    private static readonly FieldName s_time = new("time");

    private readonly Insight[] _insights;
    private readonly int _count;

    private Answer(int count)
    {
        _insights = ArrayPool<Insight>.Shared.Rent(count);
        _count = count;
    }

    /// <summary>Null when no event is answered.</summary>
    public Shipment? Shipment { get; private init; }

    /// <summary>The first result that is answered; insight i is about result <c>First + i</c>.</summary>
    public int First { get; private init; }

    public ulong DurationNs { get; private init; }

    /// <summary>The node that made the insight; null when it came from a target.</summary>
    public Vertex? Maker { get; private init; }

    public Span<Insight> Insights => _insights.AsSpan(0, _count);

    public static Answer Of(in Insight insight, Vertex? maker)
    {
        var answer = new Answer(1) { Maker = maker };
        answer._insights[0] = insight;
        return answer;
    }

    /// <summary>The acks (with <c>{"time": ns}</c>) or fails of results [first, first + count).</summary>
    public static Answer Of(Shipment shipment, int first, int count, Outcome outcome, ulong durationNs)
    {
        var answer = new Answer(count) { Shipment = shipment, First = first, DurationNs = durationNs };
        var meta = outcome == Outcome.Ack ? Value.FromFields([s_time], [Value.From(durationNs)]) : Value.EmptyRecord;
        for (var i = 0; i < count; i++) answer._insights[i] = shipment.InsightOf(first + i, outcome, meta);
        return answer;
    }

    /// <summary>Nobody uses the insights any more.</summary>
    public void Release() => ArrayPool<Insight>.Shared.Return(_insights, clearArray: true);
}
