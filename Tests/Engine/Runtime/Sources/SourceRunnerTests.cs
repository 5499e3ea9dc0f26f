using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class SourceRunnerTests
{
    [Fact]
    public async Task A_source_hears_of_what_was_delivered_before_it_is_stopped()
    {
        var source = new StoppedWhilePulling();
        var log = new RecordingLog();
        var context = new ConnectorContext { Alias = "f::s", Id = 1, Time = new VirtualTime(), Logger = log, Process = FlowBench.Process, HostName = "here" };
        var plan = new ConnectorPlan { Alias = "s", Kind = "test", Create = _ => source, Codec = new("test", null, static () => new StringCodec()) };
        var runner = new SourceRunner(source, plan, context, new ConnectorStatistics());
        runner.AddTarget(Port.Out, new CollectingTarget());
        runner.ExpectSinks([2], []);
        var stopped = new TaskCompletionSource<Task>();
        source.SecondPull = () => stopped.SetResult(runner.StopAsync());
        runner.Start();
        await runner.SetConnectedAsync();
        runner.OnSinkReady();
        await Eventually.Done(await stopped.Task);
        Assert.Equal(["ack 1", "stop"], source.Heard);
    }

    [Fact]
    public async Task A_target_that_cannot_take_a_signal_does_not_keep_it_from_the_others_nor_end_the_source()
    {
        var source = new ScriptedSource();
        var log = new RecordingLog();
        var context = new ConnectorContext { Alias = "f::s", Id = 1, Time = new VirtualTime(), Logger = log, Process = FlowBench.Process, HostName = "here" };
        var plan = new ConnectorPlan { Alias = "s", Kind = "test", Create = _ => source, Codec = new("test", null, static () => new StringCodec()) };
        var runner = new SourceRunner(source, plan, context, new ConnectorStatistics());
        var other = new CollectingTarget();
        runner.AddTarget(Port.Out, new NoSignals());
        runner.AddTarget(Port.Out, other);
        runner.ExpectSinks([], []);
        runner.Start();
        await runner.SetConnectedAsync();
        await Eventually.Done(runner.DrainAsync());
        await Eventually.Done(runner.StopAsync());
        Assert.Equal(["Start", "Drain"], other.Seen);
        Assert.Contains("Error [Source::f::s] Error sending the signal Start: full", log.Lines);
        Assert.Contains("Error [Source::f::s] Error sending the signal Drain: full", log.Lines);
    }

    [Fact]
    public async Task A_target_that_takes_no_event_and_pulls_that_cannot_be_taken_do_not_flood_the_log()
    {
        var source = new ScriptedSource();
        var (log, time) = (new RecordingLog(), new VirtualTime());
        var context = new ConnectorContext { Alias = "f::s", Id = 1, Time = time, Logger = log, Process = FlowBench.Process, HostName = "here" };
        var plan = new ConnectorPlan { Alias = "s", Kind = "test", Create = _ => source, Codec = new("test", null, static () => new StringCodec()) };
        var runner = new SourceRunner(source, plan, context, new ConnectorStatistics());
        var target = new NoEvents();
        runner.AddTarget(Port.Out, target);
        runner.ExpectSinks([], []);
        runner.Start();
        await runner.SetConnectedAsync();
        for (var i = 0; i < 3; i++) await FailTwiceAsync();
        time.Advance(1000);
        await FailTwiceAsync();
        await Eventually.Done(runner.StopAsync());
        // The target is called before its failure is logged: the last one may come behind the second.
        Assert.Collection(
            log.Lines.Where(static l => l.EndsWith("full", StringComparison.Ordinal)),
            static line => Assert.Equal("Error [Source::f::s] Error sending events: full", line),
            static line => Assert.Matches(@"^Error \[Source::f::s\] Error sending events, after [12] more that are not shown: full$", line));
        Assert.Equal(2, log.Lines.Count(static l => l.Contains("Error handling source reply", StringComparison.Ordinal)));
        Assert.Contains(log.Lines, static l => l.Contains("more that are not shown: f::s Invalid port 'nowhere'", StringComparison.Ordinal));

        async Task FailTwiceAsync()
        {
            var before = target.Calls;
            source.Send(SourceReply.Data(PooledBuffer.CopyOf("a"u8), new PullDetails { Port = Port.Of("nowhere") }));
            source.SendText("a");
            await Eventually.True(() => target.Calls > before, "the event is sent");
        }
    }

    private sealed class NoEvents : IEventTarget
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            Interlocked.Increment(ref _calls);
            throw new InvalidOperationException("full");
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }

    private sealed class NoSignals : IEventTarget
    {
        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => default;

        public ValueTask SignalAsync(Signal signal, IUpstream from) => throw new InvalidOperationException("full");
    }

    /// <summary>Both pulls are complete at once, so they wait in one batch when the stop comes.</summary>
    private sealed class StoppedWhilePulling : IConnector, ISource
    {
        private ulong _pulls;

        public ISource Source => this;

        public ISink? Sink => null;

        public Action? SecondPull { get; set; }

        public List<string> Heard { get; } = [];

        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
        {
            if (_pulls == 1) SecondPull!();
            return new(SourceReply.Data(PooledBuffer.CopyOf("a"u8), new PullDetails { PullId = _pulls++ }));
        }

        public void Ack(ulong stream, ulong pull) => Heard.Add($"ack {pull}");

        public ValueTask StopAsync()
        {
            Heard.Add("stop");
            return default;
        }
    }
}
