using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The kinds of the values that each slot of a body may hold, whenever it is looked at.</summary>
internal sealed class SlotKinds(Kinds[] kinds)
{
    public Kinds this[int slot]
    {
        get => kinds[slot];
        set => kinds[slot] = value;
    }
}
