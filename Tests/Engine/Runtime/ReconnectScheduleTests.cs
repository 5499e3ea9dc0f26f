using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class ReconnectScheduleTests
{
    [Fact]
    public void Without_randomness_the_wait_grows_by_the_rate_and_is_cut_to_whole_milliseconds()
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(5, 1.5, null, false)), static () => 0);
        Assert.Equal([5UL, 7, 10, 15], Enumerable.Range(0, 4).Select(_ => schedule.NextWaitMs()));
    }

    [Theory]
    [InlineData(0.0, 100)]
    [InlineData(0.999999, 150)]
    public void A_random_wait_lies_between_the_last_one_and_the_grown_one_inclusive(double random, ulong second)
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(100)), () => random);
        Assert.Equal(100UL, schedule.NextWaitMs());
        Assert.Equal(second, schedule.NextWaitMs());
    }

    [Fact]
    public void A_rate_below_one_shrinks_the_wait()
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(100, 0.5)), static () => 0);
        schedule.NextWaitMs();
        Assert.Equal(50UL, schedule.NextWaitMs());
    }

    [Fact]
    public void A_success_starts_over()
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(100, 2, 2, false)), static () => 0);
        schedule.Failed();
        schedule.NextWaitMs();
        schedule.Failed();
        Assert.False(schedule.MayRetry);
        Assert.Equal("Max retries exceeded: 2", schedule.WhyNot);
        Assert.Equal("Attempt #2 (overall: #2)", schedule.ToString());
        schedule.Succeeded();
        Assert.True(schedule.MayRetry);
        Assert.Equal(100UL, schedule.NextWaitMs());
        Assert.Equal("Attempt #0 (overall: #3)", schedule.ToString());
    }

    [Fact]
    public void A_success_that_is_taken_back_is_one_more_failure_behind_those_before_it()
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(100, 2, 3, false)), static () => 0);
        for (var i = 1UL; i <= 3; i++)
        {
            Assert.True(schedule.MayRetry);
            Assert.Equal(100UL << (int)(i - 1), schedule.NextWaitMs());
            schedule.Succeeded();
            schedule.TakeBack();
            Assert.Equal($"Attempt #{i} (overall: #{i})", schedule.ToString());
        }

        Assert.False(schedule.MayRetry);
    }

    [Fact]
    public void No_strategy_means_one_attempt_a_second_after_a_loss()
    {
        var schedule = new ReconnectSchedule(ReconnectPlan.None, static () => 0);
        schedule.Succeeded();
        Assert.True(schedule.MayRetry);
        Assert.Equal(1000UL, schedule.NextWaitMs());
        schedule.Failed();
        Assert.False(schedule.MayRetry);
        Assert.Equal("`None` Reconnect strategy.", schedule.WhyNot);
    }

    [Fact]
    public void A_wait_never_outgrows_what_a_timer_can_hold()
    {
        var schedule = new ReconnectSchedule(new ReconnectPlan(new RetryPlan(ulong.MaxValue, 1e300, null, false)), static () => 0);
        Assert.Equal(schedule.NextWaitMs(), schedule.NextWaitMs());
        Assert.True(TimeSpan.FromMilliseconds(schedule.NextWaitMs()) < TimeSpan.FromDays(49));
    }
}
