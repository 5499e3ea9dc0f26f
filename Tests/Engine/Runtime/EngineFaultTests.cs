using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sinks;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>An error in a loop of the engine: its connector fails, and nobody waits for it.</summary>
public sealed class EngineFaultTests : IAsyncDisposable
{
    private readonly FlowBench _bench = new();
    private readonly ScriptedSource _source = new();
    private readonly ScriptedSink _sink = new();

    [Fact]
    public async Task A_source_whose_loop_breaks_fails_and_what_it_has_read_is_written()
    {
        _bench.Connector("from", _ => _source, null, static () => new Breaking()).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        _source.SendText("a");
        _source.SendText("break");
        await Eventually.Done(flow.Completion);
        Assert.Equal(RunState.Failed, flow.Connectors.First().State);
        Assert.Equal("stopped by a fault of the engine: it breaks", flow.Connectors.First().Statistics.LastError);
        Assert.Equal(["a", "break"], _sink.Received);
        await Eventually.Done(flow.DrainAsync());
        await Eventually.Done(flow.StopAsync());
    }

    /// <summary>Out of memory where a preprocessor is woken, or finished.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_whose_rest_cannot_be_decoded_is_lost_and_the_source_goes_on(bool isWoken)
    {
        _bench.Connector("from", _ => _source, null, () => new Exhausted(isWoken)).Connector("to", _sink).Pipeline("pass").Link("from -> pass -> to");
        var flow = await _bench.DeployAsync();
        _source.SendText("a");
        await Eventually.True(() => _source.Delivered == 1, "it is read");
        if (isWoken)
        {
            await Eventually.True(
                () =>
                {
                    _bench.Time.Advance(20);
                    return flow.Losses.Events == 1;
                },
                "it is woken");
        }

        await Eventually.Done(flow.DrainAsync());
        Assert.Equal("out of memory while decoding what a stream held", Assert.Single(flow.Losses.Losses).Reason);
        Assert.NotEqual(RunState.Failed, flow.Connectors.First().State);
        await Eventually.Done(flow.StopAsync());
    }

    [Fact]
    public async Task A_sink_whose_loop_breaks_refuses_what_comes_and_answers_a_drain()
    {
        var context = new ConnectorContext { Alias = "f::to", Id = 1, Time = new VirtualTime(), Logger = _bench.Log, Process = FlowBench.Process, HostName = "here" };
        var plan = new ConnectorPlan { Alias = "f::to", Kind = "test", Create = static _ => throw new NotSupportedException() };
        var statistics = new ConnectorStatistics();
        var broken = new List<string>();
        var runner = new SinkRunner(_sink, plan, context, statistics) { Disconnected = (failure, _) => broken.Add($"{failure.Kind} {failure.Reason}") };
        var sender = new DeafOnce();
        var input = runner.AddInput(Port.In, sender, [4]);
        runner.Start();
        await runner.SetConnectedAsync(true);
        for (var i = 0; i < 2; i++)
        {
            var batch = EventBatch.Rent();
            batch.Add().Id = new(4, 0, (ulong)i, 0);
            await input.SendAsync(batch, sender, i);
        }

        await input.SignalAsync(new Signal(SignalKind.Drain, 4, 0), sender);
        await Eventually.True(() => sender.Drained == 4, "the drain is answered");
        await Eventually.True(() => broken.Count == 1, "the connector is told");
        Assert.Equal(["Permanent stopped by a fault of the engine: deaf"], broken);
        Assert.Equal([(0L, Outcome.Fail), (1L, Outcome.Fail)], sender.Heard);
        await Eventually.Done(runner.StopAsync());
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private sealed class DeafOnce : IUpstream
    {
        private bool _wasDeaf;

        public List<(long First, Outcome Outcome)> Heard { get; } = [];

        public void Settle(long first, long count, Outcome outcome, ulong durationNs)
        {
            if (_wasDeaf) Heard.Add((first, outcome));
            else
            {
                _wasDeaf = true;
                throw new InvalidOperationException("deaf");
            }
        }

        public void Settle(ReadOnlySpan<SettledEvents> all) => throw new NotSupportedException();

        public ulong Drained { get; private set; }

        public void OnInsight(in Insight insight, object receiver)
        {
            if (insight.Kind == InsightKind.Drained) Drained = insight.Source;
        }
    }

    /// <summary>Passes chunks on; behind one that says so, a question that every pull asks fails.</summary>
    private sealed class Breaking : ITimedPreprocessor
    {
        private bool _breaks;
        private int _asked;

        public bool HoldsData => false;

        public long? DueNs => !_breaks ? null : _asked++ == 0 ? long.MaxValue - 1 : throw new InvalidOperationException("it breaks");

        public void UseClock(IStreamClock clock)
        {
        }

        public string? Process(in Piece piece, IPieceOutput output)
        {
            _breaks |= piece.Span.SequenceEqual("break"u8);
            output.Add(piece);
            return null;
        }

        public string? OnDue(IPieceOutput output) => null;

        public string? Finish(Piece? last, IPieceOutput output) => null;
    }

    private sealed class Exhausted(bool isWoken) : ITimedPreprocessor
    {
        private IStreamClock _clock = null!;

        public bool HoldsData { get; private set; }

        public long? DueNs { get; private set; }

        public void UseClock(IStreamClock clock) => _clock = clock;

        public string? Process(in Piece piece, IPieceOutput output)
        {
            HoldsData = true;
            if (isWoken) DueNs = _clock.NowNs + 1_000_000;
            return null;
        }

        public string? OnDue(IPieceOutput output) => throw new InsufficientMemoryException("no memory");

        public string? Finish(Piece? last, IPieceOutput output) => throw new InsufficientMemoryException("no memory");
    }
}
