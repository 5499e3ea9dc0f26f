using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Tests.Engine.Blocks;

namespace Tremor.Dataflow.Tests.Engine.Events;

/// <summary>One batch of a million events must not leave its size behind in what is used again.</summary>
public sealed class EventBatchTests
{
    private const int Many = 100_000;

    [Fact]
    public void A_batch_gives_an_array_of_unusual_size_back()
    {
        var batch = EventBatch.Rent(Many);
        batch.Release();
        Assert.InRange(batch.Capacity, 0, Many - 1); // another test may have rented it by now
    }

    [Fact]
    public void Lineages_and_waves_of_unusual_size_are_not_kept()
    {
        var lineages = new LineagePool(1, 0);
        var lineage = lineages.Rent();
        for (var i = 0; i < Many; i++) lineage.Set(i, i, 0);
        lineages.Return(lineage);
        Assert.NotSame(lineage, lineages.Rent());

        var wave = new WavePool().Rent();
        wave.BeginBatch(new RecordingUpstream(), 0, Many);
        wave.Track();
        Assert.Equal(Many, wave.Capacity);
        wave.Abandon();
        Assert.Equal(0, wave.Capacity);
    }
}
