using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources.Settling;

public sealed class SettlementLedgerTests
{
    private readonly ScriptedSource _source = new() { IsTransactional = true };
    private readonly SettlementLedger _ledger = new(4);
    private readonly SourceHooks _hooks;
    private readonly Dictionary<int, long> _firsts = [];
    private TrackedBatch? _batch;
    private long _next;
    private ulong _event;

    public SettlementLedgerTests() => _hooks = new SourceHooks(_source, "flow::source", NullLogger.Instance, TimeProvider.System);

    private IEnumerable<string> Answers =>
        _source.Heard.Where(static h => h.StartsWith("ack", StringComparison.Ordinal) || h.StartsWith("fail ", StringComparison.Ordinal));

    [Fact]
    public void Pulls_that_end_together_are_acknowledged_once_with_the_highest()
    {
        Send(1, 10, 11, 12);
        Settle(1, 0, 3, Outcome.Ack);
        Assert.Equal(["ack 0 12"], Answers);
    }

    [Fact]
    public void Pulls_that_fail_together_fail_once_with_the_lowest()
    {
        Send(1, 10, 11, 12);
        Settle(1, 0, 3, Outcome.Fail);
        Assert.Equal(["fail 0 10"], Answers);
    }

    [Fact]
    public void A_pull_is_acknowledged_only_behind_all_pulls_before_it()
    {
        Send(1, 1, 2, 3);
        Settle(1, 2, 1, Outcome.Ack);
        Settle(1, 1, 1, Outcome.Ack);
        Assert.Empty(Answers);
        Settle(1, 0, 1, Outcome.Ack);
        Assert.Equal(["ack 0 3"], Answers);
    }

    [Fact]
    public void A_pull_of_several_events_waits_for_the_last_of_them()
    {
        Send(1, 1, 1, 1);
        Settle(1, 0, 2, Outcome.Ack);
        Assert.Empty(Answers);
        Settle(1, 2, 1, Outcome.Ack);
        Assert.Equal(["ack 0 1"], Answers);
    }

    [Fact]
    public void An_event_with_two_targets_waits_for_both_and_fails_with_one()
    {
        Begin(1, targets: 2);
        Pull(1, events: 1);
        Pull(2, events: 1);
        Settle(1, 0, 2, Outcome.Ack);
        Assert.Empty(Answers);
        Settle(1, 0, 1, Outcome.Ack);
        Settle(1, 1, 1, Outcome.Fail);
        Assert.Equal(["ack 0 1", "fail 0 2"], Answers);
    }

    [Fact]
    public void What_was_pulled_behind_a_failure_is_given_up_and_its_late_answers_change_nothing()
    {
        Send(1, 1, 2, 3);
        Settle(1, 1, 1, Outcome.Fail);
        Send(2, 2, 3);
        Settle(1, 2, 1, Outcome.Fail);
        Settle(1, 0, 1, Outcome.Ack);
        Settle(2, 0, 2, Outcome.Ack);
        Assert.Equal(["fail 0 2", "ack 0 1", "ack 0 3"], Answers);
        Assert.Equal(0, _ledger.Unsettled);
    }

    [Fact]
    public void What_came_before_a_failure_is_acknowledged_before_the_source_hears_of_it()
    {
        Send(1, 1, 2);
        Seal();
        _ledger.Settle(0, 1, Outcome.Ack, _hooks);
        _ledger.Settle(1, 1, Outcome.Fail, _hooks);
        _ledger.Report(_hooks);
        Assert.Equal(["ack 0 1", "fail 0 2"], Answers);
    }

    [Fact]
    public void An_unanswered_event_is_passed_over_by_the_next_acknowledgement()
    {
        Send(1, 1, 2, 3);
        Settle(1, 0, 1, Outcome.Unanswered);
        Settle(1, 2, 1, Outcome.Unanswered);
        Assert.Empty(Answers);
        Settle(1, 1, 1, Outcome.Ack);
        Assert.Equal(["ack 0 2"], Answers);
        Assert.Single(_source.Heard, static h => h.StartsWith("delivered", StringComparison.Ordinal));
    }

