using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

/// <summary>
/// The account of one wave: when which of its events have ended, how, and that the wave is free for others then, and not before. A wave that is lost costs no answer,
/// only memory, so nothing else would tell.
/// </summary>
public sealed class WaveTests
{
    private readonly RecordingUpstream _sender = new();
    private readonly WavePool _pool = new();
    private readonly Settlement _told = new();

    private string Ended
    {
        get
        {
            _told.Deliver();
            return string.Join(' ', _sender.Outcomes.Select(static o => $"{o.Key}:{o.Value}"));
        }
    }

    [Fact]
    public void A_wave_without_counters_is_free_when_all_its_events_have_ended()
    {
        var wave = Begin(10, 3);
        wave.SettleDirectly(0, 2, Outcome.Ack, 1, _told);
        wave.SettleDirectly(0, 0, Outcome.Fail, 1, _told);
        wave.Leave();
        Assert.NotSame(wave, _pool.Rent());
        wave.SettleDirectly(2, 1, Outcome.Fail, 1, _told);
        Assert.Equal("10:Ack 11:Ack 12:Fail", Ended);
        Assert.Same(wave, _pool.Rent());
    }

    [Fact]
    public void An_event_with_several_results_ends_with_the_last_of_them_and_as_the_worst()
    {
        var wave = Begin(0, 3);
        wave.Track();
        wave.Expect(0, 2);
        wave.Expect(2, 1);
        wave.Pass(_told);
        wave.Leave();
        Assert.Equal("1:Ack", Ended);
        wave.Settle([0, 2], 0, 2, Outcome.Unanswered, 1, _told);
        Assert.Equal("1:Ack 2:Unanswered", Ended);
        Assert.NotSame(wave, _pool.Rent());
        wave.Settle([0], 0, 1, Outcome.Ack, 1, _told);
        Assert.Equal("0:Unanswered 1:Ack 2:Unanswered", Ended);
        Assert.Same(wave, _pool.Rent());
    }

    [Fact]
    public void A_failure_outlasts_what_comes_behind_it()
    {
        var wave = Begin(0, 2);
        Assert.False(wave.HasFailed(0));
        wave.Fail(0);
        wave.Fail(0);
        Assert.True(wave.HasFailed(0));
        Assert.False(wave.HasFailed(1));
        wave.Expect(0, 1);
        wave.Pass(_told);
        wave.Leave();
        wave.Settle([0], 0, 1, Outcome.Ack, 1, _told);
        Assert.Equal("0:Fail 1:Ack", Ended);
        Assert.Same(wave, _pool.Rent());
    }

    [Fact]
    public void A_wave_of_which_everything_is_held_is_free_while_it_is_held()
    {
        var (wave, set) = (Begin(20, 3), new HeldSet());
        wave.AddHolds([new Hold(set, 0, 3)]);
        wave.Pass(_told);
        wave.Leave();
        Assert.Equal("", Ended);
        Assert.Same(wave, _pool.Rent());
        set.Settle(Outcome.Fail, 1, _told);
        Assert.Equal("20:Fail 21:Fail 22:Fail", Ended);
    }

    [Fact]
    public void What_is_held_and_sent_on_waits_for_both()
    {
        for (var round = 0; round < 3; round++)
        {
            var (wave, set) = (Begin(10 * round, 2), new HeldSet());
            wave.AddHolds([new Hold(set, 0, 2)]);
            wave.Expect(1, 1);
            wave.Pass(_told);
            wave.Leave();
            wave.Settle([1], 0, 1, Outcome.Ack, 1, _told);
            Assert.DoesNotContain($"{(10 * round) + 1}:", Ended, StringComparison.Ordinal);
            set.Settle(Outcome.Ack, 1, _told);
            Assert.EndsWith($"{10 * round}:Ack {(10 * round) + 1}:Ack", Ended, StringComparison.Ordinal);
            Assert.Same(wave, _pool.Rent());
            _pool.Return(wave);
        }

        Assert.Empty(_sender.Offences);
    }

    /// <summary>Whatever kept count of them would take ever larger blocks.</summary>
    [Fact]
    public void Waves_that_come_and_go_take_no_room()
    {
        var largest = 0L;
        for (var round = 0; round < 3000; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (wave, set) = (Begin(round, 1), new HeldSet());
            wave.AddHolds([new Hold(set, 0, 1)]);
            wave.Expect(0, 1);
            wave.Pass(_told);
            wave.Leave();
            wave.Settle([0], 0, 1, Outcome.Ack, 1, _told);
            set.Settle(Outcome.Ack, 1, _told);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            _told.Deliver();
            if (round > 100) largest = Math.Max(largest, bytes);
        }

        Assert.InRange(largest, 0, 4096);
        Assert.Equal(3000, _sender.Outcomes.Count);
    }

