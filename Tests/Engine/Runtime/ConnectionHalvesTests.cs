using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>A connector that is source and sink of one flow: what becomes of the one half when the other fails.</summary>
public sealed class ConnectionHalvesTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();
    private readonly ScriptedSource _otherSource = new();
    private readonly ScriptedSink _otherSink = new();
    private int _pipelines = 1;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task A_source_goes_on_in_the_middle_of_an_event_when_an_independent_sink_is_connected_again()
    {
        var flow = await DeployFeedingItselfAsync(isIndependent: true);
        _sink.OnDeliver = static _ => throw Lost("broken pipe");
        _source.SendText("a\nhal");
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is held back");
        _sink.OnDeliver = null;
        _source.SendText("f\n");
        await ReconnectAsync();
        await Eventually.True(() => _otherSink.Received.Count == 2, "the second event arrives");
        await Eventually.True(() => _sink.Received.Count == 1, "at both sinks");
        Assert.Equal(["a", "half"], _otherSink.Received);
        Assert.Equal(["half"], _sink.Received);
        Assert.Equal(["flow::both 1 not written: broken pipe"], Losses(flow));
        Assert.Equal((1, 2), (Connects(_source.Heard), Connects(_sink.Heard)));
        Assert.True(_bench.Log.Has("[Connector::flow::both] Connected (sink)"));
    }

    /// <summary>The rest of what was received went with the connection.</summary>
    [Fact]
    public async Task A_connection_of_both_halves_breaks_the_streams_of_its_source_whichever_half_notices()
    {
        var flow = await DeployFeedingItselfAsync(isIndependent: false);
        _sink.OnDeliver = static _ => throw Lost("broken pipe");
        _source.SendText("a\nhal");
        await Eventually.True(() => flow.Losses.Events == 2, "event and piece are lost");
        _sink.OnDeliver = null;
        await ReconnectAsync();
        await Eventually.True(() => Connects(_source.Heard) == 2, "both halves are connected again");
        Assert.Equal(
            ["flow::both 1 not written: broken pipe", "flow::both 1 the stream broke in the middle of an event"], Losses(flow).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_on_its_way_waits_for_an_independent_sink_though_it_comes_of_the_same_connector()
    {
        var flow = await DeployFeedingItselfAsync(isIndependent: true);
        var lose = new TaskCompletionSource();
        _sink.OnDeliver = _ => lose.Task;
        _source.SendText("a\n");
        await Eventually.True(() => _otherSink.Received.Count == 1, "the first event is under way");
        _source.SendText("b\n");
        await Eventually.True(() => _otherSink.Received.Count == 2, "the second is behind it");
        _sink.OnDeliver = null;
        lose.SetException(Lost("broken pipe"));
        await ReconnectAsync();
        await Eventually.True(() => _sink.Received.Count == 1, "the second event arrives");
        Assert.Equal(["b"], _sink.Received);
        Assert.Equal(["flow::both 1 not written: broken pipe"], Losses(flow));
    }

    [Fact]
    public async Task A_sink_that_is_given_up_breaks_no_stream_of_an_independent_source()
    {
        var flow = await DeployFeedingItselfAsync(isIndependent: true);
        _sink.OnDeliver = static _ => throw new OutsideException(OutsideFailure.Permanent("closed for good"));
        _source.SendText("a\nhal");
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.Connectors.First().State);
        await Eventually.Done(flow.DrainAsync());
        await Eventually.Done(flow.StopAsync());
        Assert.Equal(["a", "hal"], _otherSink.Received);
        Assert.Equal(["flow::both 2 not written: closed for good"], Losses(flow));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_fails_leaves_an_independent_sink_its_connection(bool forGood)
    {
        var flow = await DeploySeparateAsync();
        _source.SendText("x\n");
        _source.Send(forGood ? OutsideFailure.Permanent("gone") : OutsideFailure.ConnectionLost("gone"));
        await Eventually.True(() => _bench.Log.Has(forGood ? "Not reconnecting: it would fail again: gone" : "Reconnecting after 50 ms"), "the source has failed");
        _otherSource.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the event arrives");
        Assert.True(flow.Losses.IsEmpty);
        Assert.False(flow.Connectors.First().IsConnected);
        if (!forGood)
        {
            await ReconnectAsync();
            await Eventually.True(() => Connects(_source.Heard) == 2, "the source is connected again");
        }

        Assert.Equal(1, Connects(_sink.Heard));
        await Eventually.Done(flow.DrainAsync());
        Assert.Equal(["x"], _otherSink.Received);
    }

    /// <summary>No time passes here: nobody waits for the bound of the stop.</summary>
    [Fact]
    public async Task A_stop_does_not_wait_for_the_connection_of_an_independent_sink_and_what_waited_is_lost_once()
    {
        var flow = await DeploySeparateAsync();
        var lose = new TaskCompletionSource();
        _sink.OnDeliver = _ => lose.Task;
        for (var i = 0; i < 3; i++)
        {
            _otherSource.SendText($"{i}\n");
            await Eventually.True(() => flow.Connectors.ElementAt(1).Statistics.EventsRead == i + 1, "each event is a batch");
        }

        lose.SetException(Lost("broken pipe"));
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 50 ms"), "a retry is planned");
        await Eventually.Done(_bench.Runtime.StopAsync());
        Assert.Equal(3, flow.Losses.Events);
        Assert.Equal(RunState.Stopped, flow.Connectors.First().State);
    }

    [Fact]
    public async Task A_pause_and_a_resume_reach_the_half_that_is_well()
    {
        var flow = await DeploySeparateAsync();
        _source.Send(OutsideFailure.Permanent("gone"));
        await Eventually.True(() => flow.Connectors.First().State == RunState.Failed, "the source has failed");
        flow.Pause();
        _sink.Context!.Failed(OutsideFailure.ConnectionLost("broken pipe"));
        await Eventually.True(() => _bench.Log.Has("Connection lost: broken pipe"), "the sink is cut off");
        flow.Resume();
        await Eventually.True(() => Connects(_sink.Heard) == 2, "the sink is connected again");
        _otherSource.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the event arrives");
        Assert.Equal(1, Connects(_source.Heard));
    }

    [Fact]
    public async Task Of_independent_halves_one_that_is_not_used_is_not_connected()
    {
        _source.OnConnect = static () => throw new IOException("nothing to read");
        _bench.Connector("both", new Both(_source, _sink, true)).Connector("other", _otherSource).Pipeline("pass").Link("other -> pass -> both");
        var flow = await _bench.DeployAsync();
        _otherSource.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the event arrives");
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        Assert.True(flow.Connectors.First().IsConnected);
        Assert.Equal(0, Connects(_source.Heard));
        await Eventually.Done(flow.DrainAsync());
        await Eventually.Done(flow.StopAsync());
    }

    private static OutsideException Lost(string reason) => new(OutsideFailure.ConnectionLost(reason));

    private static int Connects(IEnumerable<string> heard) => heard.Count(static h => h == "connect");

    private static IEnumerable<string> Losses(FlowInstance flow) => flow.Losses.Losses.Select(static l => $"{l.Place} {l.Events} {l.Reason}");

    private async Task ReconnectAsync()
    {
        await Eventually.True(() => _bench.Log.Has("Reconnecting after 50 ms"), "a retry is planned");
        await _bench.AsleepAsync(_pipelines);
        _bench.Time.Advance(50);
    }

    /// <summary>Its source leads to its sink and to another one.</summary>
    private async Task<FlowInstance> DeployFeedingItselfAsync(bool isIndependent)
    {
        _bench.Connector("both", new Both(_source, _sink, isIndependent), new ReconnectPlan(new RetryPlan(50))).Connector("o", _otherSink)
            .Pipeline("pass").Link("both -> pass -> both").Link("pass -> o");
        return await RunningAsync();
    }

    /// <summary>Its source leads to another sink, another source to its sink.</summary>
    private async Task<FlowInstance> DeploySeparateAsync()
    {
        _pipelines = 2;
        _bench.Connector("both", new Both(_source, _sink, true), new ReconnectPlan(new RetryPlan(50))).Connector("from", _otherSource).Connector("to", _otherSink)
            .Pipeline("out").Pipeline("back").Link("both -> out -> to").Link("from -> back -> both");
        return await RunningAsync();
    }

    private async Task<FlowInstance> RunningAsync()
    {
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        return flow;
    }

    private sealed class Both(ISource source, ISink sink, bool isIndependent) : IConnector
    {
        public ISource Source => source;

        public ISink Sink => sink;

        public bool HasIndependentHalves => isIndependent;
    }
}
