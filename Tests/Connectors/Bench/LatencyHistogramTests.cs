using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Connectors.Bench;

namespace Tremor.Dataflow.Tests.Connectors.Bench;

public sealed class LatencyHistogramTests
{
    [Property(MaxTest = 400)]
    public Property Percentiles_are_right_to_the_significant_figures()
    {
        var values = Gen.Choose(0, 36).SelectMany(
            bits => Gen.Choose(0, int.MaxValue).Select(r => Math.Max(1, (long)(r / (double)int.MaxValue * (1L << bits)))));
        return Prop.ForAll(Gen.Elements(1, 2, 3, 5).ToArbitrary(), values.NonEmptyListOf().ToArbitrary(), static (figures, all) =>
        {
            var histogram = new LatencyHistogram(figures);
            foreach (var value in all) histogram.Record(value);
            var sorted = all.Order().ToArray();
            foreach (var (value, share, count) in histogram.Percentiles())
            {
                var exact = sorted[count - 1];
                Assert.True(count >= share * sorted.Length - 1e-6, $"{count} values at {share}");
                Assert.InRange(value, exact, exact * (1 + Math.Pow(10, -figures)));
            }
        });
    }

    [Fact]
    public void The_last_percentile_counts_everything()
    {
        var histogram = new LatencyHistogram(2);
        for (var i = 1; i <= 1000; i++) histogram.Record(i * 1000L);
        var last = histogram.Percentiles().Last();
        Assert.Equal((1_000_000L, 1.0, 1000L), last);
    }

    [Fact]
    public void What_is_outside_of_the_range_counts_as_its_ends()
    {
        var histogram = new LatencyHistogram(3);
        histogram.Record(-5);
        histogram.Record(0);
        histogram.Record(long.MaxValue);
        Assert.Equal((3, LatencyHistogram.Highest), (histogram.Count, histogram.Max));
    }

    [Fact]
    public void Nothing_recorded_has_no_percentiles() => Assert.Empty(new LatencyHistogram(2).Percentiles());
}
