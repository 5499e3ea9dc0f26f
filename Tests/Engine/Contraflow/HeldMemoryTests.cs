using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Settling;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Engine.Blocks;
using Tremor.Dataflow.Tests.Support;
using Xunit.Abstractions;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

/// <summary>
/// Retained bytes of an event that a window holds: of the window with the ids that it tracks, the pipelines, and the ledger of the source together.
/// </summary>
/// <remarks><c>TREMOR_HELD</c> is the number of events; 10000000 is the long form.</remarks>
[Collection(nameof(HeldMemoryTests))]
[CollectionDefinition(nameof(HeldMemoryTests), DisableParallelization = true)]
public sealed class HeldMemoryTests(ITestOutputHelper output)
{
    private const int BatchSize = 250;
    private static readonly int s_events = int.Parse(Environment.GetEnvironmentVariable("TREMOR_HELD") ?? "3000000");

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(1, 100, 2)]
    [InlineData(1000, 1, 6)]
    [InlineData(1000, 100, 6)]
    public async Task A_transactional_event_costs_some_bytes(int groups, int eventsInPull, double limit) =>
        Assert.InRange(await BytesAsync(groups, eventsInPull, pipelines: 1), double.MinValue, limit);

    /// <summary>The limit is what pools may keep; held, such an event would cost more than two bytes.</summary>
    [Fact]
    public async Task An_event_that_nobody_waits_for_costs_nothing() =>
        Assert.InRange(await BytesAsync(1000, 1, pipelines: 1, transactional: false), double.MinValue, 0.3);

    [Fact]
    public async Task A_pipeline_between_that_passes_on_one_to_one_costs_little_more() => Assert.InRange(await BytesAsync(1, 100, pipelines: 2), double.MinValue, 4);

    [Fact]
    public async Task An_event_that_goes_on_while_it_is_held_costs_its_counter() =>
        Assert.InRange(await BytesAsync(1, 100, pipelines: 1, goesOn: true), double.MinValue, 8);

    /// <summary>Where groups take turns each event is a run: held as two bytes, and on the way to the source as no more, in one message.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 6)]
    public async Task Settling_what_groups_hold_in_turns_takes_few_bytes_and_one_message(int pipelines, double limit)
    {
        var sender = new Sender(100, transactional: true);
        var window = new Window(1000);
        var row = Enumerable.Range(0, pipelines).Select(i => TestPipeline.Make(
            i + 1 < pipelines ? TestPipeline.Direct : PlanBuilder.WithUsualPorts().Node("window", window).Link("in -> window -> out"))).ToList();
        for (var i = 0; i + 1 < pipelines; i++) row[i].ConnectOutput(Port.Out, row[i + 1].Input(Port.In));
        row[^1].ConnectOutput(Port.Out, new AckingTarget());
        foreach (var pipeline in row) pipeline.Start();
        await sender.SendAsync(row[0].Input(Port.In), s_events);
        await window.ReachedAsync(sender.Sent);
        Assert.Equal((s_events, 0), (sender.Unsettled, sender.Messages));

        var before = GC.GetTotalAllocatedBytes(true);
        await row[^1].Input(Port.In).SignalAsync(new Signal(SignalKind.Tick, 0, 0), sender);
        foreach (var pipeline in row) await pipeline.StopAsync();
        var bytes = (GC.GetTotalAllocatedBytes(true) - before) / (double)s_events;
        output.WriteLine($"{pipelines} pipelines: {bytes:F2} bytes an event while they are settled");
        Assert.Equal((0L, sender.Sent, sender.LastPull), (sender.Unsettled, sender.Settled, sender.Acknowledged));
        Assert.Equal(1, sender.Messages);
        Assert.InRange(bytes, 0, limit);
    }

    private async Task<double> BytesAsync(int groups, int eventsInPull, int pipelines, bool transactional = true, bool goesOn = false)
    {
        var sender = new Sender(eventsInPull, transactional);
        var window = new Window(groups);
        var plan = PlanBuilder.WithUsualPorts().Node("window", window).Link("in -> window -> out");
        if (goesOn) plan.Link("in -> err");
        var row = Enumerable.Range(0, pipelines).Select(i => TestPipeline.Make(
            i + 1 < pipelines ? TestPipeline.Direct : plan)).ToList();
        for (var i = 0; i + 1 < pipelines; i++) row[i].ConnectOutput(Port.Out, row[i + 1].Input(Port.In));
        row[^1].ConnectOutput(Port.Out, new CollectingTarget());
        row[^1].ConnectOutput(Port.Err, new AckingTarget());
        foreach (var pipeline in row) pipeline.Start();
        var input = row[0].Input(Port.In);
        await sender.SendAsync(input, 20 * BatchSize);
        await window.ReachedAsync(sender.Sent);
        await row[^1].Input(Port.In).SignalAsync(new Signal(SignalKind.Tick, 0, 0), sender);
        await Eventually.True(() => !transactional || sender.Settled == sender.Sent, "the warm-up is settled");

        var before = GC.GetTotalMemory(true);
        await sender.SendAsync(input, s_events);
        await window.ReachedAsync(sender.Sent);
        var bytes = (GC.GetTotalMemory(true) - before) / (double)s_events;
        output.WriteLine($"{groups} groups, {eventsInPull} events in a pull, {pipelines} pipelines: {bytes:F2} bytes an event");

        if (transactional) Assert.Equal(s_events, sender.Unsettled);
        await row[^1].Input(Port.In).SignalAsync(new Signal(SignalKind.Tick, 0, 0), sender);
        foreach (var pipeline in row) await pipeline.StopAsync();
        if (transactional) Assert.Equal((0L, sender.Sent, sender.LastPull), (sender.Unsettled, sender.Settled, sender.Acknowledged));
        GC.KeepAlive(window);
        return bytes;
    }

    /// <summary>The sending half of a source: pulls, batches and the ledger.</summary>
    private sealed class Sender : IUpstream
    {
        private readonly Lock _gate = new();
        private readonly SettlementLedger _ledger = new(1);
        private readonly ScriptedCounter _source = new();
        private readonly SourceHooks _hooks;
        private readonly int _eventsInPull;
        private readonly bool _transactional;
        private ulong _pulls;

        public Sender(int eventsInPull, bool transactional)
        {
            (_eventsInPull, _transactional) = (eventsInPull, transactional);
            _hooks = new SourceHooks(_source, "flow::source", NullLogger.Instance, TimeProvider.System);
        }

        public long Sent { get; private set; }

        public long Settled => _source.Settled;

        /// <summary>Calls that told of events that have ended.</summary>
        public int Messages { get; private set; }

        public ulong LastPull => _pulls - 1;

        public ulong Acknowledged => _source.Acknowledged;

        public long Unsettled
        {
            get
            {
                lock (_gate) return _ledger.Unsettled;
            }
        }

        public async Task SendAsync(IEventTarget target, int events)
        {
            for (var end = Sent + events; Sent < end; Sent += BatchSize) await target.SendAsync(Fill(), this, Sent);
        }

        public void Settle(long first, long count, Outcome outcome, ulong durationNs)
        {
            if (!_transactional) return;
            lock (_gate)
            {
                Messages++;
                _ledger.Settle(first, count, outcome, _hooks);
                _ledger.Report(_hooks);
            }
        }

        void IUpstream.Settle(ReadOnlySpan<SettledEvents> all)
        {
            if (!_transactional) return;
            lock (_gate)
            {
                Messages++;
                foreach (ref readonly var events in all)
                    foreach (var (first, count) in events.Ranges()) _ledger.Settle(first, count, events.Outcome, _hooks);
                _ledger.Report(_hooks);
            }
        }

        public void OnInsight(in Insight insight, object receiver)
        {
        }

        private EventBatch Fill()
        {
            var batch = EventBatch.Rent(BatchSize);
            lock (_gate)
            {
                var tracked = _ledger.BeginBatch(targets: 1);
                for (var i = 0; i < BatchSize; i++)
                {
                    var number = (ulong)(Sent + i);
                    if (i % _eventsInPull == 0 && _transactional)
                    {
                        if (i > 0) _ledger.EndPull(holdsData: false);
                        _ledger.BeginPull(0, _pulls++);
                    }

                    ref var e = ref batch.Add();
                    e.Id = new EventId(1, 0, number, _transactional ? _pulls - 1 : number);
                    e.Data = Value.From((long)number);
                    e.Meta = Value.EmptyRecord;
                    e.Transactional = _transactional;
                    if (_transactional) _ledger.Track(tracked, number);
                }

                if (!_transactional) return batch;
                _ledger.EndPull(holdsData: false);
                _ledger.Send(tracked, Sent);
            }

            return batch;
        }
    }

    private sealed class AckingTarget : IEventTarget
    {
        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            from.Settle(first, batch.Count, Outcome.Ack, 0);
            batch.Release();
            return default;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => default;
    }

    private sealed class ScriptedCounter : ISource
    {
        public long Settled;

        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public ulong Acknowledged { get; private set; }

        public ValueTask<SourceReply> PullAsync(CancellationToken cancellation) => throw new InvalidOperationException("nobody pulls here");

        public void Ack(ulong stream, ulong pull) => Acknowledged = pull;

        void ISource.Settled(in EventId id, Outcome outcome) => Settled++;
    }

    /// <summary>Holds events in groups that take turns; each group is one event at a tick.</summary>
    private sealed class Window : IOperator
    {
        private readonly Group[] _groups;
        private long _events;

        public Window(int groups) => _groups = [.. Enumerable.Range(0, groups).Select(static _ => new Group())];

        public bool HandlesSignals => true;

        public Task ReachedAsync(long events) => Eventually.True(() => Volatile.Read(ref _events) == events, "the window has all events");

        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
            var group = _groups[_events % _groups.Length];
            if (e.Transactional) (group.Tracked ??= new TrackedPulls(new EventId(2, 0, 0, 0))).Add(e.Id);
            output.Hold(group.Held);
            Volatile.Write(ref _events, _events + 1);
        }

        public void OnSignal(in Signal signal, IEmitter output)
        {
            foreach (var group in _groups)
            {
                var merged = new Event { Id = new EventId(2, 0, 0, 0) { Tracked = group.Tracked }, Meta = Value.EmptyRecord, Transactional = group.Tracked is not null };
                output.EmitMerged(Port.Out, merged, group.Held);
                group.Tracked = null;
            }
        }

        private sealed class Group
        {
            public HeldEvents Held { get; } = new();

            public TrackedPulls? Tracked { get; set; }
        }
    }
}
