using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Events;

public sealed class NumberRunsTests
{
    [Fact]
    public void Runs_come_back_as_they_were_added() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 60).SelectMany(static n => Gen.ListOf(Run, n))),
        static added =>
        {
            var runs = new NumberRuns();
            foreach (var (first, count) in added) runs.Add(first, count);
            return Numbers(runs.Runs()).SequenceEqual(Numbers(added)) && runs.Count == added.Sum(static r => r.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_follows_without_a_gap_is_one_run()
    {
        var runs = new NumberRuns();
        for (var i = 0; i < 1000; i++) runs.Add(7 + i, 1);
        runs.Add(2000, 3);
        Assert.Equal([(7L, 1000L), (2000L, 3L)], runs.Runs());
    }

    [Fact]
    public void A_set_takes_over_another()
    {
        var (one, other) = (new NumberRuns(), new NumberRuns());
        one.Add(1, 2);
        other.Add(3, 2);
        other.Add(long.MaxValue / 4, 1);
        one.Add(other);
        Assert.Equal([(1L, 4L), (long.MaxValue / 4, 1L)], one.Runs());
    }

    [Fact]
    public void Numbers_at_both_ends_of_their_range_come_back()
    {
        (long First, long Count)[] added = [(long.MaxValue - 1, 2), (long.MinValue, 1), (0, 1), (long.MaxValue / 2 + 1, 3), (long.MinValue / 2 - 1, 1), (5, 1)];
        var runs = new NumberRuns();
        foreach (var (first, count) in added) runs.Add(first, count);

        // The first two are one run: numbers that are pulls go on behind the middle of what 64 bits hold.
        Assert.Equal([(long.MaxValue - 1, 3L), .. added[2..]], runs.Runs());
        Assert.True(runs.EndsWith(5));
        Assert.False(runs.EndsWith(6));
    }

    private static Gen<(long First, long Count)> Run =>
        from bits in Gen.Choose(1, 58)
        from first in Gen.Choose(0, int.MaxValue)
        from count in Gen.Choose(1, 5)
        select (((long)first << 28) % (1L << bits), (long)count);

    private static IEnumerable<long> Numbers(IEnumerable<(long First, long Count)> runs) =>
        runs.SelectMany(static r => Enumerable.Range(0, (int)r.Count).Select(i => r.First + i));
}
