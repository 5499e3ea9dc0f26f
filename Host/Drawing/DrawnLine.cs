using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>A line with what is written at its ends; empty for nothing.</summary>
internal sealed record DrawnLine(LayoutLine Line, string FromLabel, string ToLabel, bool IsError)
{
    public static DrawnLine Between(LayoutBox from, LayoutBox to, string fromLabel, string toLabel, Port port) => new(
        new LayoutLine(from, to)
        {
            FromPort = port.Name,
            FromLead = TextWidth.OfLabel(fromLabel),
            ToLead = TextWidth.OfLabel(toLabel),
        },
        fromLabel,
        toLabel,
        port.Equals(Port.Err));
}
