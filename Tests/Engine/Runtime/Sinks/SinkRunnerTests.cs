using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sinks;

/// <summary>The fate of events at a sink (spec: runtime 11), as the source hears it.</summary>
public sealed class SinkRunnerTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new() { IsTransactional = true };
    private readonly ScriptedSink _sink = new() { ExtraPorts = [Port.Of("stderr")] };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task An_exception_fails_every_event_of_the_batch_and_is_logged()
    {
        _sink.OnDeliver = static _ => throw new InvalidOperationException("no way");
        await Run("a\nb\n");
        await Eventually.True(() => _source.Heard.Contains("fail 0 0"), "the source hears of the failure");
        Assert.Equal(["connect", "failed 1:0:0:0", "failed 1:0:1:0", "fail 0 0"], _source.Heard);
        Assert.Contains("Error [Sink::flow::to] Error: no way", _bench.Log.Lines);
    }

    [Fact]
    public async Task Failures_one_behind_the_other_do_not_flood_the_log()
    {
        _sink.OnDeliver = static _ => throw new InvalidOperationException("no way");
        await Run("a\n");
        await FailedAsync(1);
        await NextAsync(2);
        await NextAsync(3);
        _bench.Time.Advance(1000);
        await NextAsync(4);
        Assert.Equal(
            ["Error [Sink::flow::to] Error: no way", "Error [Sink::flow::to] Error, after 2 more that are not shown: no way"],
            _bench.Log.Lines.Where(static l => l.EndsWith("no way", StringComparison.Ordinal)));

        async Task NextAsync(int count)
        {
            _source.SendText("a\n");
            await FailedAsync(count);
        }

        Task FailedAsync(int count) =>
            Eventually.True(() => _source.Heard.Count(static h => h.StartsWith("failed ", StringComparison.Ordinal)) == count, "the source hears of the failure");
    }

    [Fact]
    public async Task Events_fail_are_ignored_or_are_delivered_one_by_one()
    {
        _sink.OnDeliver = static delivery =>
        {
            delivery.Ignore(0);
            delivery.Fail(2);
            return Task.CompletedTask;
        };
        await Run("a\nb\nc\nd\n");
        await Eventually.True(() => _source.Heard.Contains("fail 0 0"), "the source hears of the failure");
        Assert.Equal(["connect", "delivered 1:0:1:0", "failed 1:0:2:0", "delivered 1:0:3:0", "fail 0 0"], _source.Heard);
    }

    [Fact]
    public async Task A_deferred_answer_comes_once_whatever_the_sink_says_later()
    {
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            owed = delivery.Defer(1);
            return Task.CompletedTask;
        };
        await Run("a\nb\n");
        await Eventually.True(() => _source.Heard.Contains("delivered 1:0:0:0"), "the first event is settled");
        Assert.DoesNotContain("ack 0 0", _source.Heard);
        owed!.Ack();
        owed.Fail();
        await Eventually.True(() => _source.Heard.Contains("ack 0 0"), "the pull is acknowledged");
        Assert.Equal(["connect", "delivered 1:0:0:0", "delivered 1:0:1:0", "ack 0 0"], _source.Heard);
    }

    [Fact]
    public async Task Answers_that_are_open_when_the_sink_has_stopped_fail_and_what_it_says_later_is_not_heard()
    {
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            owed = delivery.Defer(1);
            return Task.CompletedTask;
        };
        await Run("a\nb\n");
        await Eventually.True(() => _source.Heard.Contains("delivered 1:0:0:0"), "the first event is settled");
        await Eventually.Done(_bench.Runtime.StopAsync());
        owed!.Ack();
        Assert.Equal(["connect", "delivered 1:0:0:0", "failed 1:0:1:0", "fail 0 0", "stop"], _source.Heard);
    }

    [Fact]
    public async Task What_a_sink_does_not_write_in_the_time_of_the_stop_is_lost_and_counted_wherever_it_was()
    {
        var (isFree, isInside) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var source = new ScriptedSource();
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            if (owed is null)
            {
                owed = delivery.Defer(0);
                return Task.CompletedTask;
            }

            isInside.Set();
            isFree.Wait(TimeSpan.FromMinutes(1)); // a test that fails ends all the same
            delivery.Ignore(0);
            delivery.Defer(1).Ack();
            return Task.CompletedTask;
        };
        _bench.Connector("from", source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("deferred\ndone\n");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => owed is not null, "the first batch arrives");
        // More than fits anywhere on the way: some of it is still in the source.
        for (var i = 0; i < 100; i++)
        {
            source.SendText("a\nb\n");
            source.Send(SourceReply.EndStream(0));
        }

        await Eventually.True(() => isInside.IsSet, "the sink hangs");
        var stopped = _bench.Runtime.StopAsync();
        _bench.Time.Advance(3000);
        await _bench.AsleepAsync(pipelines: 3); // besides the ticker the two ends of the stop
        _bench.Time.Advance(500);
        await Eventually.Done(stopped);
        var (read, written) = (flow.Connectors.First().Statistics, flow.Connectors.Last().Statistics);
        var counted = (written.EventsWritten, written.EventsFailed, written.EventsLost);
        Assert.Equal((read.EventsRead, read.EventsRead - 1, read.EventsRead - 1), counted);
        Assert.Equal((0UL, 0UL), (Assert.Single(flow.Losses.Losses).First!.Value.Pull, Assert.Single(flow.Losses.Losses).First!.Value.Event)); // what it owes an answer for
        Assert.Contains("Error [Sink::flow::to] Error: it hangs, and is given up: what it has not written fails", _bench.Log.Lines);
        Assert.DoesNotContain(_bench.Log.Lines, static line => line.Contains("Timeout", StringComparison.Ordinal));

        isFree.Set();
        owed!.Ack();
        await Eventually.True(() => _sink.Received.Count == 4, "the sink comes back");
        Assert.Equal(counted, (written.EventsWritten, written.EventsFailed, written.EventsLost));
    }

    [Fact]
    public async Task A_peer_that_asks_for_more_time_while_the_first_is_over_is_left_alone()
    {
        var isFree = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Run("");
        await Eventually.True(() => _bench.Runtime.Flows[0].State == RunState.Running, "the flow runs");
        _sink.Context!.Failed(OutsideFailure.RetryAfter("busy", TimeSpan.FromSeconds(5)));
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");

        // The loop is busy while both come, the end of the first time behind the second request.
        var isBusy = false;
        _sink.OnSignal = _ =>
        {
            Volatile.Write(ref isBusy, true);
            return isFree.Task;
        };
        _bench.Time.Advance(1000);
        await Eventually.True(() => Volatile.Read(ref isBusy), "the loop is busy with a tick");
        _sink.Context.Failed(OutsideFailure.RetryAfter("still busy", TimeSpan.FromSeconds(5)));
        _bench.Time.Advance(4000);
        _sink.OnSignal = null;
        isFree.SetResult();
        await _bench.Runtime.Flows[0].Connectors.Last().Sink!.SetConnectedAsync(true);
        Assert.DoesNotContain("resume", _source.Heard);
        await Eventually.True(
            () =>
            {
                _bench.Time.Advance(1000);
                return _source.Heard.Contains("resume");
            },
            "the source goes on");
    }

    [Fact]
    public async Task A_failed_result_of_several_pulls_fails_the_lowest_and_a_delivered_one_acknowledges_the_highest()
    {
        var fail = true;
        _sink.OnDeliver = delivery =>
        {
            if (fail) delivery.Fail(0);
            fail = false;
            return Task.CompletedTask;
        };
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("merge", static () => new MergeThree()).Link("from -> merge -> to");
        foreach (var pull in (ulong[])[10, 11, 12]) _source.SendText("x\n", pull: pull);
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Heard.Contains("fail 0 10"), "the first result fails");
        foreach (var pull in (ulong[])[10, 11, 12]) _source.SendText("x\n", pull: pull);
        await Eventually.True(() => _source.Heard.Any(static h => h.StartsWith("ack", StringComparison.Ordinal)), "the second result is acknowledged");
        Assert.Equal(
            ["fail 0 10", "ack 0 12"],
            _source.Heard.Where(static h => h.StartsWith("ack", StringComparison.Ordinal) || h.StartsWith("fail ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_for_two_ports_of_a_sink_keep_their_order()
    {
        var ports = new List<string>();
        _sink.OnDeliver = delivery =>
        {
            foreach (ref readonly var e in delivery.Events) ports.Add($"{delivery.Port} {e.Data.AsText()}");
            return Task.CompletedTask;
        };
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to").Link("pass -> to/stderr");
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Heard.Contains("ack 0 0"), "the pull is acknowledged");
        Assert.Equal(["in a", "stderr a"], ports.Order());
    }

    [Fact]
    public async Task Nothing_is_pulled_or_called_while_something_else_is_under_way()
    {
        await Run(string.Concat(Enumerable.Range(0, 1000).Select(static i => $"{i}\n")));
        for (var i = 0; i < 100; i++) _source.SendText("x\n");
        await Eventually.True(() => _source.Heard.Contains("ack 0 100"), "everything is acknowledged");
        await _bench.Runtime.DrainAsync();
        await _bench.Runtime.StopAsync();
        Assert.Equal(0, _source.Overlaps);
    }

    [Fact]
    public async Task Error_events_go_to_err_with_what_is_known_of_them()
    {
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Pipeline("errors").Link("from -> pass -> to")
            .Link("from/err -> errors -> to/stderr");
        _source.SendText($"a\n{new string('x', 1_048_577)}\nb\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Heard.Contains("ack 0 0"), "the pull is acknowledged");
        Assert.Contains("a", _sink.Received);
        const string Error = "Discarded fragment of length 1048577 since total length of 1048577 exceeds maximum allowed length of 1048576";
        Assert.Contains(
            $$"""{"error":"{{Error}}","source":"flow::from","stream_id":0,"pull_id":0,"data":"{{new string('x', 64 * 1024)}}","truncated":true,"length":1048577,"number":2}""",
            _sink.Received);
        Assert.Equal(["delivered 1:0:0:0", "delivered 1:0:1:0", "delivered 1:0:2:0"], _source.Heard.Where(static h => h.Contains(':')).Order());
    }

    private async Task Run(string text)
    {
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        _source.SendText(text);
        await _bench.DeployAsync();
    }

    private sealed class MergeThree : IOperator
    {
        private HeldEvents _held = new();
        private int _count;

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            output.Hold(_held);
            if (++_count % 3 != 0) return;
            output.EmitMerged(Port.Out, e, _held);
            _held = new HeldEvents();
        }
    }
}
