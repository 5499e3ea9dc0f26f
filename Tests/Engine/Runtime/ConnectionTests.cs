using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
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

    private void Simple(ReconnectPlan reconnect) =>
        _bench.Connector("from", _source).Connector("to", _sink, reconnect).Pipeline("pass").Link("from -> pass -> to");
}
