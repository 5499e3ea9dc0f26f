using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>What connectors and pipelines note as lost; and what not, since its source sends it again.</summary>
public sealed class LossTests : IAsyncDisposable
{
    private readonly FlowBench _bench = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_its_source_gives_up_in_the_middle_of_an_event_loses_it(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source);
        source.SendText("a\nhal");
        source.Send(SourceReply.StreamFail(0));
        await Eventually.True(() => source.Delivered == 2, "all is pulled");
        await flow.DrainAsync();
        Assert.Equal(["flow::source 1 the stream broke in the middle of an event (1 of flow::source)"], Losses(flow));
        Assert.Equal((1, 1), (flow.Connectors.First().Statistics.EventsRead, flow.Connectors.First().Statistics.ErrorEvents));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_breaks_in_the_middle_of_an_event_loses_it_unless_it_is_sent_again(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source);
        source.SendText("a\nhal");
        source.Send(OutsideFailure.ConnectionLost("reset by peer"));
        if (isTransactional) await Eventually.True(() => source.Heard.Contains("fail 0 0"), "the pull fails");
        else await Eventually.True(() => !flow.Losses.IsEmpty, "the piece is lost");
        Assert.Equal(isTransactional ? [] : ["flow::source 1 the stream broke in the middle of an event (1 of flow::source)"], Losses(flow));
        Assert.DoesNotContain(source.Heard, static h => h.StartsWith("ack", StringComparison.Ordinal));
    }

    /// <summary>What can be read again is not lost, and what is not read is said otherwise.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_a_source_holds_at_a_stop_without_a_drain_is_counted_unless_it_can_be_read_again(bool isTransactional, bool readsOn)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional, ReadsOnWhileDraining = readsOn };
        source.ReadAhead.Enqueue("f\nread ahe");
        var flow = await DeployAsync(source);
        source.SendText("a\nhal");
        await Eventually.True(() => source.Delivered == 1, "all is pulled");
        await Eventually.True(() => flow.Connectors.First().Statistics.EventsRead == 1, "and decoded");
        await Eventually.Done(flow.StopAsync());
        Assert.Equal(isTransactional || readsOn ? 0 : 2, flow.Losses.Events);
        Assert.Equal(isTransactional || readsOn ? 1 : 3, flow.Connectors.First().Statistics.EventsRead);
    }

    /// <summary>A port that there is not: a fault of the source, after which the loop goes on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pull_that_cannot_be_taken_fails_or_is_counted(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source);
        source.Send(SourceReply.Data(PooledBuffer.CopyOf("a\n"u8), new PullDetails { PullId = 7, Port = Port.Of("nowhere") }));
        source.SendText("b\n", pull: 8);
        await Eventually.True(() => source.Delivered == 2, "all is pulled");
        await flow.DrainAsync();
        Assert.Equal(isTransactional ? [] : ["flow::source 1 flow::source Invalid port 'nowhere'"], Losses(flow));
        if (isTransactional) await Eventually.True(() => source.Heard.Contains("fail 0 7"), "the pull fails");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_fails_loses_the_event_unless_it_is_sent_again(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source, static () => new Failing());
        source.SendText("a\nbad\nc\n");
        await Eventually.True(() => source.Delivered == 1, "all is pulled");
        await flow.DrainAsync();
        Assert.Equal(isTransactional ? [] : ["flow::pipe/node 1 it is bad (1 of flow::source)"], Losses(flow));
    }

    [Fact]
    public async Task What_an_operator_holds_when_it_stops_without_an_end_is_lost_or_left_out()
    {
        var source = new ScriptedSource();
        var flow = await DeployAsync(source, static () => new Keeping());
        source.SendText("a\nb\nc\n");
        await Eventually.True(() => source.Delivered == 1, "all is pulled");
        await flow.DrainAsync();
        await flow.StopAsync();
        Assert.Equal(["flow::pipe/node 3 held when the flow stopped"], Losses(flow));
        Assert.Equal([("flow::pipe/node", 2L)], flow.Losses.LeftOut);
    }

    [Fact]
    public async Task An_error_of_the_engine_in_a_pipeline_ends_the_flow_and_what_it_loses_is_counted()
    {
        var source = new ScriptedSource();
        var flow = await DeployAsync(source, static () => new Failing());
        _bench.Log.FailsAt = "Error handling event";
        source.SendText("a\nbad\nc\n");
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.State);
        await Eventually.Done(flow.StopAsync());
        Assert.Equal("[Pipeline::flow::pipe] An error of the engine ended the flow: the log is full", flow.Fault);
        var loss = Assert.Single(flow.Losses.Losses);
        Assert.Equal(("flow::pipe/node", "an error of the engine: the log is full", 3L), (loss.Place, loss.Reason, loss.Events));
    }

    /// <summary>It is no failed pull, after which the source would be asked again for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_of_the_engine_while_a_pull_waits_fails_the_source(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source);
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _bench.Log.FailsAt = "[Source::flow::source] Sending";
        source.SendText("a\n");
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.Connectors.Single(static c => c.Alias == "flow::source").State);
        Assert.True(_bench.Log.Has("Critical [Source::flow::source] Stopped by a fault of the engine: the log is full"));
        Assert.False(_bench.Log.Has("Error pulling data"));
        Assert.Equal(0, source.Overlaps);
        await Eventually.Done(flow.StopAsync());
    }

    [Fact]
    public async Task What_comes_to_a_sink_that_an_error_of_the_engine_has_ended_is_counted()
    {
        var source = new ScriptedSource();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sink = new ScriptedSink
        {
            OnDeliver = _ =>
            {
                entered.TrySetResult();
                return gate.Task;
            },
        };
        _bench.Connector("source", source).Connector("sink", sink).Pipeline("pipe").Link("source -> pipe -> sink");
        var flow = await _bench.DeployAsync();
        source.SendText("a\n");
        await Eventually.Done(entered.Task);
        foreach (var line in (string[])["b\n", "c\n"]) source.SendText(line);
        await Eventually.True(() => source.Delivered == 3, "all is pulled");
        _bench.Log.FailsAt = "] Took";
        gate.SetResult();
        await Eventually.Done(flow.Completion);
        await flow.StopAsync();
        var loss = Assert.Single(flow.Losses.Losses);
        Assert.Equal(("flow::sink", "not written: stopped by a fault of the engine: the log is full", 2L), (loss.Place, loss.Reason, loss.Events));
        Assert.Equal(["a"], sink.Received);
        Assert.Contains("stop", sink.Heard);
    }

    [Fact]
    public async Task The_end_comes_once_behind_the_last_of_all_sources()
    {
        var (first, second) = (new ScriptedSource(), new ScriptedSource());
        var ends = new List<int>();
        _bench.Connector("source", first).Connector("other", second).Connector("sink", new ScriptedSink())
            .Pipeline("front").Pipeline("pipe", () => new Counting(ends)).Link("source -> front -> pipe -> sink").Link("other -> pipe").Link("source -> pipe");
        var flow = await _bench.DeployAsync();
        first.SendText("a\nb\n");
        second.SendText("c\n");
        await Eventually.True(() => first.Delivered + second.Delivered == 2, "all is pulled");
        await flow.DrainAsync();
        Assert.Equal([5], ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_failing_end_takes_back_is_lost_unless_it_is_sent_again(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        var flow = await DeployAsync(source, static () => new FailingAtItsEnd());
        source.SendText("a\nb\nc\n");
        await Eventually.True(() => source.Delivered == 1, "all is pulled");
        await flow.DrainAsync();
        await flow.StopAsync();
        Assert.Equal(isTransactional ? [] : ["flow::pipe/node 3 at the end (0 of flow::source)"], Losses(flow));
    }

    [Fact]
    public async Task An_operator_that_cannot_say_what_it_holds_keeps_no_other_from_saying_it()
    {
        var (source, other) = (new ScriptedSource(), new ScriptedSource());
        _bench.Connector("source", source).Connector("other", other).Connector("sink", new ScriptedSink())
            .Pipeline("pipe", static () => new Speechless()).Pipeline("keep", static () => new Keeping()).Link("source -> pipe -> sink").Link("other -> keep -> sink");
        var flow = await _bench.DeployAsync();
        await flow.DrainAsync();
        await Eventually.Done(flow.StopAsync());
        await Eventually.Done(flow.Completion);
        Assert.Equal(
            ["flow::keep/node 3 held when the flow stopped", "flow::pipe/node 1 held when the flow stopped, it cannot be said how many: speechless"], Losses(flow));
    }

    /// <summary>Neither a sink nor a source that hangs in a call keeps the pipelines from stopping.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_operators_hold_is_counted_though_a_connector_hangs_when_it_connects_again(bool isSink)
    {
        var (source, sink) = (new ScriptedSource(), new ScriptedSink());
        using var release = new ManualResetEventSlim();
        var connects = 0;
        Action hang = () =>
        {
            if (Interlocked.Increment(ref connects) == 2) release.Wait(TimeSpan.FromMinutes(1));
        };
        if (isSink) sink.OnConnect = hang;
        else source.OnConnect = hang;
        var flow = await DeployAsync(source, static () => new Keeping(), sink);
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        if (isSink) sink.Context!.Failed(OutsideFailure.ConnectionLost("gone"));
        else source.Send(OutsideFailure.ConnectionLost("gone"));
        await Passing(() => Volatile.Read(ref connects) == 2);
        var stopped = _bench.Runtime.StopAsync();
        _bench.Time.Advance(3000);
        await _bench.AsleepAsync(pipelines: 3); // besides the ticker the two ends of the stop
        await Passing(() => !flow.Losses.IsEmpty);
        Assert.Equal(["flow::pipe/node 3 held when the flow stopped"], Losses(flow));
        release.Set();
        await Eventually.Done(stopped);
    }

    /// <summary>The event has failed, and its wave hangs with the others.</summary>
    [Fact]
    public async Task What_failed_in_a_pipeline_that_hangs_when_the_time_for_the_stop_is_over_counts_once()
    {
        var source = new ScriptedSource();
        using var release = new ManualResetEventSlim();
        var flow = await DeployAsync(source, () => new Failing { Hangs = release });
        try
        {
            source.SendText("a\nbad\nhang\nd\n");
            await Eventually.True(() => !flow.Losses.IsEmpty, "one has failed");
            var stopped = _bench.Runtime.StopAsync();
            _bench.Time.Advance(5000);
            await Eventually.Done(stopped);
            string[] expected = ["flow::pipe/node 1 it is bad (1 of flow::source)", "flow::source 3 read, and still in the pipelines when the time for the stop was over"];
            Assert.Equal(expected, Losses(flow));
            release.Set();
            await Eventually.Done(flow.StopAsync());
            Assert.Equal(expected, Losses(flow));
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task What_an_operator_holds_beside_a_pipeline_that_hangs_counts_once()
    {
        var source = new ScriptedSource();
        using var release = new ManualResetEventSlim();
        _bench.Connector("source", source).Connector("sink", new ScriptedSink()).Pipeline("hangs", () => new Failing { Hangs = release })
            .Pipeline("keep", static () => new BatchOperator(new() { Count = 100 }, new OperatorContext(70, "flow::keep/node"))).Link("source -> hangs -> sink").Link("source -> keep -> sink");
        var flow = await _bench.DeployAsync();
        try
        {
            source.SendText("hang\nb\n");
            await Eventually.True(() => source.Delivered == 1, "all is pulled");
            var stopped = flow.StopAsync();
            await Eventually.True(() => !flow.Losses.IsEmpty, "the one that is well has stopped");
            var ended = _bench.Runtime.StopAsync();
            _bench.Time.Advance(5000);
            await Eventually.Done(ended);
            Assert.Equal(
                ["flow::keep/node 2 held when the flow stopped (0 of flow::source)", "flow::source 2 read, and still in the pipelines when the time for the stop was over"],
                Losses(flow));
            release.Set();
            await Eventually.Done(stopped);
        }
        finally
        {
            release.Set();
        }
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static IEnumerable<string> Losses(FlowInstance flow) => flow.Losses.Losses.Select(static l =>
        $"{l.Place} {l.Events} {l.Reason}{(l.First is { } first ? $" ({first.Event} of {l.FirstSource})" : "")}");

    /// <summary>Time passes until it is so.</summary>
    private Task Passing(Func<bool> condition) => Eventually.True(
        () =>
        {
            if (condition()) return true;
            _bench.Time.Advance(20);
            return false;
        },
        "it comes with time");

    private Task<FlowInstance> DeployAsync(ScriptedSource source, Func<IOperator>? create = null, ScriptedSink? sink = null)
    {
        _bench.Connector("source", source).Connector("sink", sink ?? new ScriptedSink()).Pipeline("pipe", create).Link("source -> pipe -> sink");
        return _bench.DeployAsync();
    }

    private sealed class Failing : IOperator
    {
        public ManualResetEventSlim? Hangs { get; init; }

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            if (e.Data.AsText() == "bad") throw new InvalidOperationException("it is bad");
            if (e.Data.AsText() == "hang") Hangs?.Wait(TimeSpan.FromMinutes(1)); // a test that fails ends all the same
            output.Emit(Port.Out, e);
        }
    }

    private sealed class Keeping : IOperator
    {
        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
        }

        public Leftovers Leftovers => new(2, 3, null);
    }

    private sealed class Counting(List<int> ends) : IOperator
    {
        private int _events;

        public void OnEvent(Port input, ref Event e, IEmitter output) => _events++;

        public void OnEnd(IEmitter output) => ends.Add(_events);
    }

    private sealed class FailingAtItsEnd : IOperator
    {
        private readonly List<Event> _held = [];

        public void OnEvent(Port input, ref Event e, IEmitter output) => _held.Add(e with { Data = e.Data.Detach(), Meta = e.Meta.Detach() });

        public void OnEnd(IEmitter output)
        {
            foreach (var e in _held) output.Emit(Port.Out, e);
            _held.Clear();
            throw new InvalidOperationException("at the end");
        }
    }

    private sealed class Speechless : IOperator
    {
        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
        }

        public Leftovers Leftovers => throw new InvalidOperationException("speechless");
    }
}
