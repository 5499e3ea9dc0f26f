using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>
/// Which of the insights that answer no event say something new. They come by every way that leads to their maker, and among pipelines beside each other the ways multiply with
/// each layer: one that is no newer than another of the same maker about the same thing says nothing. Used by one caller at a time.
/// </summary>
/// <remarks>
/// Signals, on their way down, are merged by <c>SignalMerge</c>, which waits for the last way. Here the first way counts: an operator may have swallowed what would come by another.
/// </remarks>
internal sealed class NewestInsights
{
    private readonly Dictionary<(ulong Maker, InsightKind About, ulong Source, object? Way), ulong> _numbers = [];

    /// <param name="insight">One that nobody has numbered is always news.</param>
    /// <param name="way">By which it came, for who wants to hear of each way; null where it does not matter.</param>
    public bool IsNews(in Insight insight, object? way)
    {
        if (insight.Number == 0) return true;
        // A breaker has one state, of which the last counts; a sink drains once for each source.
        var about = insight.Kind == InsightKind.BreakerClosed ? InsightKind.BreakerOpen : insight.Kind;
        var source = insight.Kind == InsightKind.Drained ? insight.Source : 0;
        ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, (insight.Maker, about, source, way), out _);
        if (insight.Number <= newest) return false;
        newest = insight.Number;
        return true;
    }
}
