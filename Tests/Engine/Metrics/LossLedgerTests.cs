using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Metrics;

public sealed class LossLedgerTests
{
    private readonly LossLedger _ledger = new();

    [Fact]
    public void Losses_are_summed_up_by_place_and_reason_and_the_first_of_each_is_kept()
    {
        _ledger.Name(7, "flow::in");
        _ledger.Add("flow::out", "disk full", 2, new EventId(7, 0, 4, 1));
        _ledger.Add("flow::out", "disk full", 3, new EventId(7, 0, 9, 1));
        _ledger.Add("flow::out", "no connection", 4, null);
        _ledger.Add("flow::main/err", "disk full", 1, new EventId(8, 0, 0, 0));
        Assert.Equal(
            [
                new Loss("flow::main/err", "disk full", 1, new EventId(8, 0, 0, 0), null),
                new Loss("flow::out", "disk full", 5, new EventId(7, 0, 4, 1), "flow::in"),
                new Loss("flow::out", "no connection", 4, null, null),
            ],
            _ledger.Losses);
    }

    /// <summary>Events that go round in a pipeline overtake each other.</summary>
    [Fact]
    public void The_first_of_a_loss_is_the_first_of_its_stream_whenever_it_came()
    {
        _ledger.AddFailed("flow::main/in", "x", [new Event { Id = new(7, 0, 5, 1) }, new Event { Id = new(7, 0, 3, 1) }, new Event { Id = new(6, 0, 0, 1) }]);
        Assert.Equal(3UL, Assert.Single(_ledger.Losses).First?.Event);
        _ledger.Add("flow::main/in", "x", 1, new EventId(7, 0, 4, 1));
        _ledger.Add("flow::main/in", "x", 1, new EventId(7, 1, 0, 1));
        Assert.Equal(new EventId(7, 0, 3, 1), Assert.Single(_ledger.Losses).First);
        _ledger.Add("flow::main/in", "x", 1, new EventId(7, 0, 2, 1));
        Assert.Equal(new EventId(7, 0, 2, 1), Assert.Single(_ledger.Losses).First);
        // A stream that ended and began anew counts from 0 again.
        _ledger.Add("flow::main/in", "x", 1, new EventId(7, 0, 0, 2));
        Assert.Equal(new EventId(7, 0, 2, 1), Assert.Single(_ledger.Losses).First);
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        foreach (var number in (ulong[])[8, 1, 4]) tracked.Add(new Event { Id = new(7, 0, number, 1) });
        Assert.Equal((1UL, 1UL), (tracked.First?.Event, tracked.FirstUnique?.Event));
    }

    [Fact]
    public void A_secret_at_the_place_where_a_reason_is_cut_does_not_show()
    {
        var ledger = new LossLedger();
        ledger.Secrets.Add("hunter2hunter2", "s");
        ledger.Add("flow::out", $"cannot open {new string('x', 180)}hunter2hunter2/x", 1, null);
        Assert.Equal($"cannot open {new string('x', 180)}<secret:...", Assert.Single(ledger.Losses).Reason);
    }

    [Fact]
    public async Task When_what_no_source_has_heard_of_counts_as_lost_nobody_notes_it_again()
    {
        var ledger = new LossLedger { Patience = Timeout.InfiniteTimeSpan };
        Assert.Equal(3, ledger.AddUntold("flow::main/node", "bad", 3, null));
        ledger.Tell(1);
        Assert.True(ledger.TryBegin());
        var sealing = Task.Run(ledger.Seal);
        await Eventually.True(
            () =>
            {
                if (!ledger.TryBegin()) return true;
                ledger.End();
                return false;
            },
            "nobody begins any more");
        Assert.False(sealing.IsCompleted);
        ledger.Add("flow::out", "not written", 1, null);
        ledger.Tell(1);
        ledger.End();
        Assert.Equal(1, await sealing);
        Assert.Equal(0, ledger.AddUntold("flow::main/node", "bad", 5, null));
        Assert.Equal(4, ledger.Events);
    }

    [Fact]
    public void Nothing_is_no_loss()
    {
        _ledger.Add("flow::out", "disk full", 0, null);
        Assert.Equal(0, _ledger.AddFailed("flow::out", "disk full", [new Event { Transactional = true }]));
        Assert.True(_ledger.IsEmpty);
        Assert.Empty(_ledger.Losses);
    }

    [Fact]
    public void An_event_that_its_source_can_send_again_is_not_lost()
    {
        Assert.Equal(1, _ledger.AddFailed("flow::out", "x", [new Event { Transactional = true }, new Event { Id = new(1, 0, 5, 0) }]));
        Assert.Equal([new Loss("flow::out", "x", 1, new EventId(1, 0, 5, 0), null)], _ledger.Losses);
    }

