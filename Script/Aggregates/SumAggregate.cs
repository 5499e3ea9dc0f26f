using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::stats::sum(n)</c>: a float, added from left to right.</summary>
[Aggregate("stats::sum", 1, 1)]
internal sealed class SumAggregate : NumberAggregate<SumAggregate>
{
    private double _sum;

    public override void Reset() => _sum = 0;

    public override CallResult Emit() => Value.From(_sum);

    protected override void Add(double number) => _sum += number;

    protected override void Add(SumAggregate other) => _sum += other._sum;
}
