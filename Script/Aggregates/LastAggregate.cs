using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::win::last(v)</c>: the last value of the window; null of nothing.</summary>
[Aggregate("win::last", 1, 1)]
internal sealed class LastAggregate : IAggregate
{
    private Value? _last;

    public void Reset() => _last = null;

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        _last = arguments[0].Detach();
        return Value.Null;
    }

    public CallResult Emit() => _last ?? Value.Null;

    public CallResult Merge(IAggregate other)
    {
        _last = ((LastAggregate)other)._last ?? _last;
        return Value.Null;
    }

    public IAggregate Clone() => (IAggregate)MemberwiseClone();
}
