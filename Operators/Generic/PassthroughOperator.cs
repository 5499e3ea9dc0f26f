using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Operators.Generic;

/// <summary>Sends every event on as it is, whatever port it came on: a named place in a graph.</summary>
/// <remarks>
/// In: any event. Out, on <c>out</c>: the same. It takes no configuration and has no state.
/// <example><code>{"type": "operator", "kind": "passthrough"}</code></example>
/// </remarks>
[Operator("passthrough")]
public sealed class PassthroughOperator : IOperator
{
    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);
}
