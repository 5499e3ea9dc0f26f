using Tremor.Dataflow.Engine.Contracts;
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
    public void The_summary_says_how_many_searches_timed_out() =>
        Assert.Contains(" 10 errors, 2 searches timed out in 0.500 s: ", (s_totals with { TimedOutSearches = 2 }).Summary());

    [Fact]
    public void Progress_says_nothing_of_an_end_that_is_out_of_sight()
    {
        var totals = new RunTotals([new("log", "file", true, Events: 1, Bytes: 1, Errors: 0) { Input = new InputExtent(1, long.MaxValue) }], 0, TimeSpan.FromDays(9));
        Assert.StartsWith("216 h 00 min, 0 %: in 1 event ", totals.Progress(totals));
    }

    [Fact]
    public void Progress_shows_the_speed_of_the_last_moment()
    {
        var before = new RunTotals([new("log", "file", true, Events: 9_000, Bytes: 2_100_000, Errors: 3)], 0, TimeSpan.FromSeconds(0.4));
        Assert.Equal("0.500 s: in 10,000 events (10,000 events/s, 2.00 MB/s), out 9,993, 10 errors", s_totals.Progress(before));
    }

    [Fact]
    public void Progress_shows_how_much_is_read_and_what_is_left_where_the_size_of_all_inputs_is_known()
    {
        var one = new SideTotals("log", "file", true, Events: 9_000, Bytes: 2_100_000, Errors: 0) { Input = new(250, 1000) };
        var totals = new RunTotals([one, one with { Input = new(0, 1000) }], 0, TimeSpan.FromSeconds(3));
        Assert.StartsWith("3.00 s, 12 %, 21.0 s left: in ", totals.Progress(totals));
        Assert.StartsWith("3.00 s: in ", (totals with { Sides = [one, one with { Input = new(0, null) }] }).Progress(totals));
        Assert.StartsWith("3.00 s: in ", (totals with { Sides = [one, one with { Input = null }] }).Progress(totals));
        Assert.StartsWith("3.00 s, 0 %: in ", (totals with { Sides = [one with { Input = new(0, 1000) }] }).Progress(totals));
    }

    [Fact]
    public void An_interrupted_run_says_how_far_it_got_with_each_input_that_has_an_end()
    {
        var side = new SideTotals("log", "file", true, Events: 9_000, Bytes: 2_100_000, Errors: 0);
        var totals = new RunTotals(
            [
                side with { Input = new(250_000, 1_000_000) }, side with { Alias = "pipe", Input = new(250, null) },
                side with { Alias = "small", Input = new(7, 7), IsAtEnd = true }, side with { Alias = "drained", Input = new(7, 7) },
                side with { Alias = "clock" },
            ],
            0, TimeSpan.FromSeconds(3));
        Assert.DoesNotContain("interrupted", totals.Summary());
        Assert.EndsWith(
            """
            interrupted by SIGINT
              log: 250 kB of 1.00 MB read (25 %), 750 kB not read
              pipe: not read to its end
              small: read to its end
              drained: read to its end

            """,
            (totals with { InterruptedBy = "SIGINT" }).Summary());
    }

    [Fact]
    public void Nothing_at_all_is_summed_up_without_dividing_by_zero() =>
        Assert.StartsWith("0 events in, 0 out, 0 errors in 0.000 s", new RunTotals([], 0, TimeSpan.Zero).Summary());
}
