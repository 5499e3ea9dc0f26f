using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::stats::max(n)</c>: the largest number as a float, 0.0 of nothing. NaN counts only when it comes first.</summary>
[Aggregate("stats::max", 1, 1)]
internal sealed class MaxAggregate : NumberAggregate<MaxAggregate>
{
    private double? _max;

    public override void Reset() => _max = null;

    public override CallResult Emit() => Value.From(_max ?? 0);

    protected override void Add(double number)
    {
        if (_max is null || number > _max) _max = number;
    }

    protected override void Add(MaxAggregate other)
    {
        if (other._max is { } number) Add(number);
    }
}
