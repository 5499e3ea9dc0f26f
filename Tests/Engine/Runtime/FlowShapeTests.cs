using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>Flows of unusual shapes start, stop their sources and come to an end as others do.</summary>
public sealed class FlowShapeTests : IAsyncDisposable
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    /// <summary>Two to the power of thirty ways lead to the sink; events go by one of them.</summary>
    [Fact]
    public async Task Breakers_and_drains_do_not_multiply_with_the_ways_between_pipelines()
    {
        const int Layers = 30;
        var opened = 0;
        var watch = new DelegateOperator(
            static (ref Event e, IEmitter output) => output.Emit(Port.Out, e),
            (ref Insight insight, IEmitter _) => opened += insight.Kind == InsightKind.BreakerOpen ? 1 : 0);
        _bench.Connector("source", _source).Connector("sink", _sink).Link("source -> a0").Link("source -> b0").Link($"a{Layers - 1} -> sink").Link($"b{Layers - 1} -> sink");
        for (var i = 0; i < Layers; i++) _bench.Pipeline($"a{i}", i == 0 ? () => watch : null).Pipeline($"b{i}", static () => new DelegateOperator(static (ref Event _, IEmitter _) => { }));
        for (var i = 1; i < Layers; i++) _bench.Link($"a{i - 1} -> a{i}").Link($"a{i - 1} -> b{i}").Link($"b{i - 1} -> a{i}").Link($"b{i - 1} -> b{i}");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, "the flow runs");
        _source.SendText("a\n");
        await Eventually.True(() => _sink.Received.Count == 1, "the first line arrives");
        _sink.Context!.OpenBreaker();
        await Eventually.True(() => _source.Heard.Contains("pause"), "the source is stopped");
        await Eventually.True(() => Volatile.Read(ref opened) == 2, "it is heard by each of the two pipelines behind");
        _source.SendText("b\n");
        Assert.Equal(1, _source.Delivered);
        _sink.Context.CloseBreaker();
        await Eventually.True(() => _sink.Received.Count == 2, "the second line arrives");
        _source.Send(SourceReply.Finished);
        await Eventually.Done(flow.Completion);
        Assert.Equal(["connect", "pause", "resume"], _source.Heard);
        await flow.StopAsync();
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task What_goes_round_in_a_pipeline_comes_out_before_the_flow_is_over()
    {
        var shorten = new DelegateOperator(static (ref Event e, IEmitter output) =>
        {
            if (e.Data.AsText() is not { Length: > 1 } text) return;
            e.Data = Tremor.Dataflow.Engine.Values.Value.From(text[1..]);
            output.Emit(Port.Out, e);
        });
        _bench.Connector("source", _source).Connector("sink", _sink).Pipeline("pipe", () => shorten).Link("source -> pipe -> sink").Link("pipe -> pipe");
        var flow = await _bench.DeployAsync();
        _source.SendText(new string('x', 3000) + "\n");
        _source.Send(SourceReply.Finished);
        await Eventually.Done(flow.Completion);
        await flow.StopAsync();
        Assert.Equal(2999, _sink.Received.Count);
        Assert.True(flow.Losses.IsEmpty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flow_without_a_sink_is_over_when_what_it_read_has_ended(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        _bench.Connector("source", source).Pipeline("front").Pipeline("pipe").Link("source -> front -> pipe");
        var flow = await _bench.DeployAsync();
        source.SendText("a\nb\n", pull: 3);
        source.Send(SourceReply.Finished);
        await Eventually.Done(flow.Completion);
        if (isTransactional) Assert.Contains("ack 0 3", source.Heard);
        await flow.StopAsync();
        Assert.Equal([("flow::pipe/out", 2L)], flow.Losses.Dropped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_of_which_only_the_errors_are_read_is_read_and_the_rest_is_dropped(bool isTransactional)
    {
        var source = new ScriptedSource { IsTransactional = isTransactional };
        _bench.Connector("source", source).Connector("sink", _sink).Pipeline("pipe").Link("source/err -> pipe -> sink");
        var flow = await _bench.DeployAsync();
        source.SendText("a\nb\n", pull: 3);
        source.Send(SourceReply.Finished);
        await Eventually.Done(flow.Completion);
        if (isTransactional) Assert.Contains("ack 0 3", source.Heard);
        await flow.StopAsync();
        Assert.Empty(_sink.Received);
        Assert.Equal([("flow::source/out", 2L)], flow.Losses.Dropped);
        Assert.True(flow.Losses.IsEmpty);
    }

    [Fact]
    public async Task A_flow_waits_for_the_pipelines_beside_the_sink_too()
    {
        var slow = new TaskCompletionSource();
        var holding = new DelegateOperator((ref Event _, IEmitter _) => slow.Task.Wait());
        _bench.Connector("source", _source).Connector("sink", _sink).Pipeline("pipe").Pipeline("side", () => holding).Link("source -> pipe -> sink").Link("source -> side");
        var flow = await _bench.DeployAsync();
        _source.SendText("a\n");
        _source.Send(SourceReply.Finished);
        await Eventually.True(() => _sink.Heard.Contains("signal drain 1"), "the sink is drained");
        for (var i = 0; i < 1000; i++) await Task.Yield();
        Assert.False(flow.Completion.IsCompleted);
        slow.SetResult();
        await Eventually.Done(flow.Completion);
    }

    /// <summary>As two flows of one process with a named pipe between them do.</summary>
    [Fact]
    public async Task A_flow_that_is_over_is_stopped_for_another_may_wait_for_the_end_of_what_it_writes()
    {
        var (next, other) = (new ScriptedSource(), new FlowBench());
        await using var _ = other;
        _bench.Connector("source", _source).Connector("sink", _sink).Pipeline("pipe").Link("source -> pipe -> sink");
        other.Connector("source", next).Connector("sink", new ScriptedSink()).Pipeline("pipe").Link("source -> pipe -> sink");
        await _bench.Runtime.DeployAsync([_bench.Plan("first"), other.Plan("second")]);
        var over = _bench.Runtime.RunToEndAsync();
        _source.Send(SourceReply.Finished);
        await Eventually.True(() => _sink.Heard.Contains("stop"), "the first flow closes its sink");
        Assert.False(over.IsCompleted);
        next.Send(SourceReply.Finished);
        await Eventually.Done(over);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
