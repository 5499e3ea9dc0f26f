using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>What connectors say of themselves while the flow drains and stops (spec: runtime 7).</summary>
public sealed class ConnectorStateTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task A_connector_that_drains_says_so()
    {
        var gate = new TaskCompletionSource();
        _sink.OnDeliver = _ => gate.Task;
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _source.SendText("a\n");
        await Eventually.True(() => _source.Delivered == 1, "the event is read");
        var drained = _bench.Runtime.DrainAsync();
        await Eventually.True(() => StateOf(flow, "from") == RunState.Draining && StateOf(flow, "to") == RunState.Draining, "both drain");
        Assert.False(drained.IsCompleted);
        gate.SetResult();
        await Eventually.Done(drained);
        await _bench.Runtime.StopAsync();
        Assert.Equal((RunState.Stopped, RunState.Stopped), (StateOf(flow, "from"), StateOf(flow, "to")));
    }

    [Fact]
    public async Task A_flow_that_is_stopped_while_it_connects_has_not_failed()
    {
        _sink.OnConnect = static () => throw new IOException("not yet");
        _bench.Connector("from", _source).Connector("to", _sink, new ReconnectPlan(new RetryPlan(1000))).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("[Connector::flow::to] Reconnecting after"), "a retry is planned");
        await Eventually.Done(_bench.Runtime.StopAsync());
        Assert.Equal(RunState.Stopped, StateOf(flow, "to"));
        Assert.NotEqual(RunState.Failed, flow.State);
        Assert.DoesNotContain(_bench.Log.Lines, static line => line.Contains("Connection failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flow_that_drains_says_so()
    {
        var gate = new TaskCompletionSource();
        _sink.OnDeliver = _ => gate.Task;
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        await Eventually.True(() => _source.Delivered == 1, "the event is read");
        var drained = flow.DrainAsync();
        Assert.Equal(RunState.Draining, flow.State);
        gate.SetResult();
        await Eventually.Done(drained);
        await _bench.Runtime.StopAsync();
        await Eventually.Done(flow.DrainAsync());
        Assert.Equal(RunState.Stopped, flow.State);
    }

    [Fact]
    public async Task What_does_not_run_cannot_be_paused_and_says_so()
    {
        _bench.Connector("from", _source).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        flow.Pause();
        flow.Pause();
        Assert.True(_bench.Log.Has("[Connector::flow::from] Ignoring pause in state Paused"));
        flow.Resume();
        flow.Resume();
        Assert.True(_bench.Log.Has("[Connector::flow::from] Ignoring resume in state Running"));
    }

    private static RunState StateOf(FlowInstance flow, string alias) => flow.Connectors.Single(c => c.Alias.EndsWith(alias, StringComparison.Ordinal)).State;
}
