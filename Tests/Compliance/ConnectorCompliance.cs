using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>
/// The laws of every connector, whatever it talks to: it connects again, gives up pulls without loss, bears answers that repeat, answers every
/// event, drains, and closes twice. Streams are lines of text. A part that the connector does not have is passed over.
/// </summary>
public abstract class ConnectorCompliance : IAsyncLifetime, IComplianceSuite
{
    private readonly FlowBench _bench = new();

    ComponentKind IComplianceSuite.Kind => ComponentKind.Connector;

    Type IComplianceSuite.Tested => Create(Context()).GetType();

    /// <summary>A new connector over the same outside world.</summary>
    internal abstract IConnector Create(ConnectorContext context);

    /// <summary>Whether the source comes to its end by itself; otherwise it runs until it is drained.</summary>
    internal virtual bool SourceEnds => false;

    /// <summary>Whether source and sink, where it has both, use no connection together.</summary>
    internal virtual bool HasIndependentHalves => true;

    /// <summary>Payloads that the sink can write.</summary>
    internal virtual IEnumerable<Value> Samples => [Value.From("one"), Value.From("two"), Value.From("three")];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _bench.DisposeAsync().AsTask();

    [Fact]
    public async Task The_source_connects_again_and_closes_twice()
    {
        if (Create(Context()).Source is not { } source) return;
        await source.ConnectAsync(default);
        await source.ConnectAsync(default);
        await source.StopAsync();
        await source.StopAsync();
    }

    [Fact]
    public async Task The_source_closes_without_ever_having_connected()
    {
        if (Create(Context()).Source is { } source) await source.StopAsync();
    }

    [Fact]
    public async Task A_pull_that_is_given_up_ends_and_another_one_may_follow()
    {
        if (Create(Context()).Source is not { } source) return;
        await source.ConnectAsync(default);
        for (var i = 0; i < 3; i++)
        {
            using var cancel = new CancellationTokenSource();
            var pull = source.PullAsync(cancel.Token).AsTask();
            await cancel.CancelAsync();
            try
            {
                var reply = await pull.WaitAsync(Eventually.Patience);
                if (reply.Kind == SourceReplyKind.Data) reply.Buffer.Release();
            }
            catch (OperationCanceledException)
            {
            }
        }

        await source.StopAsync();
    }

    [Fact]
    public async Task The_source_bears_answers_and_pauses_that_repeat()
    {
        if (Create(Context()).Source is not { } source) return;
        await source.ConnectAsync(default);
        for (var i = 0; i < 2; i++)
        {
            source.Ack(0, 0);
            source.Fail(0, 0);
            source.OnPause();
            source.OnResume();
        }

        await source.StopAsync();
    }

