using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Generic;

/// <summary>Numbers events.</summary>
/// <remarks>
/// In: any event. Out, on <c>out</c>: <c>{"count": n, "event": payload}</c>, with <c>n</c> from 1 on; the rest stays (spec: query 17.6).
/// <example><code>{"type": "operator", "kind": "generic::counter"}</code></example>
/// </remarks>
[Operator("generic::counter", IgnoresConfig = true)]
public sealed class CounterOperator : IOperator
{
    private static readonly FieldName[] s_fields = [new("count"), new("event")];

    private ulong _count;

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        e.Data = Value.FromFields(s_fields, [Value.From(++_count), e.Data]);
        e.IsBatch = false;
        output.Emit(Port.Out, e);
    }
}
