using Tremor.Dataflow.Host.Flows;

namespace Tremor.Dataflow.Tests.Host.Flows;

public sealed class RunTotalsTests
{
    private static readonly RunTotals s_totals = new(
        [
            new("log", "file", true, Events: 10_000, Bytes: 2_300_000, Errors: 3),
            new("requests", "file", false, Events: 9_990, Bytes: 3_100_000, Errors: 0),
            new("failed", "stdio", false, Events: 10, Bytes: 800, Errors: 7),
        ],
        Lost: 0,
        TimeSpan.FromSeconds(0.5));

    [Fact]
    public void The_summary_has_a_row_for_each_side_and_a_total() => Assert.Equal(
        """
          in   log       file   10,000 events  2.30 MB  3 errors
          out  requests  file    9,990 events  3.10 MB  0 errors
          out  failed    stdio      10 events    800 B  7 errors
        10,000 events in, 9,993 out, 10 errors in 0.500 s: 20,000 events/s, 4.60 MB/s

        """,
        s_totals.Summary());

    [Fact]
    public void The_summary_says_what_is_lost() =>
        Assert.Contains("\n10,000 events in, 9,993 out, 10 errors, 1,012 lost in 0.500 s: ", (s_totals with { Lost = 1012 }).Summary());

    [Fact]
    public void Progress_shows_the_speed_of_the_last_moment()
    {
        var before = new RunTotals([new("log", "file", true, Events: 9_000, Bytes: 2_100_000, Errors: 3)], 0, TimeSpan.FromSeconds(0.4));
        Assert.Equal("0.500 s: in 10,000 events (10,000 events/s, 2.00 MB/s), out 9,993, 10 errors", s_totals.Progress(before));
    }

    [Fact]
    public void Nothing_at_all_is_summed_up_without_dividing_by_zero() =>
        Assert.StartsWith("0 events in, 0 out, 0 errors in 0.000 s", new RunTotals([], 0, TimeSpan.Zero).Summary());
}
