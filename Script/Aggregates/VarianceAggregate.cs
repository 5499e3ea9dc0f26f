using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>Sample variance from sums that are shifted by the first value, so that large values do not cancel out.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
internal abstract class VarianceAggregate<TSelf> : NumberAggregate<TSelf>
    where TSelf : VarianceAggregate<TSelf>
{
    private ulong _count;
    private double _shift;
    private double _sum;
    private double _squares;

    /// <summary>0 of nothing, NaN of one value.</summary>
    protected double Variance => _count == 0 ? 0 : (_squares - (_sum * _sum / _count)) / (_count - 1);

    public override void Reset() => (_count, _shift, _sum, _squares) = (0, 0, 0, 0);

    protected override void Add(double number)
    {
        if (_count++ == 0) _shift = number;
        var distance = number - _shift;
        _sum += distance;
        _squares += distance * distance;
    }

    /// <summary>The variance of both together: the other's sums are brought to the shift of this one first.</summary>
    protected override void Add(TSelf other)
    {
        if (_count == 0) _shift = other.Shift;
        var distance = other.Shift - _shift;
        _squares += other.Squares + (2 * distance * other.Sum) + (other.Count * distance * distance);
        _sum += other.Sum + (other.Count * distance);
        _count += other.Count;
    }

    private ulong Count => _count;

    private double Shift => _shift;

    private double Sum => _sum;

    private double Squares => _squares;
}

/// <summary><c>aggr::stats::var(n)</c>: the sample variance.</summary>
[Aggregate("stats::var", 1, 1)]
internal sealed class VarAggregate : VarianceAggregate<VarAggregate>
{
    public override CallResult Emit() => Value.From(Variance);
}

/// <summary><c>aggr::stats::stdev(n)</c>: the square root of the sample variance.</summary>
[Aggregate("stats::stdev", 1, 1)]
internal sealed class StdevAggregate : VarianceAggregate<StdevAggregate>
{
    public override CallResult Emit() => Value.From(Math.Sqrt(Variance));
}