    [Fact]
    public void An_event_that_failed_and_is_held_fails_whatever_becomes_of_the_set()
    {
        var (wave, set) = (Begin(0, 2), new HeldSet());
        wave.Fail(1);
        wave.AddHolds([new Hold(set, 0, 2)]);
        wave.Pass(_told);
        wave.Leave();
        set.Settle(Outcome.Ack, 1, _told);
        Assert.Equal("0:Ack 1:Fail", Ended);
        Assert.Same(wave, _pool.Rent());
    }

    [Fact]
    public void A_merged_event_answers_for_what_went_into_it_and_its_wave_waits_for_it()
    {
        var set = new HeldSet();
        var before = Begin(0, 2);
        before.AddHolds([new Hold(set, 0, 2)]);
        before.Pass(_told);
        before.Leave();

        var wave = Begin(2, 1);
        var root = wave.AddMerged(set);
        Assert.Equal(1, root);
        Assert.Equal(2, wave.Roots);
        wave.Expect(root, 2);
        wave.Pass(_told);
        wave.Leave();
        Assert.Equal("2:Ack", Ended);
        wave.Settle([root], 0, 1, Outcome.Ack, 1, _told);
        Assert.Equal("2:Ack", Ended);
        wave.Settle([root], 0, 1, Outcome.Fail, 1, _told);
        Assert.Equal("0:Fail 1:Fail 2:Ack", Ended);
        Assert.Same(wave, _pool.Rent());
    }

    [Fact]
    public void A_merged_event_may_be_held_and_merged_again()
    {
        var (inner, outer) = (new HeldSet(), new HeldSet());
        var first = Begin(0, 2);
        first.AddHolds([new Hold(inner, 0, 2)]);
        first.Pass(_told);
        first.Leave();
        var second = Begin(2, 1);
        second.AddHolds([new Hold(outer, 0, 1), new Hold(outer, second.AddMerged(inner), 1)]);
        second.Pass(_told);
        second.Leave();
        Assert.Equal("", Ended);
        Assert.Same(second, _pool.Rent());
        outer.Settle(Outcome.Ack, 1, _told);
        Assert.Equal("0:Ack 1:Ack 2:Ack", Ended);
    }

    [Fact]
    public void A_merged_event_that_answers_for_nothing_ends_with_the_wave()
    {
        var wave = _pool.Rent();
        wave.BeginSignal(new Signal(SignalKind.Tick, 0, 0), null);
        Assert.True(wave.IsSignal);
        wave.AddMerged(null);
        wave.Pass(_told);
        Assert.NotSame(wave, _pool.Rent());
        wave.Leave();
        Assert.Same(wave, _pool.Rent());
        Assert.Equal(0, wave.Roots);
    }

    [Fact]
    public void A_wave_that_never_went_in_is_free_again_and_nothing_of_it_is_left()
    {
        var wave = Begin(0, 5);
        wave.SignalFailed = true;
        wave.Fail(3);
        wave.Abandon();
        Assert.Same(wave, _pool.Rent());
        Assert.Equal((0, null, false, false), (wave.Count, wave.From, wave.SignalFailed, wave.IsTracked));
        wave.BeginBatch(_sender, 0, 5);
        wave.Track();
        Assert.False(wave.HasFailed(3));
    }

    [Fact]
    public void Events_beside_each_other_that_end_alike_are_told_together()
    {
        var wave = Begin(0, 100);
        wave.Fail(50);
        wave.Pass(_told);
        wave.Leave();
        Assert.Equal(100, Ended.Split(' ').Length);
        Assert.Equal(Outcome.Fail, _sender.Outcomes[50]);
        Assert.Equal(3, _sender.Calls);
    }

    [Fact]
    public void A_set_of_several_senders_answers_each_for_its_own()
    {
        var other = new RecordingUpstream();
        var set = new HeldSet();
        foreach (var (from, first) in new[] { (_sender, 0L), (other, 0L), (_sender, 1L), (other, 7L) })
        {
            var wave = _pool.Rent();
            wave.BeginBatch(from, first, 1);
            wave.AddHolds([new Hold(set, 0, 1)]);
            wave.Pass(_told);
            wave.Leave();
        }

        var rest = new HeldSet();
        rest.Add(set);
        rest.Settle(Outcome.Ack, 1, _told);
        Assert.Equal("0:Ack 1:Ack", Ended);
        Assert.Equal([0L, 7L], other.Outcomes.Keys);
        Assert.Empty(_sender.Offences.Concat(other.Offences));
    }

    private Wave Begin(long first, int count)
    {
        var wave = _pool.Rent();
        wave.BeginBatch(_sender, first, count);
        return wave;
    }
}
