using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Timing;

public sealed class NanosecondsTests
{
    [Fact]
    public void An_instant_counts_from_the_epoch() =>
        Assert.Equal(1_000_000_100UL, new DateTimeOffset(1970, 1, 1, 2, 0, 1, TimeSpan.FromHours(2)).AddTicks(1).ToUnixNs());

    [Fact]
    public void There_is_nothing_before_the_epoch() => Assert.Equal(0UL, DateTimeOffset.UnixEpoch.AddDays(-1).ToUnixNs());

    [Fact]
    public void Now_and_what_has_elapsed_follow_the_clock()
    {
        var time = new VirtualTime();
        var (now, start) = (time.NowNs(), time.GetTimestamp());
        time.Advance(TimeSpan.FromTicks(15));
        Assert.Equal((now + 1500, 1500UL), (time.NowNs(), time.ElapsedNs(start)));
    }
}
