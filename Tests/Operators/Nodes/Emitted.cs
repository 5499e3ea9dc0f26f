using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Operators.Nodes;

/// <summary>Takes down what a node emits, as <c>port: payload meta</c>.</summary>
internal sealed class Emitted : IEmitter
{
    public List<string> Lines { get; } = [];

    public List<Event> Events { get; } = [];

    public void Emit(Port port, in Event e)
    {
        Lines.Add($"{port}: {e.Data} {e.Meta}");
        Events.Add(e);
    }

    public void Hold(HeldEvents held) => throw new InvalidOperationException();

    public void EmitMerged(Port port, in Event e, HeldEvents held) => throw new InvalidOperationException();

    public void Settle(HeldEvents held) => throw new InvalidOperationException();

    public void Merge(HeldEvents smaller, HeldEvents larger) => throw new InvalidOperationException();

    public void Insight(in Insight insight) => throw new InvalidOperationException();
}