    [Fact]
    public void Streams_are_accounted_for_apart()
    {
        Begin(1);
        Pull(1, events: 1, stream: 7);
        Pull(2, events: 1, stream: 8);
        Settle(1, 1, 1, Outcome.Ack);
        Settle(1, 0, 1, Outcome.Fail);
        Assert.Equal(["ack 8 2", "fail 7 1"], Answers);
    }

    /// <summary>Each event is a run of its own, in the batch and on its page.</summary>
    [Fact]
    public void Streams_that_take_turns_in_a_batch_are_accounted_for_apart()
    {
        Begin(1);
        for (var number = 0UL; number < 30; number++) Pull(number, events: 1, stream: number % 3);
        Settle(1, 0, 29, Outcome.Ack);
        Settle(1, 29, 1, Outcome.Fail);
        Assert.Equal(["ack 0 27", "ack 1 28", "ack 2 26", "fail 2 29"], Answers);
    }

    [Fact]
    public void A_pull_whose_last_bytes_wait_is_acknowledged_with_the_pull_that_completes_them()
    {
        Begin(1);
        Pull(1, events: 1, holdsData: true);
        Pull(2, events: 1);
        Settle(1, 0, 1, Outcome.Ack);
        Assert.Empty(Answers);
        Settle(1, 1, 1, Outcome.Ack);
        Assert.Equal(["ack 0 2"], Answers);
    }

    [Fact]
    public void A_failure_goes_back_to_the_pull_in_which_the_event_began()
    {
        Begin(1);
        Pull(1, events: 1, holdsData: true);
        Pull(2, events: 0, holdsData: true);
        Pull(3, events: 1);
        Settle(1, 1, 1, Outcome.Fail);
        Assert.Equal(["fail 0 1"], Answers);
    }

    [Fact]
    public void Every_settled_event_is_told_in_the_order_of_settlement()
    {
        Send(1, 5, 5);
        Settle(1, 1, 1, Outcome.Ack);
        Settle(1, 0, 1, Outcome.Fail);
        Assert.Equal(["delivered 4:0:1:5", "failed 4:0:0:5"], _source.Heard.Where(static h => h.Contains(':')));
    }

    [Fact]
    public void An_event_that_is_settled_twice_counts_once()
    {
        Send(1, 1, 2);
        Settle(1, 0, 1, Outcome.Ack);
        Settle(1, 0, 1, Outcome.Fail);
        Assert.Equal(["ack 0 1"], Answers);
        Assert.Equal(1, _ledger.Unsettled);
    }

    [Fact]
    public void An_event_that_is_settled_again_when_its_pull_is_forgotten_counts_once()
    {
        Begin(1);
        for (var pull = 0UL; pull < 600; pull++) Pull(pull, events: 1);
        Settle(1, 0, 600, Outcome.Ack);
        Settle(1, 0, 600, Outcome.Fail);
        Assert.Equal(["ack 0 599"], Answers);
    }

    /// <summary>Each chunk ends in the middle of an event, or of the same one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_long_row_of_pulls_that_need_the_next_takes_time_with_its_length(int events)
    {
        const int pulls = 300_000;
        await Task.Run(() =>
        {
            for (var pull = 1; pull <= pulls; pull++)
            {
                Begin(pull);
                Pull((ulong)pull, events, holdsData: pull < pulls);
                Settle(pull, 0, events, Outcome.Ack);
            }
        }).WaitAsync(Eventually.Patience);
        Assert.Equal(events > 0 ? [$"ack 0 {pulls}"] : [], Answers);
    }

