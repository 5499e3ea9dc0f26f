using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class NewestInsightsTests
{
    private readonly NewestInsights _newest = new();

    [Fact]
    public void What_comes_a_second_time_or_too_late_says_nothing_new()
    {
        Assert.True(IsNews(InsightKind.BreakerOpen, 1));
        Assert.False(IsNews(InsightKind.BreakerOpen, 1));
        Assert.True(IsNews(InsightKind.BreakerClosed, 4));
        Assert.False(IsNews(InsightKind.BreakerOpen, 3));
        Assert.True(IsNews(InsightKind.BreakerOpen, 5));
    }

    [Fact]
    public void Each_maker_counts_for_itself() =>
        Assert.True(IsNews(InsightKind.BreakerOpen, 2, maker: 1) && IsNews(InsightKind.BreakerClosed, 1, maker: 2));

    [Fact]
    public void A_breaker_a_start_and_the_drain_of_each_source_are_different_things()
    {
        Assert.True(IsNews(InsightKind.Drained, 9, source: 3));
        Assert.True(IsNews(InsightKind.Drained, 8, source: 4));
        Assert.True(IsNews(InsightKind.BreakerClosed, 7));
        Assert.True(IsNews(InsightKind.SinkStart, 6));
        Assert.False(IsNews(InsightKind.Drained, 8, source: 3));
    }

    [Fact]
    public void Each_way_may_count_for_itself()
    {
        object left = new(), right = new();
        Assert.True(IsNews(InsightKind.BreakerOpen, 1, way: left));
        Assert.True(IsNews(InsightKind.BreakerOpen, 1, way: right));
        Assert.False(IsNews(InsightKind.BreakerOpen, 1, way: left));
    }

    [Fact]
    public void What_nobody_has_numbered_is_heeded_each_time() => Assert.True(IsNews(InsightKind.BreakerOpen, 0) && IsNews(InsightKind.BreakerOpen, 0));

    private bool IsNews(InsightKind kind, ulong number, ulong maker = 1, ulong source = 0, object? way = null) =>
        _newest.IsNews(new Insight { Kind = kind, Maker = maker, Source = source, Number = number }, way);
}
