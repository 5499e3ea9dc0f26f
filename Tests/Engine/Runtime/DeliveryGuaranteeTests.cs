using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

/// <summary>
/// A source that replays from what failed, and sinks that fail, break, hesitate and lose their connection at random: every event arrives at every sink,
/// in order, and is acknowledged once, and never before it has arrived everywhere.
/// </summary>
public sealed class DeliveryGuaranteeTests
{
    [Property(MaxTest = 60)]
    public Property Every_event_of_a_replaying_source_is_delivered_at_least_once_and_acknowledged_once() =>
        Prop.ForAll(
            (from seed in Gen.Choose(0, int.MaxValue)
             from events in Gen.Choose(1, 60)
             from sinks in Gen.Choose(1, 3)
             select (seed, events, sinks)).ToArbitrary(),
            static c => Run(c.seed, c.events, c.sinks).GetAwaiter().GetResult());

    private static async Task Run(int seed, int events, int sinkCount)
    {
        await using var bench = new FlowBench();
        var source = new ReplayingSource(events, new Random(seed));
        bench.Connector("from", source);
        var sinks = Enumerable.Range(0, sinkCount).Select(i => new FickleSink(new Random(seed + i + 1))).ToArray();
        source.HasArrived = pull => sinks.All(sink => sink.Accepted.Contains(pull));
        for (var i = 0; i < sinkCount; i++)
            bench.Connector($"to{i}", sinks[i], new ReconnectPlan(new RetryPlan(10))).Pipeline($"pass{i}").Link($"from -> pass{i} -> to{i}");
        await bench.DeployAsync();
        await Eventually.True(
            () =>
            {
                bench.Time.Advance(10);
                return source.Acknowledged == events - 1;
            },
            $"all {events} events are acknowledged; it is {source.Acknowledged} and {string.Join(' ', bench.Log.Lines.TakeLast(5))}");
        Assert.Null(source.Offence);
        foreach (var sink in sinks)
        {
            Assert.Equal(events, sink.Accepted.Count);
            Assert.Null(sink.Offence);
        }
    }

    private sealed class ReplayingSource(int events, Random random) : IConnector, ISource
    {
        private int _next;
        private long _acknowledged = -1;

        public Func<ulong, bool> HasArrived { get; set; } = static _ => false;

        public ISource? Source => this;

        public ISink? Sink => null;

        public bool IsTransactional => true;

        public bool ReadsOnWhileDraining => false;

        public long Acknowledged => Volatile.Read(ref _acknowledged);

        public string? Offence { get; private set; }

        public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
        {
            if (random.Next(3) == 0) await Task.Yield();
            if (_next == events) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            var number = (ulong)_next++;
            return SourceReply.Structured(Value.From(number), new PullDetails { PullId = number });
        }

        public void Ack(ulong stream, ulong pull)
        {
            if ((long)pull <= _acknowledged) Offence ??= $"{pull} is acknowledged after {_acknowledged}";
            for (var p = _acknowledged + 1; p <= (long)pull; p++)
                if (!HasArrived((ulong)p)) Offence ??= $"{p} is acknowledged before it has arrived";
            Volatile.Write(ref _acknowledged, (long)pull);
        }

        public void Fail(ulong stream, ulong pull)
        {
            if ((long)pull <= _acknowledged) Offence ??= $"{pull} fails after it was acknowledged";
            _next = (int)pull;
        }
    }

    private sealed class FickleSink(Random random) : IConnector, ISink
    {
        private readonly HashSet<ulong> _accepted = [];
        private long _last = -1;
        private int _patience = 40;

        public ISource? Source => null;

        public ISink? Sink => this;

        public string? Offence { get; private set; }

        public IReadOnlySet<ulong> Accepted
        {
            get
            {
                lock (_accepted) return _accepted.ToHashSet();
            }
        }

        public void OnStart(ISinkContext context)
        {
        }

        public async ValueTask DeliverAsync(IDelivery delivery, CancellationToken cancellation)
        {
            var batch = delivery.Batch;
            for (var i = 0; i < batch.Count; i++)
            {
                batch.Events[i].Data.TryGetUInt64(out var number);
                if ((long)number > _last + 1) Offence ??= $"{number} arrives after {_last}";
                _last = (long)number;
                var mood = _patience > 0 ? random.Next(12) : 11;
                if (mood <= 4) _patience--;
                switch (mood)
                {
                    case 0:
                        delivery.Fail(i);
                        break;
                    case 1:
                        batch.Events[^1].Data.TryGetInt64(out _last);
                        throw new InvalidOperationException("a mood");
                    case 2:
                        // What comes before the connection is back never gets here.
                        _last = long.MaxValue - 1;
                        throw new OutsideException(OutsideFailure.ConnectionLost("lost"));
                    case 3 or 4:
                        var deferred = delivery.Defer(i);
                        var accept = mood == 3;
                        _ = Task.Run(() =>
                        {
                            if (accept) Accept(number);
                            if (accept) deferred.Ack();
                            else deferred.Fail();
                        }, CancellationToken.None);
                        break;
                    default:
                        Accept(number);
                        break;
                }

                if (random.Next(8) == 0) await Task.Yield();
            }
        }

        private void Accept(ulong number)
        {
            lock (_accepted) _accepted.Add(number);
        }
    }
}
