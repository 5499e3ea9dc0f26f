using System.Globalization;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>
/// <c>aggr::stats::dds(n[, percentiles])</c>: a sketch whose quantiles are within 1 % of the true value (spec: stdlib 6.4; Masson, Rim and Lee,
/// "DDSketch"). Gives <c>{"count": int, "sum": float, "min": float, "max": float, "mean": float, "percentiles": {..}}</c>.
/// </summary>
[Aggregate("stats::dds", 1, 2)]
internal sealed class DdsAggregate : DistributionAggregate<DdsAggregate>
{
    private const double Gamma = 1 + (0.02 / 0.99);
    private const double SmallestPositive = 1e-9;
    private const int MaxBins = 2048;

    private static readonly double s_logGamma = Math.Log(Gamma);
    private static readonly FieldName[] s_fields = [new("count"), new("sum"), new("min"), new("max"), new("mean"), new("percentiles")];

    private SortedDictionary<int, ulong> _bins = [];
    private ulong _zeros;
    private ulong _count;
    private double _sum;
    private double _min;
    private double _max;

    public override void Reset()
    {
        _bins.Clear();
        (_zeros, _count, _sum, _min, _max) = (0, 0, 0, 0, 0);
    }

    public override CallResult Emit()
    {
        var percentiles = Reported.ToRecord(AtQuantile);
        if (percentiles.IsError) return percentiles;
        var mean = _count == 0 ? 0 : _sum / _count;
        return Value.FromFields(s_fields, [Value.From(_count), Value.From(_sum), Value.From(_min), Value.From(_max), Value.From(mean), percentiles.Value]);
    }

    protected override void Add(double number)
    {
        if (number <= SmallestPositive) _zeros++;
        else Put((int)Math.Ceiling(Math.Log(number) / s_logGamma), 1);
        _min = _count == 0 ? number : Math.Min(_min, number);
        _max = _count == 0 ? number : Math.Max(_max, number);
        _count++;
        _sum += number;
    }

    protected override void Add(DdsAggregate other)
    {
        if (other._count == 0) return;
        foreach (var (bin, count) in other._bins) Put(bin, count);
        _zeros += other._zeros;
        _min = _count == 0 ? other._min : Math.Min(_min, other._min);
        _max = _count == 0 ? other._max : Math.Max(_max, other._max);
        _count += other._count;
        _sum += other._sum;
    }

    protected override void Unshare() => _bins = new SortedDictionary<int, ulong>(_bins);

    private void Put(int bin, ulong count)
    {
        _bins[bin] = _bins.GetValueOrDefault(bin) + count;
        if (_bins.Count <= MaxBins) return;

        // The lowest collapse into one.
        var (lowest, lowestCount) = _bins.First();
        _bins.Remove(lowest);
        var next = _bins.First().Key;
        _bins[next] += lowestCount;
    }

    private CallResult AtQuantile(double quantile)
    {
        if (_count == 0) return Value.From(0.0);
        if (quantile is not (>= 0 and <= 1))
            return CallResult.Fail(string.Create(CultureInfo.InvariantCulture, $"the percentile {quantile} lies outside of 0 to 1"));
        if (quantile == 0) return RoundedUp(_min);
        if (quantile == 1) return RoundedUp(_max);
        var rank = (ulong)(quantile * (_count - 1));
        var seen = _zeros;
        if (rank < seen) return Value.From(0.0);
        foreach (var (bin, count) in _bins)
        {
            seen += count;
            if (rank < seen) return RoundedUp(Math.Exp(bin * s_logGamma) * 2 / (1 + Gamma));
        }

        return RoundedUp(_max);
    }

    /// <summary>To one decimal.</summary>
    private static CallResult RoundedUp(double value) => Value.From(Math.Ceiling(value * 10) / 10);
}