    [Fact]
    public void Of_a_batch_that_is_sent_again_in_part_the_rest_is_lost()
    {
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        foreach (var (source, isTransactional) in ((ulong, bool)[])[(1, true), (2, false), (1, true), (2, false)])
            tracked.Add(new Event { Id = new(source, 0, 3, 0), Transactional = isTransactional });
        var batch = new Event
        {
            Id = new EventId(9, 0, 0, 0) { Tracked = tracked },
            IsBatch = true,
            Transactional = true,
            Data = JsonText.Parse($"[{string.Join(',', Enumerable.Repeat("""{"data":{"value":1,"meta":{}}}""", 4))}]"),
        };
        Assert.True(batch.IsUnique);
        Assert.Equal(1, _ledger.AddFailed("flow::out", "x", [batch]));
        Assert.Equal([new Loss("flow::out", "x", 2, new EventId(2, 0, 3, 0), null)], _ledger.Losses);
    }

    [Theory]
    [InlineData(false, false, 3)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 2)]
    public void Of_errors_in_one_that_fails_each_is_lost_that_no_source_sends_again(bool first, bool last, int lost)
    {
        var tracked = new TrackedPulls(new EventId(9, 0, 0, 0));
        bool[] areTransactional = last ? [true, false, false] : [first, first, first];
        foreach (var (number, isTransactional) in areTransactional.Index())
            tracked.Add(new Event { Id = new(2, 0, (ulong)number, 0), Transactional = isTransactional, IsError = true });
        var merged = new Event { Id = new EventId(9, 0, 0, 0) { Tracked = tracked }, Transactional = first, IsError = true, Data = Value.From(3L) };
        _ledger.AddFailed("flow::out", "x", [merged]);
        Assert.Equal(lost, _ledger.Events);
        _ledger.AddFailedUntold("flow::out", "x", merged);
        Assert.Equal(2 * lost, _ledger.Events);
    }

    [Fact]
    public void Reasons_that_differ_each_time_fill_no_memory()
    {
        for (var i = 0; i < 1000; i++) _ledger.Add("flow::out", $"reason {new string('x', i)}", 1, null);
        var losses = _ledger.Losses;
        Assert.Equal(9, losses.Count);
        Assert.Equal(("other reasons", 992L), (losses[0].Reason, losses[0].Events));
    }

    [Theory]
    [InlineData("expected a value at byte 3", "expected a value at byte 1,204", true)]
    [InlineData("non existing event key `a`", "non existing event key `b 2`", true)]
    [InlineData("expected \"x\" but found 1.5", "expected \"y\" but found 20", true)]
    [InlineData("a key `cut of", "a key `other cut of", true)]
    [InlineData("`+` is not defined for string and integer", "`==` is not defined for string and integer", false)]
    [InlineData("expected a value at byte 3", "expected a key at byte 3", false)]
    public void Reasons_that_quote_different_events_are_one_kind(string one, string other, bool isOne)
    {
        _ledger.Add("flow::out", one, 2, new EventId(1, 0, 4, 0));
        _ledger.Add("flow::out", other, 5, new EventId(1, 0, 2, 0));
        _ledger.Add("flow::out", other, -1, null);
        _ledger.Add("flow::in", one, 1, null);
        var losses = _ledger.Losses.Where(static l => l.Place == "flow::out").Select(static l => (l.Reason, l.Events, l.First?.Event)).ToArray();
        Assert.Equal(isOne ? [($"{one}, and the like", 6L, 2UL)] : [(other, 4L, 2UL), (one, 2L, 4UL)], losses);
        Assert.Equal(one, Assert.Single(_ledger.Losses, static l => l.Place == "flow::in").Reason);
    }

    [Fact]
    public void Many_threads_lose_together()
    {
        Parallel.For(0, 10_000, i => _ledger.Add("flow::out", "x", 2, new EventId(1, 0, (ulong)i, 0)));
        Assert.Equal((20_000, 0UL), (Assert.Single(_ledger.Losses).Events, Assert.Single(_ledger.Losses).First?.Event));
    }

    [Theory]
    [InlineData("Error: \n    3 | event.a\n      |       ^ the field `a` is missing\n\n", "nobody reads this port: the field `a` is missing")]
    [InlineData("Error: no place to show\n\n", "nobody reads this port: no place to show")]
    [InlineData("two\nlines", "nobody reads this port: two")]
    [InlineData("\u001b[2J", @"nobody reads this port: \u001b[2J")]
    public void What_an_error_event_says_is_the_reason_in_one_printable_line(string error, string reason)
    {
        _ledger.AddUnread("flow::main/err", new Event { Data = Value.FromFields([new FieldName("error")], [Value.From(error)]) });
        Assert.Equal(reason, Assert.Single(_ledger.Losses).Reason);
    }

    [Fact]
    public void An_error_event_that_says_nothing_is_lost_all_the_same()
    {
        _ledger.AddUnread("flow::main/err", new Event { Data = Value.From(1L) });
        Assert.Equal("nobody reads this port", Assert.Single(_ledger.Losses).Reason);
    }
}
