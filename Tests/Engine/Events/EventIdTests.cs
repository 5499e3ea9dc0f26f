using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Events;

/// <summary>Ids of merged events (spec: runtime 2.3).</summary>
public sealed class EventIdTests
{
    private static readonly EventId s_own = new(9, 0, 4, 4);

    [Fact]
    public void An_id_is_shown_with_the_least_and_the_greatest_pull_of_each_stream() => Assert.Equal(
        "9:0:4:4 [min=1:0:3, max=1:0:8], [min=1:2:5, max=1:2:5], [min=9:0:4, max=9:0:4]",
        Merged(new(1, 2, 0, 5), new(1, 0, 0, 8), new(1, 0, 1, 3)).ToString());

    [Fact]
    public void Only_what_was_merged_is_tracked()
    {
        var id = Merged(new(1, 0, 0, 3), new(1, 0, 1, 8), new(1, 0, 2, 9));
        Assert.Equal([new TrackedRange(1, 0, 3, 3), new TrackedRange(1, 0, 8, 9), new TrackedRange(9, 0, 4, 4)], id.Tracked!.Exact());
    }

    [Fact]
    public void An_id_that_was_merged_brings_all_that_it_tracks()
    {
        var tracked = new TrackedPulls(new EventId(10, 0, 0, 0));
        tracked.Add(Merged(new EventId(1, 0, 0, 3), new EventId(1, 0, 1, 8)));
        Assert.Equal("[min=1:0:3, max=1:0:8] [min=9:0:4, max=9:0:4] [min=10:0:0, max=10:0:0]", string.Join(" ", tracked.Ranges().Select(static r =>
            $"[min={r.Source}:{r.Stream}:{r.MinPull}, max={r.Source}:{r.Stream}:{r.MaxPull}]")));
        Assert.Equal([new TrackedRange(1, 0, 3, 3), new TrackedRange(1, 0, 8, 8), new TrackedRange(9, 0, 4, 4), new TrackedRange(10, 0, 0, 0)], tracked.Exact());
    }

    [Fact]
    public void An_id_without_others_is_shown_alone() => Assert.Equal("9:0:4:4", s_own.ToString());

    private static EventId Merged(params EventId[] parts)
    {
        var tracked = new TrackedPulls(s_own);
        foreach (var part in parts) tracked.Add(part);
        return s_own with { Tracked = tracked };
    }
}
