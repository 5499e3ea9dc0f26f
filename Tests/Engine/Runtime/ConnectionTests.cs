using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>Connecting, losing connections and giving up (spec: runtime 7).</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task Without_a_strategy_a_first_connection_that_fails_fails_the_flow()
    {
        _sink.OnConnect = static () => throw new IOException("no such place");
        Simple(ReconnectPlan.None);
        var flow = await _bench.DeployAsync();
        await Eventually.Done(flow.Completion);
        await Eventually.True(() => flow.State == RunState.Failed, "the flow fails");
        Assert.Contains("Error [Connector::flow::to] Error connecting the sink part (Attempt #0 (overall: #0)): no such place", _bench.Log.Lines);
        Assert.Contains("Warning [Connector::flow::to] Not reconnecting: `None` Reconnect strategy.", _bench.Log.Lines);
        Assert.Contains("Error [Flow::flow] flow::to Connection failed", _bench.Log.Lines);
        Assert.Equal(RunState.Failed, flow.Connectors.Last().State);
    }

    [Fact]
    public async Task Retries_wait_longer_and_longer_until_they_are_used_up()
    {
        _sink.OnConnect = static () => throw new IOException("still nothing");
        Simple(new ReconnectPlan(new RetryPlan(100, 2, 3, false)));
        var flow = await _bench.DeployAsync();
        foreach (var wait in (int[])[100, 200])
        {
            await Eventually.True(() => _bench.Log.Has($"Information [Connector::flow::to] Reconnecting after {wait} ms"), $"a wait of {wait} ms");
            await _bench.AsleepAsync();
            _bench.Time.Advance(wait - 1);
            var attempts = _sink.Heard.Count(static h => h == "connect");
            _bench.Time.Advance(1);
            await Eventually.True(() => _sink.Heard.Count(static h => h == "connect") == attempts + 1, "the next attempt");
        }

        await Eventually.True(() => flow.State == RunState.Failed, "the flow fails");
        Assert.Contains("Warning [Connector::flow::to] Not reconnecting: Max retries exceeded: 3", _bench.Log.Lines);
    }

    [Fact]
    public async Task A_lost_connection_stops_the_source_and_events_that_cannot_come_again_wait_for_the_new_one()
    {
        Simple(new ReconnectPlan(new RetryPlan(50)));
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        var lose = true;
        _sink.OnDeliver = _ => lose ? throw Lost("broken pipe") : Task.CompletedTask;
        _source.SendText("a\n");
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");
        Assert.Contains("Error [Sink::flow::to] Error: broken pipe", _bench.Log.Lines);
        Assert.False(flow.Connectors.Last().IsConnected);
        Assert.Equal(1, flow.Connectors.Last().Statistics.EventsLost);

        lose = false;
        _source.SendText("b\n");
        await _bench.AsleepAsync();
        _bench.Time.Advance(50);
        await Eventually.True(() => _sink.Received.Count == 1, "the next event arrives");
        Assert.Equal(["b"], _sink.Received);
        Assert.Equal(RunState.Running, flow.State);
        Assert.Equal(2, _sink.Heard.Count(static h => h == "connect"));
    }

    [Fact]
    public async Task A_source_that_loses_its_connection_is_connected_again_and_goes_on()
    {
        _bench.Connector("from", _source, new ReconnectPlan(new RetryPlan(50))).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        _source.Break(Lost("reset"));
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 50 ms"), "a retry is planned");
        Assert.Contains("Error [Source::flow::from] Error pulling data: reset", _bench.Log.Lines);
        await _bench.AsleepAsync();
        _bench.Time.Advance(50);
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
    }

    /// <summary>Unlike that of a sink, which would have lost an event each time.</summary>
    [Fact]
    public async Task A_source_that_loses_its_connection_at_the_first_pull_each_time_is_connected_again_each_time()
    {
        Simple(ReconnectPlan.None);
        _source.Break(Lost("reset"));
        await _bench.DeployAsync();
        for (var i = 1; i <= 3; i++)
        {
            await Eventually.True(() => _bench.Log.Lines.Count(static l => l.Contains("Reconnecting after 1000 ms", StringComparison.Ordinal)) == i, $"retry {i} is planned");
            await _bench.AsleepAsync();
            if (i < 3) _source.Break(Lost("reset"));
            else _source.SendText("a\n");
            _bench.Time.Advance(1000);
        }

        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
    }

    [Fact]
    public async Task A_pull_that_fails_is_logged_and_counts_and_the_next_one_follows()
    {
        Simple(ReconnectPlan.None);
        _source.Break(new FormatException("odd"));
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Error [Source::flow::from] Error pulling data: odd"), "the error is logged");
        await Eventually.True(
            () =>
            {
                _bench.Time.Advance(1);
                return _sink.Received.Count == 1;
            },
            "the line arrives");
    }

    [Fact]
    public async Task A_connection_that_breaks_again_at_the_first_event_is_given_up_without_a_strategy()
    {
        Simple(ReconnectPlan.None);
        _sink.OnDeliver = static _ => throw Lost("No space left on device");
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 1000 ms"), "one retry is planned");
        await _bench.AsleepAsync();
        _source.SendText("b\n");
        _bench.Time.Advance(1000);
        await Eventually.True(() => flow.Connectors.Last().State == RunState.Failed, "the connector fails");
        await Eventually.Done(flow.Completion);
        Assert.Equal(2, _sink.Heard.Count(static h => h == "connect"));
    }

    [Fact]
    public async Task Connections_over_which_nothing_can_be_written_use_up_the_retries()
    {
        Simple(new ReconnectPlan(new RetryPlan(100, 2, 3, false)));
        _sink.OnDeliver = static _ => throw Lost("No space left on device");
        var flow = await _bench.DeployAsync();
        foreach (var wait in (int[])[100, 200, 400])
        {
            _source.SendText("a\n");
            await Eventually.True(() => _bench.Log.Has($"Reconnecting after {wait} ms"), $"a wait of {wait} ms");
            await _bench.AsleepAsync();
            _bench.Time.Advance(wait);
        }

        _source.SendText("a\n");
        await Eventually.True(() => flow.Connectors.Last().State == RunState.Failed, "the connector fails");
        Assert.Contains("Warning [Connector::flow::to] Not reconnecting: Max retries exceeded: 3", _bench.Log.Lines);
        Assert.Equal(4, _sink.Heard.Count(static h => h == "connect"));
        Assert.Equal(4, flow.Losses.Events);
    }

    [Fact]
    public async Task An_event_that_is_written_begins_the_retries_anew()
    {
        Simple(new ReconnectPlan(new RetryPlan(100, 2, 1, false)));
        var flow = await _bench.DeployAsync();
        for (var i = 1; i <= 3; i++)
        {
            _sink.OnDeliver = null;
            _source.SendText("a\n");
            await Eventually.True(() => _sink.Received.Count == i, "an event arrives");
            _sink.OnDeliver = static _ => throw Lost("gone");
            _source.SendText("b\n");
            await Eventually.True(() => _bench.Log.Lines.Count(static l => l.Contains("Reconnecting after 100 ms", StringComparison.Ordinal)) == i, "a retry is planned");
            await _bench.AsleepAsync();
            _sink.OnDeliver = null;
            _bench.Time.Advance(100);
            await Eventually.True(() => flow.Connectors.Last().IsConnected, "it is connected again");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_that_go_before_anything_was_read_use_up_the_retries(bool inGoodOrder)
    {
        _bench.Connector("from", _source, new ReconnectPlan(new RetryPlan(100, 1, 2, false))).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        for (var i = 1; i <= 3; i++)
        {
            _source.Send(inGoodOrder ? OutsideFailure.EndOfStream("closed") : OutsideFailure.ConnectionLost("reset"));
            if (i == 3) break;
            await Eventually.True(() => _bench.Log.Lines.Count(static l => l.Contains("Reconnecting after 100 ms", StringComparison.Ordinal)) == i, $"retry {i} is planned");
            await _bench.AsleepAsync();
            _bench.Time.Advance(100);
            await Eventually.True(() => flow.Connectors.First().IsConnected, "it is connected again");
        }

        await Eventually.True(() => flow.Connectors.First().State == RunState.Failed, "the connector fails");
        Assert.Contains("Warning [Connector::flow::from] Not reconnecting: Max retries exceeded: 2", _bench.Log.Lines);
    }

    [Fact]
    public async Task An_idle_sink_that_loses_its_connection_uses_up_no_retries()
    {
        Simple(new ReconnectPlan(new RetryPlan(100, 1, 1, false)));
        var flow = await _bench.DeployAsync();
        for (var i = 1; i <= 4; i++)
        {
            await Eventually.True(() => flow.Connectors.Last().IsConnected, "it is connected");
            _sink.Context!.Failed(OutsideFailure.ConnectionLost("the peer hangs up"));
            await RetryAsync(i);
        }

        await Eventually.True(() => flow.Connectors.Last().IsConnected, "it is connected again");
        _source.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the event arrives");
    }

    [Fact]
    public async Task A_signal_is_no_work_for_a_connection()
    {
        Simple(new ReconnectPlan(new RetryPlan(100, 1, 1, false)));
        var hangsUp = 0;
        _sink.OnSignal = signal => signal.Kind == SignalKind.Tick && Interlocked.Exchange(ref hangsUp, 0) == 1 ? throw Lost("the peer hangs up") : Task.CompletedTask;
        var flow = await _bench.DeployAsync();
        for (var i = 1; i <= 4; i++)
        {
            await Eventually.True(() => flow.Connectors.Last().IsConnected, "it is connected");
            Volatile.Write(ref hangsUp, 1);
            _bench.Time.Advance(100);
            await RetryAsync(i);
        }

        Assert.Equal(RunState.Running, flow.Connectors.Last().State);
    }

    /// <summary>A batch is under way when the peer hangs up, or the sink keeps it: nothing of it is known to be written.</summary>
    [Fact]
    public async Task Connections_that_go_while_the_first_batch_is_being_written_use_up_the_retries()
    {
        Simple(new ReconnectPlan(new RetryPlan(100, 1, 2, false)));
        var flow = await _bench.DeployAsync();
        _sink.OnDeliver = _ =>
        {
            _sink.Context!.Failed(OutsideFailure.ConnectionLost("the peer hangs up"));
            throw new IOException("not this one");
        };
        for (var i = 1; i <= 3; i++)
        {
            _source.SendText("a\n");
            if (i == 3) break;
            await RetryAsync(i);
        }

        await Eventually.True(() => flow.Connectors.Last().State == RunState.Failed, "the connector fails");
        Assert.Contains("Warning [Connector::flow::to] Not reconnecting: Max retries exceeded: 2", _bench.Log.Lines);
    }

    /// <summary>The news of the loss comes before the source has heard of the connection.</summary>
    [Fact]
    public async Task What_was_read_over_one_connection_makes_the_next_one_of_no_use()
    {
        var own = new ScriptedSink();
        var source = new ScriptedSource { IsTransactional = true, Sink = own };
        var (busy, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = new TaskCompletionSource<IDeferred>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sink.OnDeliver = delivery =>
        {
            answer.SetResult(delivery.Defer(0));
            return Task.CompletedTask;
        };
        _bench.Connector("both", source, new ReconnectPlan(new RetryPlan(100, 1, 1, false))).Connector("to", _sink).Pipeline("pass").Link("both -> pass -> to");
        var flow = await _bench.DeployAsync();
        source.SendText("a\n", pull: 1);
        var deferred = await Eventually.Of(answer.Task);
        own.OnConnect = () =>
        {
            source.OnAck = () =>
            {
                busy.SetResult();
                free.Task.Wait();
            };
            deferred.Ack();
            busy.Task.Wait();
        };
        var both = flow.Connectors.First();
        try
        {
            own.Context!.Failed(OutsideFailure.ConnectionLost("the peer hangs up"));
            await Eventually.True(() => !both.IsConnected, "the connection is lost");
            await RetryAsync(1);
            await Eventually.True(() => both.IsConnected, "it is connected again");
            own.Context.Failed(OutsideFailure.ConnectionLost("the peer hangs up"));
            await Eventually.True(() => !both.IsConnected, "that is lost too");
        }
        finally
        {
            free.SetResult();
        }

        await Eventually.True(() => both.State == RunState.Failed, "the connector fails");
    }

    [Fact]
    public async Task A_connection_that_was_up_for_a_while_is_one_though_nothing_came()
    {
        _bench.Connector("from", _source, new ReconnectPlan(new RetryPlan(100, 1, 1, false))).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        for (var i = 1; i <= 3; i++)
        {
            await Eventually.True(() => flow.Connectors.First().IsConnected, "it is connected");
            _bench.Time.Advance(10_000);
            _source.Send(OutsideFailure.ConnectionLost("idle for too long"));
            await Eventually.True(() => _bench.Log.Lines.Count(static l => l.Contains("Reconnecting after 100 ms", StringComparison.Ordinal)) == i, $"retry {i} is planned");
            await _bench.AsleepAsync();
            _bench.Time.Advance(100);
        }
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_a_drain_is_made_again_for_what_is_still_to_be_written()
    {
        Simple(new ReconnectPlan(new RetryPlan(100)));
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the first event arrives");
        var busy = new TaskCompletionSource();
        var calls = 0;
        _sink.OnDeliver = async _ =>
        {
            if (Interlocked.Increment(ref calls) > 1) return;
            await busy.Task;
            throw Lost("gone");
        };
        _source.SendText("b\n");
        await Eventually.True(() => Volatile.Read(ref calls) == 1, "the second is being written");
        _source.SendText("c\n");
        await Eventually.True(() => flow.Connectors.First().Statistics.EventsRead == 3, "the third is read");
        var drained = flow.DrainAsync();
        busy.SetResult();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 100 ms"), "a retry is planned");
        await _bench.AsleepAsync();
        _bench.Time.Advance(100);
        await Eventually.Done(drained);
        Assert.Equal(["a", "c"], _sink.Received);
        Assert.Equal(1, flow.Losses.Events);
    }

    [Fact]
    public async Task Where_a_sink_is_given_up_the_others_get_what_is_on_its_way()
    {
        const int Events = 12;
        var fail = new TaskCompletionSource();
        var slow = new TaskCompletionSource();
        var well = new ScriptedSink { OnDeliver = _ => slow.Task };
        _sink.OnDeliver = async _ =>
        {
            await fail.Task;
            throw new OutsideException(OutsideFailure.Permanent("No such table"));
        };
        _bench.Connector("from", _source).Connector("bad", _sink).Connector("well", well).Pipeline("pass").Link("from -> pass -> bad").Link("pass -> well");
        var flow = await _bench.DeployAsync();
        var over = _bench.Runtime.RunToEndAsync();
        var from = flow.Connectors.First();
        for (var i = 1; i <= Events; i++)
        {
            _source.SendText($"{i}\n");
            await Eventually.True(() => from.Statistics.EventsRead == i, "the source reads");
        }

        fail.SetResult();
        await Eventually.True(() => flow.Connectors.Single(static c => c.Alias == "flow::bad").State == RunState.Failed, "the sink is given up");
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source reads no more");
        // Time for a stop that comes too early.
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        slow.SetResult();
        await Eventually.Done(over);
        await _bench.Runtime.StopAsync();
        Assert.Equal(Enumerable.Range(1, Events).Select(static i => $"{i}"), well.Received);
        Assert.Equal(Events, flow.Losses.Losses.Where(static l => l.Place == "flow::bad").Sum(static l => l.Events));
        Assert.Equal(Events, flow.Losses.Events);
    }

    /// <summary>As in a server: nobody waits for the flow to end by itself.</summary>
    [Fact]
    public async Task A_flow_goes_on_for_its_other_sinks_when_one_is_given_up_and_nobody_waits_for_its_end()
    {
        var (well, flow) = await DeployWithSinkThatFailsAsync(_source);
        _source.SendText("a\n");
        await Eventually.True(() => _bench.Log.Has("Warning [Source::flow::from] Going on without flow::bad: it has failed for good, and what comes to it is lost"), "the sink is given up");
        _source.SendText("b\n");
        await Eventually.True(() => well.Received.Count == 2, "the next event arrives");
        flow.Pause();
        flow.Resume();
        _source.SendText("c\n");
        await Eventually.True(() => well.Received.Count == 3, "it can be paused and resumed");
        Assert.Equal(RunState.Running, flow.State);
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(["a", "b", "c"], well.Received);
        Assert.Equal(3, flow.Losses.Losses.Where(static l => l.Place == "flow::bad").Sum(static l => l.Events));
        Assert.Equal(3, flow.Losses.Events);
    }

    /// <summary>What the sink refuses, the source would send again and again.</summary>
    [Fact]
    public async Task A_source_that_can_send_again_is_held_when_a_sink_is_given_up()
    {
        var source = new ScriptedSource { IsTransactional = true };
        var (well, flow) = await DeployWithSinkThatFailsAsync(source);
        source.SendText("a\n");
        await Eventually.True(() => flow.Connectors.Single(static c => c.Alias == "flow::bad").State == RunState.Failed, "the sink is given up");
        await Eventually.True(() => source.Heard.Contains("pause"), "the source is held");
        await Eventually.True(
            () => _bench.Log.Has("Warning [Source::flow::from] Held from now on: flow::bad has failed for good, and what it does not take would be sent again and again"), "it is said");
        source.SendText("b\n");
        await Eventually.True(() => well.Received.Count == 1, "the first event arrives");
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(1, source.Delivered);
        Assert.Equal(["a"], well.Received);
    }

    [Fact]
    public async Task A_source_is_held_when_the_last_of_its_sinks_is_given_up()
    {
        var (well, flow) = await DeployWithSinkThatFailsAsync(_source);
        well.OnDeliver = static d => d.Events[0].Data.AsText() == "b" ? throw new OutsideException(OutsideFailure.Permanent("No such table either")) : Task.CompletedTask;
        _source.SendText("a\n");
        await Eventually.True(() => _bench.Log.Has("Going on without flow::bad"), "the one sink is given up");
        _source.SendText("b\n");
        await Eventually.True(() => flow.Connectors.Single(static c => c.Alias == "flow::well").State == RunState.Failed, "the other one too");
        await Eventually.True(() => flow.Connectors.First().Source!.Holds.HasFlag(SourceHolds.Breaker), "the source is held");
        _source.SendText("c\n");
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(2, _source.Delivered);
        Assert.DoesNotContain(_bench.Log.Lines, static l => l.Contains("Going on without flow::well", StringComparison.Ordinal));
    }

    /// <summary>As in a server: a source begins when all its sinks were connected, of which one may have failed meanwhile.</summary>
    [Fact]
    public async Task A_source_begins_without_a_sink_that_was_given_up_before_the_last_one_was_connected()
    {
        var (fails, well) = (true, new ScriptedSink());
        well.OnConnect = () =>
        {
            if (Volatile.Read(ref fails)) throw new IOException("not yet");
        };
        _bench.Connector("from", _source).Connector("bad", _sink).Connector("well", well, new ReconnectPlan(new RetryPlan(100))).Pipeline("pass").Link("from -> pass -> bad").Link("pass -> well");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.Connectors.Single(static c => c.Alias == "flow::bad").IsConnected, "the one sink is connected");
        _sink.Context!.Failed(OutsideFailure.Permanent("No such table"));
        await Eventually.True(() => _bench.Log.Has("Warning [Source::flow::from] Going on without flow::bad: it has failed for good, and what comes to it is lost"), "it is given up");
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 100 ms"), "a retry of the other one is planned");
        Volatile.Write(ref fails, false);
        await _bench.AsleepAsync();
        _bench.Time.Advance(100);
        _source.SendText("a\n");
        await Eventually.True(() => well.Received.Count == 1, "the event arrives");
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(1, flow.Losses.Events);
    }

    /// <summary>Before each of its sinks was connected it reads nothing (spec: runtime 9).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task That_a_source_never_begins_since_one_of_its_sinks_was_never_connected_is_said(bool isOtherGivenUp)
    {
        var (connect, well) = (new TaskCompletionSource(), new ScriptedSink());
        _sink.OnConnect = () =>
        {
            connect.Task.Wait();
            throw new IOException("no such place");
        };
        _bench.Connector("from", _source).Connector("bad", _sink).Connector("well", well).Pipeline("pass").Link("from -> pass -> bad").Link("pass -> well");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.Connectors.Single(static c => c.Alias == "flow::well").IsConnected, "the one sink is connected");
        if (isOtherGivenUp)
        {
            well.Context!.Failed(OutsideFailure.Permanent("No such table"));
            await Eventually.True(() => _bench.Log.Has("Going on without flow::well"), "it is given up");
        }

        connect.SetResult();
        await Eventually.True(
            () => _bench.Log.Has("Error [Source::flow::from] Reads nothing: flow::bad has failed for good before it was ever connected, which all its sinks must have been"), "it is said");
        _source.SendText("a\n");
        await Eventually.Done(_bench.Runtime.StopAsync());
        Assert.Equal(0, _source.Delivered);
        Assert.True(flow.Losses.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_waits_for_a_sink_that_still_connects_for_the_first_time_when_another_end_fails(bool isSource)
    {
        var hangs = new HangingSink();
        if (isSource) _source.OnConnect = static () => throw new IOException("no such file");
        else _sink.OnConnect = static () => throw new IOException("no such place");
        _bench.Connector("from", _source).Connector("to", _sink).Connector("hangs", hangs).Pipeline("pass").Link("from -> pass -> to").Link("pass -> hangs");
        var flow = await _bench.DeployAsync();
        await Eventually.Done(_bench.Runtime.RunToEndAsync());
        await Eventually.Done(_bench.Runtime.StopAsync());
        Assert.True(hangs.HasBegun);
        Assert.Equal(0, _source.Delivered);
        Assert.True(flow.Losses.IsEmpty);
    }

    [Fact]
    public async Task While_paused_nothing_is_tried_and_a_resume_connects_at_once()
    {
        _sink.OnConnect = static () => throw new IOException("not yet");
        Simple(new ReconnectPlan(new RetryPlan(100)));
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 100 ms"), "a retry is planned");
        flow.Pause();
        _sink.OnConnect = null;
        _bench.Time.Advance(10_000);
        Assert.Equal(1, _sink.Heard.Count(static h => h == "connect"));
        flow.Resume();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_retry()
    {
        _sink.OnConnect = static () => throw new IOException("never");
        Simple(new ReconnectPlan(new RetryPlan(100_000)));
        await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 100000 ms"), "a retry is planned");
        await Eventually.Done(_bench.Runtime.StopAsync());
    }

    /// <summary>A peer that accepts and hangs up: the news may come before the attempt is over.</summary>
    [Fact]
    public async Task A_connection_that_is_lost_while_it_is_made_is_made_again()
    {
        var connects = 0;
        _sink.OnConnect = () =>
        {
            if (++connects == 1) _sink.Context!.Failed(OutsideFailure.ConnectionLost("at once"));
        };
        Simple(ReconnectPlan.None);
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 1000 ms"), "a retry is planned");
        await _bench.AsleepAsync();
        _source.SendText("a\n");
        _bench.Time.Advance(1000);
        await Eventually.True(() => _sink.Received.Count == 1, "the event arrives");
        Assert.True(flow.Losses.IsEmpty);
    }

    [Fact]
    public async Task A_connection_that_is_lost_each_time_while_it_is_made_is_given_up_without_a_strategy()
    {
        _sink.OnConnect = () => _sink.Context!.Failed(OutsideFailure.ConnectionLost("at once"));
        Simple(ReconnectPlan.None);
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 1000 ms"), "one retry is planned");
        await _bench.AsleepAsync();
        _bench.Time.Advance(1000);
        await Eventually.True(() => flow.Connectors.Last().State == RunState.Failed, "the connector fails");
        Assert.Equal(2, _sink.Heard.Count(static h => h == "connect"));
    }

    private static OutsideException Lost(string reason) => new(OutsideFailure.ConnectionLost(reason));

    /// <summary>The wait before the next connection passes.</summary>
    /// <param name="number">Of the retry, from 1.</param>
    private async Task RetryAsync(int number)
    {
        await Eventually.True(() => _bench.Log.Lines.Count(static l => l.Contains("Reconnecting after 100 ms", StringComparison.Ordinal)) == number, $"retry {number} is planned");
        await _bench.AsleepAsync();
        _bench.Time.Advance(100);
    }

    /// <summary>One sink that fails for good at the first event, and one that is well.</summary>
    private async Task<(ScriptedSink Well, FlowInstance Flow)> DeployWithSinkThatFailsAsync(ScriptedSource source)
    {
        var well = new ScriptedSink();
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.Permanent("No such table"));
        _bench.Connector("from", source).Connector("bad", _sink).Connector("well", well).Pipeline("pass").Link("from -> pass -> bad").Link("pass -> well");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        return (well, flow);
    }

    private void Simple(ReconnectPlan reconnect) =>
        _bench.Connector("from", _source).Connector("to", _sink, reconnect).Pipeline("pass").Link("from -> pass -> to");

    /// <summary>Does not come back from its first attempt to connect until that is cancelled.</summary>
    private sealed class HangingSink : IConnector, ISink
    {
        private volatile bool _hasBegun;

        public ISource? Source => null;

        public ISink? Sink => this;

        public bool HasBegun => _hasBegun;

        public void OnStart(ISinkContext context)
        {
        }

        public async ValueTask ConnectAsync(CancellationToken cancellation)
        {
            _hasBegun = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation) => default;
    }
}
