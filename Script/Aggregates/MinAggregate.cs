using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::stats::min(n)</c>: the smallest number as a float, 0.0 of nothing. NaN counts only when it comes first.</summary>
[Aggregate("stats::min", 1, 1)]
internal sealed class MinAggregate : NumberAggregate<MinAggregate>
{
    private double? _min;

    public override void Reset() => _min = null;

    public override CallResult Emit() => Value.From(_min ?? 0);

    protected override void Add(double number)
    {
        if (_min is null || number < _min) _min = number;
    }

    protected override void Add(MinAggregate other)
    {
        if (other._min is { } number) Add(number);
    }
}