    [Fact]
    public void The_account_of_a_stream_that_has_begun_again_outlives_what_waited_for_the_one_before()
    {
        Begin(1);
        for (var other = 100UL; other < 200; other++) Pull(1, events: 1, stream: other);
        Pull(1, events: 1, stream: 7, holdsData: true);
        _ledger.LeanOn(7, successor: 8);
        Pull(2, events: 1, stream: 8);
        Settle(1, 100, 1, Outcome.Fail);
        Begin(2);
        Pull(3, events: 1, stream: 7);
        Settle(1, 101, 1, Outcome.Ack);
        Begin(3);
        Pull(4, events: 1, stream: 7);
        Settle(3, 0, 1, Outcome.Ack);
        Assert.Equal(["fail 7 1", "ack 8 2"], Answers);
        Settle(2, 0, 1, Outcome.Ack);
        Assert.Equal(["fail 7 1", "ack 8 2", "ack 7 4"], Answers);
    }

    [Fact]
    public void A_pull_that_was_handed_over_is_not_completed_by_the_next_of_its_own_stream()
    {
        Begin(1);
        Pull(1, events: 1, stream: 7, holdsData: true);
        _ledger.LeanOn(7, successor: 8);
        Pull(2, events: 1, stream: 7);
        Pull(3, events: 1, stream: 8);
        Settle(1, 0, 2, Outcome.Ack);
        Assert.Empty(Answers);
        Settle(1, 2, 1, Outcome.Ack);
        Assert.Equal(["ack 8 3", "ack 7 2"], Answers);
    }

    [Fact]
    public void A_stream_whose_last_bytes_were_given_up_leaves_nothing_to_its_successor()
    {
        Begin(1);
        Pull(1, events: 1, stream: 7);
        Pull(2, events: 1, stream: 7, holdsData: true);
        Settle(1, 1, 1, Outcome.Fail);
        _ledger.LeanOn(7, successor: 8);
        Begin(2);
        Pull(3, events: 1, stream: 8);
        Settle(2, 0, 1, Outcome.Fail);
        Assert.Equal(["fail 7 2", "fail 8 3"], Answers);
        Settle(1, 0, 1, Outcome.Ack);
        Assert.Equal(["fail 7 2", "fail 8 3", "ack 7 1"], Answers);
    }

    [Fact]
    public void A_pull_that_ends_in_the_middle_of_decoding_fails()
    {
        Begin(1);
        Pull(1, events: 1);
        _ledger.BeginPull(0, 2);
        _ledger.Track(_batch!, _event++);
        _ledger.FailPull(0, 2);
        _ledger.Report(_hooks);
        Pull(4, events: 1);
        Settle(1, 0, 3, Outcome.Ack);
        Assert.Equal(["fail 0 2", "ack 0 4"], Answers);
        Assert.Equal(0, _ledger.Unsettled);
    }

    private void Begin(int batch, int targets = 1)
    {
        Seal();
        _firsts[batch] = _next;
        _batch = _ledger.BeginBatch(targets);
    }

    private void Seal()
    {
        if (_batch is null) return;
        var count = _batch.Count;
        _ledger.Send(_batch, _next);
        _next += count;
        _batch = null;
    }

    private void Send(int batch, params ulong[] pulls)
    {
        Begin(batch);
        for (var i = 0; i < pulls.Length;)
        {
            var same = pulls.Skip(i).TakeWhile(p => p == pulls[i]).Count();
            Pull(pulls[i], same);
            i += same;
        }
    }

    private void Pull(ulong number, int events, ulong stream = 0, bool holdsData = false)
    {
        _ledger.BeginPull(stream, number);
        for (var i = 0; i < events; i++) _ledger.Track(_batch!, _event++);
        _ledger.EndPull(holdsData);
    }

    private void Settle(int batch, int first, int count, Outcome outcome)
    {
        Seal();
        _ledger.Settle(_firsts[batch] + first, count, outcome, _hooks);
        _ledger.Report(_hooks);
    }
}
