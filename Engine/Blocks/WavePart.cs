using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>The events that a wave brings along one channel. It comes exactly once for each wave, with events or without.</summary>
/// <param name="Events">Null for none; the receiver owns the hold.</param>
/// <param name="Lineage">Null when event i is root i, all go to <paramref name="Port"/> and no order key is needed.</param>
/// <param name="Port">Input port of the receiver, by index; <see cref="MixedPorts"/> when <see cref="Blocks.Lineage.Ports"/> says it event by event.</param>
internal readonly record struct WavePart(Wave Wave, EventBatch? Events, Lineage? Lineage, int Port)
{
    public const int MixedPorts = -1;

    public int RootOf(int i) => Lineage is null ? i : Lineage.Roots[i];

    public int PortOf(int i) => Port == MixedPorts ? Lineage!.Ports[i] : Port;
}
