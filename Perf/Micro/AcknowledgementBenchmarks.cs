using BenchmarkDotNet.Attributes;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>The way of an answer from a target to the sender, without the blocks: a batch settled as a whole, and event by event.</summary>
[MemoryDiagnoser]
public class AcknowledgementBenchmarks : IUpstream
{
    private const int Events = 100;

    private readonly WavePool _waves = new();
    private readonly ShipmentTable _shipments = new();
    private readonly int[] _roots = [.. Enumerable.Range(0, Events)];
    private readonly Settlement _settlement = new();
    private long _settled;

    /// <summary>One to one, one target: ranges pass through, no counters.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public void Whole_batch()
    {
        var wave = _waves.Rent();
        wave.BeginBatch(this, 0, Events);
        var shipment = Ship(wave, default);
        wave.Leave();
        Settle(shipment.First, Events);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public void Event_by_event()
    {
        var wave = _waves.Rent();
        wave.BeginBatch(this, 0, Events);
        var shipment = Ship(wave, default);
        wave.Leave();
        for (var i = 0; i < Events; i++) Settle(shipment.First + i, 1);
    }

    /// <summary>Two targets: every event is counted.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void Whole_batch_to_two_targets()
    {
        var wave = _waves.Rent();
        wave.BeginBatch(this, 0, Events);
        wave.Track();
        for (var i = 0; i < Events; i++) wave.Expect(i, 2);
        var (first, second) = (Ship(wave, _roots), Ship(wave, _roots));
        wave.Pass(_settlement);
        wave.Leave();
        Settle(first.First, Events);
        Settle(second.First, Events);
    }

    void IUpstream.Settle(long first, long count, Outcome outcome, ulong durationNs) => _settled += count;

    void IUpstream.OnInsight(in Insight insight, object receiver)
    {
    }

    private Shipment Ship(Wave wave, ReadOnlySpan<int> roots)
    {
        var shipment = _shipments.Rent(wave, Events);
        if (!roots.IsEmpty) shipment.RememberRoots(roots);
        return shipment;
    }

    private void Settle(long first, int count)
    {
        var shipment = _shipments.Take(first, count, out var result, out var results, out _)!;
        if (shipment.Settle(result, results, Outcome.Ack, 0, _settlement)) _shipments.Return(shipment);
        _settlement.Deliver();
    }
}
