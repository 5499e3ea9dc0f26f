using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::stats::count()</c>: the number of events, an integer.</summary>
[Aggregate("stats::count", 0, 0)]
internal sealed class CountAggregate : IAggregate
{
    private ulong _count;

    public void Reset() => _count = 0;

    public CallResult Accumulate(ReadOnlySpan<Value> arguments)
    {
        _count++;
        return Value.Null;
    }

    public CallResult Emit() => Value.From(_count);

    public CallResult Merge(IAggregate other)
    {
        _count += ((CountAggregate)other)._count;
        return Value.Null;
    }

    public IAggregate Clone() => (IAggregate)MemberwiseClone();
}
