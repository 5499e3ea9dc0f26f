using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>An aggregate over one number of each event, as a float; anything else is a bad type (spec: stdlib 6.2).</summary>
/// <typeparam name="TSelf">The class itself: only aggregates of one class are merged.</typeparam>
internal abstract class NumberAggregate<TSelf> : IAggregate
    where TSelf : NumberAggregate<TSelf>
{
    public abstract void Reset();

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        if (!arguments[0].TryGetDouble(out var number)) return CallResult.BadType;
        Add(number);
        return Value.Null;
    }

    public abstract CallResult Emit();

    public CallResult Merge(IAggregate other)
    {
        Add((TSelf)other);
        return Value.Null;
    }

    public IAggregate Clone() => (IAggregate)MemberwiseClone();

    protected abstract void Add(double number);

    protected abstract void Add(TSelf other);
}
