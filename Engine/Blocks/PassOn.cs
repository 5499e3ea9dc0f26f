using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>A stream that could not be replaced by direct links: everything leaves by <c>out</c>.</summary>
internal sealed class PassOn : IOperator
{
    public bool EmitsLast => true;

    public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);
}

/// <summary>The inputs of a pipeline: what came for a port leaves by that port.</summary>
internal sealed class PassPorts : IOperator
{
    public bool EmitsLast => true;

    public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(input, e);
}
