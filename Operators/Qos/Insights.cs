using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Qos;

/// <summary>What operators that guard a way downstream need: marks on events, and the meaning of the insights that come back (spec: query 17).</summary>
internal static class Insights
{
    /// <summary>Marks an event: insights that answer it are seen by the operator of this id, and carry the mark.</summary>
    public static void Mark(ref Event e, ulong id, Value mark) => e.OperatorMeta = (e.OperatorMeta ?? ImmutableSortedDictionary<ulong, Value>.Empty).SetItem(id, mark);

    /// <summary>Whether the insight answers an event that the operator has marked.</summary>
    public static bool IsMarked(in Insight insight, ulong id, out Value mark)
    {
        mark = Value.Null;
        return insight.OperatorMeta is { } marks && marks.TryGetValue(id, out mark);
    }

    /// <summary>Whether the insight says that things go badly: a failure, an open breaker, or an answer that took longer than so many nanoseconds.</summary>
    public static bool IsError(in Insight insight, ulong timeoutNs)
    {
        if (insight.Kind is InsightKind.Fail or InsightKind.BreakerOpen) return true;
        if (!insight.Meta.IsRecord) return false;
        return insight.Meta.TryGetField("error"u8, out _) || (insight.Meta.TryGetField("time"u8, out var time) && time.TryGetUInt64(out var ns) && ns > timeoutNs);
    }
}
