using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes.Windows;

/// <summary>A <c>select</c> with groups and without windows: an event for each group that the incoming one belongs to (spec: query 12.3).</summary>
internal sealed class GroupedSelectNode(ScriptInstance target, ScriptInstance? where, ScriptInstance? having, GroupTuples groups, CallContext calls) : IOperator
{
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        calls.NextEvent(e.IngestNs, e.Origin);
        if (where is not null && !SelectNode.Holds(where, ref e)) return;
        foreach (var tuple in groups.Of(ref e))
        {
            var group = GroupTuples.GroupOf(tuple, groups.KeyOf(tuple).ToArray());
            var result = e;
            target.SetSelection(Value.Null, group);
            SelectNode.Run(target, ref result);
            result.Data = target.Value;
            result.IsBatch = false;
            having?.SetSelection(Value.Null, group);
            if (having is null || SelectNode.Holds(having, ref result)) output.Emit(Port.Out, result);
        }
    }
}
