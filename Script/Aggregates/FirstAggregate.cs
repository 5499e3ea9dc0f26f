using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::win::first(v)</c>: the first value of the window, null too; null of nothing.</summary>
[Aggregate("win::first", 1, 1)]
internal sealed class FirstAggregate : IAggregate
{
    private Value? _first;

    public void Reset() => _first = null;

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        _first ??= arguments[0].Detach();
        return Value.Null;
    }

    public CallResult Emit() => _first ?? Value.Null;

    public CallResult Merge(IAggregate other)
    {
        _first ??= ((FirstAggregate)other)._first;
        return Value.Null;
    }

    public IAggregate Clone() => (IAggregate)MemberwiseClone();
}
