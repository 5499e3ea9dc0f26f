using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class ShipmentTableTests
{
    private readonly ShipmentTable _table = new();
    private readonly Wave _wave = new WavePool().Rent();

    public ShipmentTableTests() => _wave.BeginBatch(new RecordingUpstream(), 0, 1);

    /// <summary>A batch that a sink holds for long, and behind it more results than an <see cref="int"/> counts.</summary>
    [Fact]
    public void An_answer_for_what_is_gone_takes_nothing_of_a_batch_far_before_it()
    {
        var held = _table.Rent(_wave, 100);
        Assert.Same(held, _table.Take(0, 1, out _, out _, out _));
        for (var i = 0; i < 2; i++) Answer(_table.Rent(_wave, int.MaxValue));
        var gone = _table.Rent(_wave, 8);
        Answer(gone);
        AssertGone(gone);

        var later = _table.Rent(_wave, 2);
        Assert.Same(later, _table.Take(later.First, 1, out _, out _, out _));
        AssertGone(gone);
        Assert.Equal((99, 1), (held.Owed, later.Owed));
    }

    [Fact]
    public void A_thread_keeps_a_spare_of_the_last_table_and_no_table()
    {
        var gone = UseTable();
        GC.Collect();
        Assert.False(gone.TryGetTarget(out _));

        var (first, other) = (_table.Rent(_wave, 1), new ShipmentTable());
        _table.Return(first);
        var second = other.Rent(_wave, 1);
        other.Return(second);
        Assert.Same(first, _table.Rent(_wave, 1));
        Assert.Same(second, other.Rent(_wave, 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<ShipmentTable> UseTable()
    {
        var table = new ShipmentTable();
        table.Return(table.Rent(_wave, 1));
        return new(table);
    }

    private void Answer(Shipment shipment) => Assert.Same(shipment, _table.Take(shipment.First, shipment.Count, out _, out _, out _));

    private void AssertGone(Shipment shipment)
    {
        Assert.Null(_table.Take(shipment.First, shipment.Count, out _, out var results, out var unowed));
        Assert.Equal((0, shipment.Count), (results, unowed));
    }
}
