using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>A deployed flow from the start to the stop (spec: runtime 12).</summary>
public sealed class FlowInstanceTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task A_flow_carries_lines_from_source_to_sink_and_completes_at_the_end()
    {
        Simple();
        _source.SendText("a\nb\nhal");
        _source.SendText("f\nrest");
        _source.Send(SourceReply.EndStream(0));
        _source.Send(SourceReply.Finished);

        var flow = await _bench.DeployAsync();
        await Eventually.Done(_bench.Runtime.RunToEndAsync());

        Assert.Equal(["a", "b", "half", "rest"], _sink.Received);
        await Eventually.True(() => flow.State == RunState.Stopped, "a flow that is over is stopped");
        Assert.Equal(4, flow.Connectors.First().Statistics.EventsRead);
        Assert.Equal(13, flow.Connectors.First().Statistics.BytesRead);
        Assert.Equal(4, flow.Connectors.Last().Statistics.EventsWritten);
    }

    [Fact]
    public async Task A_source_does_not_pull_before_every_sink_that_it_reaches_is_connected()
    {
        var slow = new ScriptedSink { OnConnect = static () => throw new IOException("not yet") };
        Simple();
        _bench.Connector("slow", slow, Retry(100)).Pipeline("second").Link("from -> second -> slow");
        _source.SendText("a\n");

        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("[Connector::flow::slow] Reconnecting after 100 ms"), "a retry is planned");
        Assert.Equal(0, _source.Delivered);
        Assert.Equal(RunState.Initializing, flow.State);

        slow.OnConnect = null;
        await _bench.AsleepAsync(pipelines: 2);
        _bench.Time.Advance(100);
        await Eventually.True(() => _sink.Received.Count == 1 && slow.Received.Count == 1, "the event arrives at both");
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
    }

    [Fact]
    public async Task The_sink_hears_of_the_source_start_and_later_of_its_drain()
    {
        Simple();
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Heard.Contains("connect") && _sink.Heard.Contains("connect"), "both connect");
        await Eventually.Done(_bench.Runtime.DrainAsync());
        await _bench.Runtime.StopAsync();
        Assert.Equal(["start", "connect", "signal start 1", "signal drain 1", "stop"], _sink.Heard.OrderBy(Order));
        Assert.Equal(["connect", "stop"], _source.Heard);

        static int Order(string call) => call switch { "start" => 0, "connect" => 1, "signal start 1" => 2, "signal drain 1" => 3, _ => 4 };
    }

    [Fact]
    public async Task The_log_tells_the_life_of_a_flow_and_its_connectors_and_what_becomes_of_batches()
    {
        Simple();
        _source.SendText("a\nb\n");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 2 && flow.State == RunState.Running, "the lines arrive");
        await Eventually.Done(_bench.Runtime.DrainAsync());
        await _bench.Runtime.StopAsync();
        Assert.Equal(["Running", "Draining", "Stopped"], Of("Information [Flow::flow] "));
        foreach (var connector in (string[])["from", "to"])
            Assert.Equal(["Started", "Connected", "Draining", "Drained", "Stopped"], Of($"Information [Connector::flow::{connector}] "));
        Assert.Equal(["Sending 2 events to out, the first is event 1 of flow::from"], Of("Debug [Source::flow::from] "));
        Assert.StartsWith("Took 2 events, 0 failed, in ", Of("Debug [Sink::flow::to] ").First(static line => !line.StartsWith("Breaker", StringComparison.Ordinal)));

        IEnumerable<string> Of(string start) => _bench.Log.Lines.Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..]);
    }

    [Fact]
    public async Task A_person_pauses_and_resumes_and_a_half_line_is_completed_by_what_comes_after()
    {
        Simple();
        _source.SendText("one\nha");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1 && flow.State == RunState.Running, "the first line arrives");

        flow.Pause();
        Assert.Equal(RunState.Paused, flow.State);
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source hears of the pause");
        _source.SendText("lf\n");
        Assert.Equal(1, _source.Delivered);

        flow.Resume();
        await Eventually.True(() => _sink.Received.Count == 2, "the second line arrives");
        Assert.Equal(["one", "half"], _sink.Received);
        Assert.Equal(["connect", "pause", "resume"], _source.Heard);
    }

    [Fact]
    public async Task A_breaker_that_closes_does_not_unpause_what_a_person_paused()
    {
        Simple();
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        flow.Pause();
        var runner = flow.Connectors.First().Source!;
        ((IUpstream)runner).OnInsight(new Insight { Kind = InsightKind.BreakerOpen, Maker = 2 }, this);
        ((IUpstream)runner).OnInsight(new Insight { Kind = InsightKind.BreakerClosed, Maker = 2 }, this);
        // What the loop does behind these insights is done when this is; no pull waits then.
        await runner.SetConnectedAsync();
        _source.SendText("a\n");
        await runner.SetConnectedAsync();
        Assert.Equal(0, _source.Delivered);
        Assert.Equal(["connect", "pause"], _source.Heard);
        flow.Resume();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
    }

    [Fact]
    public async Task A_sink_does_not_close_the_breaker_of_an_operator()
    {
        // Counted apart, the sink and the operator would both have the number 4.
        var valve = new Valve();
        _bench.Connector("from", _source).Connector("a", new ScriptedSink()).Connector("b", new ScriptedSink()).Connector("to", _sink)
            .Pipeline("pipe", () => valve).Link("from -> pipe -> to");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _source.SendText("open\n");
        await Eventually.True(() => _source.Heard.Contains("pause"), "the valve closes the source off");
        _sink.Context!.OpenBreaker();
        _sink.Context.CloseBreaker();
        // Each loop has done what came before when this is done.
        await flow.Connectors.Last().Sink!.SetConnectedAsync(true);
        await flow.Connectors.First().Source!.SetConnectedAsync();
        Assert.DoesNotContain("resume", _source.Heard);
        valve.Closes = true;
        await _bench.AsleepAsync(pipelines: 0);
        _bench.Time.Advance(100);
        await Eventually.True(() => _source.Heard.Contains("resume"), "the valve lets the source go on");
    }

    [Fact]
    public async Task One_breaker_that_closes_does_not_close_the_breaker_of_another_sink()
    {
        Simple();
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        var runner = flow.Connectors.First().Source!;
        foreach (var (kind, sink) in ((InsightKind, ulong)[])[(InsightKind.BreakerOpen, 7), (InsightKind.BreakerOpen, 8), (InsightKind.BreakerClosed, 8)])
            ((IUpstream)runner).OnInsight(new Insight { Kind = kind, Maker = sink }, this);
        // What the loop does behind these insights is done when this is; no pull waits then.
        await runner.SetConnectedAsync();
        _source.SendText("a\n");
        await runner.SetConnectedAsync();
        Assert.Equal(0, _source.Delivered);
        ((IUpstream)runner).OnInsight(new Insight { Kind = InsightKind.BreakerClosed, Maker = 7 }, this);
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
    }

    [Fact]
    public async Task A_sink_that_opens_its_breaker_stops_the_source_until_it_closes_it()
    {
        Simple();
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _sink.Context!.OpenBreaker();
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");
        _source.SendText("a\n");
        Assert.Equal(0, _source.Delivered);
        _sink.Context.CloseBreaker();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
    }

    [Fact]
    public async Task What_was_read_before_a_stop_is_written()
    {
        Simple();
        var gate = new TaskCompletionSource();
        _sink.OnDeliver = _ => gate.Task;
        for (var i = 0; i < 100; i++) _source.SendText($"{i}\n");
        _source.SendText("rest");
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Delivered == 101, "everything is read");
        var drained = _bench.Runtime.DrainAsync();
        gate.SetResult();
        Assert.True(await drained);
        await _bench.Runtime.StopAsync();
        Assert.Equal([.. Enumerable.Range(0, 100).Select(static i => $"{i}"), "rest"], _sink.Received);
    }

    [Fact]
    public async Task An_asynchronous_source_reads_its_open_streams_to_their_end_when_it_drains()
    {
        var source = new ScriptedSource { ReadsOnWhileDraining = true };
        _bench.Connector("from", source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the first line arrives");
        var drained = _bench.Runtime.DrainAsync();
        source.SendText("b\n");
        await Eventually.True(() => _sink.Received.Count == 2, "the second line arrives");
        Assert.False(drained.IsCompleted);
        source.Send(SourceReply.EndStream(0));
        Assert.True(await drained);
    }

    [Fact]
    public async Task A_drain_that_reads_on_is_cut_in_time_for_everything_that_was_read_to_be_written()
    {
        var source = new ScriptedSource { ReadsOnWhileDraining = true };
        _bench.Connector("from", source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\nb\nhal");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 2, "the lines arrive");
        var drained = _bench.Runtime.DrainAsync();
        _bench.Time.Advance(3000);
        Assert.True(await drained);
        await _bench.Runtime.StopAsync();
        Assert.Equal(["a", "b"], _sink.Received);
        Assert.Contains("Warning [Source::flow::from] Draining stopped in the middle of an event: its first part was read and is left out", _bench.Log.Lines);
    }

    [Fact]
    public async Task What_a_source_has_read_ahead_is_delivered_when_a_drain_ends_the_reading()
    {
        Simple();
        _source.SendText("a\nb");
        foreach (var text in (string[])["\nc\n", "d\n", "rest"]) _source.ReadAhead.Enqueue(text);
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the first line arrives");
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(["a", "b", "c", "d", "rest"], _sink.Received);
        Assert.Equal(0, _source.Overlaps);
    }

    [Fact]
    public async Task What_a_source_has_read_ahead_and_its_sink_does_not_take_is_lost_and_counted()
    {
        Simple();
        var gate = new TaskCompletionSource();
        _sink.OnDeliver = _ => gate.Task;
        _source.SendText("a\n");
        for (var i = 0; i < 100; i++) _source.ReadAhead.Enqueue(string.Concat(Enumerable.Repeat("b\n", 300)));
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _source.Delivered == 1, "the line is read");
        var drained = _bench.Runtime.DrainAsync();
        await Eventually.True(() => flow.Connectors.First().Statistics.EventsRead > 300, "the drain reads on");
        _bench.Time.Advance(5000);
        Assert.False(await drained);
        var stopped = _bench.Runtime.StopAsync();
        // The sink is cut off: what comes to it from now on is refused.
        _bench.Time.Advance(3000);
        await Eventually.Done(stopped);
        Assert.Equal(30_001, flow.Losses.Events);
        Assert.Empty(_source.ReadAhead);
        gate.SetResult();
    }

    [Fact]
    public async Task A_second_drain_with_less_patience_hurries_the_first()
    {
        var source = new ScriptedSource { ReadsOnWhileDraining = true };
        _bench.Connector("from", source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        var patient = _bench.Runtime.DrainAsync();
        var hurried = _bench.Runtime.DrainAsync(TimeSpan.FromMilliseconds(500));
        _bench.Time.Advance(300);
        Assert.True(await hurried);
        Assert.True(await patient);
    }

    [Fact]
    public async Task A_drain_gives_up_after_five_seconds_and_says_so()
    {
        Simple();
        var gate = new TaskCompletionSource();
        _sink.OnDeliver = _ => gate.Task;
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Delivered == 1, "the line is read");
        var drained = _bench.Runtime.DrainAsync();
        _bench.Time.Advance(5000);
        Assert.False(await drained);
        Assert.Contains("Warning Timeout draining all Flows after 5s", _bench.Log.Lines);
        gate.SetResult();
    }

    [Theory]
    [InlineData("pass -> good", "pass -> bad")]
    [InlineData("pass -> bad", "pass -> good")]
    public async Task What_a_sink_that_hangs_held_up_is_written_by_the_others_when_it_is_given_up(params string[] links)
    {
        using var isFree = new ManualResetEventSlim();
        using var isInside = new ManualResetEventSlim();
        var hanging = new ScriptedSink
        {
            OnDeliver = _ =>
            {
                isInside.Set();
                isFree.Wait();
                return Task.CompletedTask;
            },
        };
        try
        {
            _bench.Connector("from", _source).Connector("good", _sink).Connector("bad", hanging).Pipeline("pass").Link("from -> pass");
            foreach (var link in links) _bench.Link(link);
            var flow = await _bench.DeployAsync();
            await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
            for (var i = 0; i < 100; i++)
            {
                _source.SendText($"{i}\n");
                _source.Send(SourceReply.EndStream(0));
                if (i < 10) await Eventually.True(() => _source.Delivered == (2 * i) + 2, "it is read");
            }

            await Eventually.True(() => isInside.IsSet, "one of them hangs");
            var drained = _bench.Runtime.DrainAsync();
            _bench.Time.Advance(5000);
            Assert.False(await drained);
            var stopped = _bench.Runtime.StopAsync();
            await _bench.AsleepAsync(pipelines: 3); // the ticker, and three ends of the stop
            _bench.Time.Advance(3000);
            await _bench.AsleepAsync(pipelines: 3); // two ends of the stop, and the patience with the sink that hangs
            _bench.Time.Advance(500);
            await Eventually.Done(stopped);
            var read = flow.Connectors.First().Statistics.EventsRead;
            Assert.Equal(Enumerable.Range(0, (int)read).Select(static i => $"{i}"), _sink.Received);
            Assert.Equal("flow::bad", Assert.Single(flow.Losses.Losses).Place);
        }
        finally
        {
            isFree.Set();
        }
    }

    [Theory]
    [InlineData("from")]
    [InlineData("to")]
    public async Task A_drain_does_not_wait_for_a_connection_that_was_never_there(string waiting)
    {
        var connector = new Unconnected(waiting == "from");
        if (waiting == "from") _bench.Connector("from", connector).Connector("to", _sink);
        else _bench.Connector("from", _source).Connector("to", connector);
        _bench.Pipeline("pass").Link("from -> pass -> to");
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => connector.IsConnecting, "it waits for a peer");
        Assert.True(await _bench.Runtime.DrainAsync());
        await Eventually.Done(_bench.Runtime.StopAsync());
        Assert.Equal(0, _source.Delivered);
    }

    [Fact]
    public async Task What_hangs_in_a_pipeline_when_the_time_for_the_stop_is_over_is_lost_and_the_time_is_not_waited_for_twice()
    {
        var gate = new TaskCompletionSource();
        var slow = new Waiting(gate.Task);
        try
        {
            _bench.Connector("from", _source).Connector("to", _sink).Pipeline("slow", () => slow).Link("from -> slow -> to");
            _source.SendText("a\nb\nc\n");
            var flow = await _bench.DeployAsync();
            await Eventually.True(() => slow.IsInside, "the lines are on their way");
            var stopped = _bench.Runtime.StopAsync();
            _bench.Time.Advance(5000);
            await Eventually.Done(stopped);
            await Eventually.Done(_bench.Runtime.StopAsync());
            Assert.Equal(
                [new Loss("flow::from", "read, and still in the pipelines when the time for the stop was over", 3, null, null)], flow.Losses.Losses);
            Assert.Contains("Warning Timeout stopping all Flows after 5s", _bench.Log.Lines);
        }
        finally
        {
            gate.SetResult();
        }
    }

    [Fact]
    public async Task A_drain_waits_for_the_answers_that_a_sink_owes()
    {
        var source = new ScriptedSource { IsTransactional = true };
        _bench.Connector("from", source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        IDeferred? owed = null;
        _sink.OnDeliver = delivery =>
        {
            owed = delivery.Defer(0);
            return Task.CompletedTask;
        };
        source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => owed is not null, "the line arrives");
        var drained = _bench.Runtime.DrainAsync();
        await Eventually.True(() => _sink.Heard.Contains("signal drain 1"), "the drain signal arrives");
        Assert.False(drained.IsCompleted);
        owed!.Ack();
        Assert.True(await drained);
        Assert.Equal(["connect", "delivered 1:0:0:0", "ack 0 0"], source.Heard);
    }

    [Fact]
    public async Task A_drain_waits_for_the_slowest_way_to_a_sink()
    {
        // Two ways through pipelines that join in a third one, one of them slow.
        var gate = new TaskCompletionSource();
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("quick").Pipeline("slow", () => new Waiting(gate.Task)).Pipeline("join")
            .Link("from -> quick -> join -> to").Link("from -> slow -> join");
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives by the quick way");
        var drained = _bench.Runtime.DrainAsync();
        Assert.False(drained.IsCompleted);
        gate.SetResult();
        Assert.True(await drained);
        Assert.Equal(["a", "a"], _sink.Received);
        Assert.Equal(["signal start 1", "signal drain 1"], _sink.Heard.Where(static h => h.StartsWith("signal", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Signals_do_not_multiply_with_the_ways_through_a_ladder_of_pipelines()
    {
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("p0").Link("from -> p0");
        for (var i = 1; i < 40; i++) _bench.Pipeline($"p{i}").Link($"p{i - 1} -> p{i}").Link($"p{i - 1}/err -> p{i}");
        _bench.Link("p39 -> to").Link("p39/err -> to");
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the line arrives");
        Assert.True(await _bench.Runtime.DrainAsync());
        Assert.Equal(
            ["signal start 1", "signal start 1", "signal drain 1", "signal drain 1"], _sink.Heard.Where(static h => h.StartsWith("signal", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_connector_without_links_is_not_started_and_nobody_waits_for_it()
    {
        _bench.Connector("lonely", _sink);
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        Assert.Contains("Warning [Flow::flow] flow::lonely is not linked: it is not started", _bench.Log.Lines);
        Assert.True(await _bench.Runtime.DrainAsync());
        await Eventually.Done(flow.Completion);
        await _bench.Runtime.StopAsync();
        Assert.Equal(["stop"], _sink.Heard);
        Assert.Equal(RunState.Stopped, flow.State);
    }

    [Fact]
    public async Task An_alias_can_be_deployed_once()
    {
        await _bench.DeployAsync();
        var e = await Assert.ThrowsAsync<FlowDeploymentException>(() => _bench.DeployAsync());
        Assert.Equal("Flow with id \"flow\" is already deployed.", e.Message);
    }

    [Fact]
    public async Task The_alias_of_a_flow_that_has_stopped_can_be_used_again()
    {
        var stopped = await _bench.DeployAsync();
        await stopped.StopAsync();
        Assert.Equal([stopped], _bench.Runtime.Flows);
        var next = await _bench.DeployAsync();
        Assert.Equal([next], _bench.Runtime.Flows);
    }

    [Fact]
    public async Task A_deployment_that_fails_says_why_and_leaves_nothing_behind()
    {
        Simple();
        _bench.Link("pass -> to/nowhere");
        var e = await Assert.ThrowsAsync<FlowDeploymentException>(() => _bench.DeployAsync());
        Assert.Equal("Error deploying Flow flow: flow::to Invalid port 'nowhere'", e.Message);
        Assert.Empty(_bench.Runtime.Flows);
        Assert.Equal(["stop"], _sink.Heard);
    }

    [Fact]
    public async Task A_source_that_leads_to_no_sink_pulls_and_is_drained()
    {
        _bench.Connector("from", _source).Pipeline("pass").Link("from -> pass");
        _source.SendText("a\n");
        await _bench.DeployAsync();
        await Eventually.True(() => _source.Delivered == 1, "the line is pulled");
        Assert.True(await _bench.Runtime.DrainAsync());
    }

    [Fact]
    public async Task Flows_are_stopped_twice_without_harm()
    {
        Simple();
        await _bench.DeployAsync();
        await _bench.Runtime.StopAsync();
        await _bench.Runtime.StopAsync();
        Assert.Single(_source.Heard, "stop");
        Assert.Single(_sink.Heard, "stop");
    }

    private void Simple() => _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");

    private static ReconnectPlan Retry(ulong ms) => new(new RetryPlan(ms));

    /// <summary>Holds its pipeline until the task has completed.</summary>
    /// <summary>Waits for a peer that does not come.</summary>
    private sealed class Unconnected(bool reads) : IConnector, ISource, ISink
    {
        private volatile bool _isConnecting;

        public bool IsConnecting => _isConnecting;

        public ISource? Source => reads ? this : null;

        public ISink? Sink => reads ? null : this;

        public bool IsTransactional => false;

        public bool ReadsOnWhileDraining => false;

        public void OnStart(ISinkContext context)
        {
        }

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation) => throw new NotSupportedException();

        ValueTask ISource.ConnectAsync(CancellationToken cancellation) => ConnectAsync(cancellation);

        ValueTask ISink.ConnectAsync(CancellationToken cancellation) => ConnectAsync(cancellation);

        ValueTask ISource.StopAsync() => default;

        ValueTask ISink.StopAsync() => default;

        private async ValueTask ConnectAsync(CancellationToken cancellation)
        {
            _isConnecting = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
    }

    private sealed class Waiting(Task gate) : IOperator
    {
        private volatile bool _isInside;

        public bool IsInside => _isInside;

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            _isInside = true;
            gate.Wait();
            output.Emit(Port.Out, e);
        }
    }

    /// <summary>Opens its breaker at each event, and closes it at a tick when it is told to.</summary>
    private sealed class Valve : IOperator
    {
        public bool Closes { get; set; }

        public bool HandlesSignals => true;

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            output.Insight(new Insight { Kind = InsightKind.BreakerOpen });
            output.Emit(Port.Out, e);
        }

        public void OnSignal(in Signal signal, IEmitter output)
        {
            if (Closes) output.Insight(new Insight { Kind = InsightKind.BreakerClosed });
        }
    }
}
