using Tremor.Dataflow.Host.Testing;

namespace Tremor.Dataflow.Tests.Host.Testing;

public sealed class ElapsedTimeTests
{
    [Theory]
    [InlineData(0, "0ns")]
    [InlineData(812, "812ns")]
    [InlineData(3_040, "3us 40ns")]
    [InlineData(72_635_100, "72ms 635us")]
    [InlineData(30_080_000_000, "30s 80ms")]
    [InlineData(125_000_000_000, "2m 5s")]
    [InlineData(3_787_000_000_000, "1h 3m 07s")]
    public void A_time_is_shown_in_two_units(long ns, string text) => Assert.Equal(text, ElapsedTime.Format(ns));
}
