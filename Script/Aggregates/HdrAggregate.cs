using System.Numerics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>
/// <c>aggr::stats::hdr(n[, percentiles])</c>: a High Dynamic Range histogram of two significant digits (spec: stdlib 6.3). Gives
/// <c>{"count": int, "min": int, "max": int, "mean": float, "stdev": float, "var": float, "percentiles": {..}}</c>.
/// </summary>
[Aggregate("stats::hdr", 1, 2)]
internal sealed class HdrAggregate : DistributionAggregate<HdrAggregate>
{
    private const int SubBuckets = 256;
    private const int HalfSubBuckets = SubBuckets / 2;

    private static readonly FieldName[] s_fields = [new("count"), new("min"), new("max"), new("mean"), new("stdev"), new("var"), new("percentiles")];

    // Values below 256 have a bucket each; every further power of two has 128.
    private ulong[] _buckets = [];
    private ulong _total;

    public override void Reset()
    {
        _buckets.AsSpan().Clear();
        _total = 0;
    }

    public override CallResult Emit()
    {
        var percentiles = Reported.ToRecord(p => Value.From(_total == 0 ? 0 : AtPercentile(p)));
        if (percentiles.IsError) return percentiles;
        if (_total == 0)
            return Value.FromFields(
                s_fields,
                [Value.From(0), Value.From(0), Value.From(0), Value.From(0.0), Value.From(0.0), Value.From(0.0), percentiles.Value]);

        var smallest = _buckets.AsSpan().IndexOfAnyExcept(0UL);
        var largest = _buckets.AsSpan().LastIndexOfAnyExcept(0UL);
        var sum = 0.0;
        for (var i = smallest; i <= largest; i++) sum += (double)Median(i) * _buckets[i];
        var mean = sum / _total;
        var squares = 0.0;
        for (var i = smallest; i <= largest; i++)
        {
            var distance = Median(i) - mean;
            squares += distance * distance * _buckets[i];
        }

        var deviation = Math.Sqrt(squares / _total);
        return Value.FromFields(s_fields,
            [
                Value.From(_total), Value.From(Lowest(smallest)), Value.From(Highest(largest)), Value.From(mean), Value.From(deviation),
                Value.From(deviation * deviation), percentiles.Value]);
    }

    protected override void Add(double number)
    {
        var bucket = BucketOf((ulong)number);
        Reach(bucket);
        _buckets[bucket]++;
        _total++;
    }

    protected override void Add(HdrAggregate other)
    {
        Reach(other._buckets.Length - 1);
        for (var i = 0; i < other._buckets.Length; i++) _buckets[i] += other._buckets[i];
        _total += other._total;
    }

    protected override void Unshare() => _buckets = [.. _buckets];

    private ulong AtPercentile(double fraction)
    {
        var quantile = Math.Min(fraction * 100 / 100, 1);
        var rank = Math.Max(1, (ulong)Math.Ceiling(quantile * _total));
        var seen = 0UL;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank) return quantile == 0 ? Lowest(i) : Highest(i);
        }

        return 0;
    }

    private void Reach(int bucket)
    {
        if (bucket >= _buckets.Length) Array.Resize(ref _buckets, ((bucket / HalfSubBuckets) + 1) * HalfSubBuckets);
    }

    private static int BucketOf(ulong value)
    {
        if (value < SubBuckets) return (int)value;
        var power = BitOperations.Log2(value) - 7;
        return (power * HalfSubBuckets) + (int)(value >> power);
    }

    private static int PowerOf(int bucket) => bucket < SubBuckets ? 0 : (bucket / HalfSubBuckets) - 1;

    private static ulong Lowest(int bucket) => (ulong)(bucket - (PowerOf(bucket) * HalfSubBuckets)) << PowerOf(bucket);

    private static ulong Highest(int bucket) => Lowest(bucket) + (1UL << PowerOf(bucket)) - 1;

    private static ulong Median(int bucket) => Lowest(bucket) + ((1UL << PowerOf(bucket)) / 2);
}
