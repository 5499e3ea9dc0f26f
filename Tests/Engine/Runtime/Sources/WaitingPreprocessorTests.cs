using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

/// <summary>A preprocessor that waits, in a flow that runs.</summary>
public sealed class WaitingPreprocessorTests : IAsyncLifetime
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new() { IsTransactional = true };
    private readonly ScriptedSink _sink = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task What_it_holds_leaves_in_time_though_the_pull_waits_for_ever()
    {
        var flow = await RunAsync();
        _source.SendText("a");
        _source.SendText("b");
        await Eventually.True(() => _source.Delivered == 2, "both are read");
        // Read is not yet preprocessed: the loop does this behind it.
        await flow.Connectors.First().Source!.SetConnectedAsync();
        await _bench.AsleepAsync();
        _bench.Time.Advance(999);
        Assert.Empty(_sink.Received);
        _bench.Time.Advance(1);
        await Eventually.True(() => _source.Heard.Contains("ack 0 1"), "the last pull is acknowledged");
        Assert.Equal(["a+b"], _sink.Received);
        Assert.Equal(0, _source.Overlaps);
    }

    [Fact]
    public async Task While_a_breaker_is_open_it_is_not_woken()
    {
        var flow = await RunAsync();
        _source.SendText("a");
        await Eventually.True(() => _source.Delivered == 1, "it is read");
        await _bench.AsleepAsync();
        _sink.Context!.OpenBreaker();
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");
        // Its loop has come to rest when it has done this, and it looks once more behind it.
        var source = flow.Connectors.First().Source!;
        for (var i = 0; i < 2; i++) await source.SetConnectedAsync();
        _bench.Time.Advance(100_000);
        for (var i = 0; i < 2; i++) await source.SetConnectedAsync();
        Assert.Empty(_sink.Received);
        _sink.Context.CloseBreaker();
        await Eventually.True(() => _source.Heard.Contains("resume"), "the source goes on");
        await Eventually.True(
            () =>
            {
                _bench.Time.Advance(100);
                return _sink.Received.Count == 1;
            },
            "what it holds arrives");
    }

    private async Task<FlowInstance> RunAsync()
    {
        _bench.Connector("from", _ => _source, null, static () => new Joining()).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        return flow;
    }
}
