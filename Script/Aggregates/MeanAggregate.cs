using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary><c>aggr::stats::mean(n)</c>: a float; null of nothing.</summary>
[Aggregate("stats::mean", 1, 1)]
internal sealed class MeanAggregate : NumberAggregate<MeanAggregate>
{
    private double _sum;
    private ulong _count;

    public override void Reset() => (_sum, _count) = (0, 0);

    public override CallResult Emit() => _count == 0 ? Value.Null : Value.From(_sum / _count);

    protected override void Add(double number) => (_sum, _count) = (_sum + number, _count + 1);

    protected override void Add(MeanAggregate other) => (_sum, _count) = (_sum + other._sum, _count + other._count);
}
