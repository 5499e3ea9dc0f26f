using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>What travels through the mirrors: the insights about a range of results, or one insight about no event.</summary>
/// <param name="Shipment">Null when no event is answered.</param>
/// <param name="First">The first result that is answered; insight i is about result <c>First + i</c>.</param>
/// <param name="Maker">The node that made the insight; null when it came from a target.</param>
internal sealed record Answer(Shipment? Shipment, int First, ulong DurationNs, Insight[] Insights, Vertex? Maker)
{
    public static Answer Of(in Insight insight, Vertex? maker) => new(null, 0, 0, [insight], maker);
}