    [Fact]
    public async Task A_flow_with_the_source_runs_drains_and_stops()
    {
        if (Create(Context()).Source is null) return;
        var sink = new ScriptedSink();
        _bench.Connector("tested", Create).Connector("sink", sink).Pipeline("pass").Link("tested -> pass -> sink");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => flow.State == RunState.Running, $"the flow runs; {string.Join(' ', _bench.Log.Lines)}");
        if (SourceEnds) await Eventually.Done(flow.Completion);
        Assert.True(await _bench.Runtime.DrainAsync().WaitAsync(Eventually.Patience));
        await _bench.Runtime.StopAsync();
        Assert.Contains("signal drain 1", sink.Heard);
    }

    [Fact]
    public async Task The_sink_connects_again_and_closes_twice()
    {
        if (Create(Context()).Sink is not { } sink) return;
        sink.OnStart(new NoContext());
        await sink.ConnectAsync(default);
        await sink.ConnectAsync(default);
        await sink.StopAsync();
        await sink.StopAsync();
    }

    [Fact]
    public async Task The_sink_closes_without_ever_having_connected()
    {
        if (Create(Context()).Sink is { } sink) await sink.StopAsync();
    }

    [Fact]
    public async Task The_sink_answers_every_event_drains_and_stops()
    {
        if (Create(Context()).Sink is null) return;
        var source = new ScriptedSource { IsTransactional = true };
        _bench.Connector("source", source).Connector("tested", Create).Pipeline("pass").Link("source -> pass -> tested");
        var last = -1;
        foreach (var sample in Samples) source.SendValue(sample, (ulong)++last);
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => source.Heard.Contains($"ack 0 {last}"), $"all events are acknowledged; {string.Join(' ', _bench.Log.Lines)}");
        Assert.True(await _bench.Runtime.DrainAsync().WaitAsync(Eventually.Patience));
        await _bench.Runtime.StopAsync();
        Assert.Equal(last + 1, flow.Connectors.Last().Statistics.EventsWritten);
    }

    [Fact]
    public async Task Halves_that_are_independent_work_while_the_other_one_has_stopped_or_never_connected()
    {
        var tested = Create(Context());
        if (tested.Source is null || tested.Sink is null) return;
        Assert.Equal(HasIndependentHalves, tested.HasIndependentHalves);
        if (!HasIndependentHalves) return;
        var (first, second) = (Create(Context()), Create(Context()));
        foreach (var sink in (ISink[])[first.Sink!, second.Sink!]) sink.OnStart(new NoContext());
        await first.Sink!.ConnectAsync(default);
        await first.Sink.StopAsync();
        await first.Source!.ConnectAsync(default);
        var reply = await first.Source.PullAsync(default).AsTask().WaitAsync(Eventually.Patience);
        if (reply.Kind == SourceReplyKind.Data) reply.Buffer.Release();
        await first.Source.StopAsync();

        await second.Source!.StopAsync();
        await second.Sink!.ConnectAsync(default);
        await second.Sink.OnSignalAsync(new Signal(SignalKind.Tick, 1, 0), default);
        await second.Sink.StopAsync();
    }

    /// <summary>The sink loses its connection, with each event: the source does not hear of it.</summary>
    [Fact]
    public async Task A_source_with_independent_halves_is_read_to_its_end_while_the_sink_loses_connections()
    {
        if (!SourceEnds || !Create(Context()).HasIndependentHalves) return;
        var received = new ScriptedSink();
        var source = new ScriptedSource();
        var cut = new ScriptedSink { OnDeliver = static _ => throw new OutsideException(OutsideFailure.ConnectionLost("cut")) };
        _bench.Connector("tested", c => new WithSink(Create(c), cut)).Connector("source", source).Connector("received", received).Pipeline("out").Pipeline("back")
            .Link("tested -> out -> received").Link("source -> back -> tested");
        source.SendText("a\n");
        var flow = await _bench.DeployAsync();
        await Eventually.True(() => _bench.Log.Has("Connection lost: cut"), "the sink is cut off");
        await Eventually.True(() => flow.Connectors.First().IsAtEnd, "the source comes to its end");
        Assert.DoesNotContain(flow.Losses.Losses, static l => l.Reason.Contains("stream broke", StringComparison.Ordinal));
    }

    private ConnectorContext Context() => new()
    {
        Alias = "flow::tested",
        Id = 1,
        Time = _bench.Time,
        Logger = _bench.Log,
        Process = FlowBench.Process,
        HostName = "here",
    };

    private sealed class WithSink(IConnector tested, ISink sink) : IConnector
    {
        public ISource? Source => tested.Source;

        public ISink Sink => sink;

        public bool HasIndependentHalves => tested.HasIndependentHalves;
    }

    private sealed class NoContext : ISinkContext
    {
        public ISerializer Serializer { get; } = new NoSerializer();

        public void OpenBreaker()
        {
        }

        public void CloseBreaker()
        {
        }

        public void Failed(OutsideFailure failure)
        {
        }
    }

    private sealed class NoSerializer : ISerializer
    {
        public string? Serialize(in Tremor.Dataflow.Engine.Events.Event e, ulong stream, IChunkOutput output) => null;

        public void Serialize(
            ReadOnlySpan<Tremor.Dataflow.Engine.Events.Event> events, ulong stream, System.Buffers.IBufferWriter<byte> output, Action<int, string> failed)
        {
        }

        public string? Finish(ulong stream, IChunkOutput output) => null;

        public void Clear()
        {
        }
    }
}
