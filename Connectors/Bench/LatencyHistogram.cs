using System.Numerics;

namespace Tremor.Dataflow.Connectors.Bench;

/// <summary>
/// Counts values from 1 to <see cref="Highest"/> so that each is kept to a number of significant decimal figures: the high-dynamic-range layout, in
/// which buckets double in width and each is divided into equally many sub-buckets. Recording takes a few nanoseconds and no memory.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>100 s in nanoseconds; what is higher counts as this.</summary>
    public const long Highest = 100_000_000_000;

    private readonly int _subBucketBits; // a bucket has 2^bits sub-buckets
    private readonly long[] _counts;
    private double _sum;
    private double _sumOfSquares;

    /// <param name="significantFigures">From 1 to 5.</param>
    public LatencyHistogram(int significantFigures)
    {
        var distinct = 2 * (long)Math.Pow(10, significantFigures);
        _subBucketBits = BitOperations.Log2((ulong)distinct - 1) + 1;
        SubBucketCount = 1 << _subBucketBits;
        BucketCount = Math.Max(1, BitOperations.Log2((ulong)Highest) - _subBucketBits + 2);
        _counts = new long[(BucketCount + 1) * (SubBucketCount / 2)];
    }

    public int BucketCount { get; }

    public int SubBucketCount { get; }

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    public long Max { get; private set; }

    public double Mean => Count == 0 ? 0 : _sum / Count;

    public double StandardDeviation => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, (_sumOfSquares / Count) - (Mean * Mean)));

    public void Record(long value)
    {
        value = Math.Clamp(value, 1, Highest);
        _counts[IndexOf(value)]++;
        Count++;
        Max = Math.Max(Max, value);
        _sum += value;
        _sumOfSquares += (double)value * value;
    }

    /// <summary>
    /// The distribution in steps that halve the distance to 100 %, five a half: value, share of the values that are not greater (0 to 1), and how many these
    /// are. The last step is 100 %.
    /// </summary>
    public IEnumerable<(long Value, double Share, long Count)> Percentiles()
    {
        const int StepsPerHalf = 5;
        if (Count == 0) yield break;
        var (index, seen, share) = (0, _counts[0], 0.0);
        while (true)
        {
            while (seen < Math.Max(1, share * Count)) seen += _counts[++index];
            if (seen == Count) break;
            yield return (HighestAt(index), share, seen);
            var halves = Math.Floor(Math.Log2(1 / (1 - share))) + 1;
            share += 1 / (StepsPerHalf * Math.Pow(2, halves));
        }

        yield return (Math.Min(HighestAt(index), Max), 1, Count);
    }

    /// <summary>Bucket 0 holds the first two half rows one by one; each bucket behind it adds a half row of values twice as wide.</summary>
    private int IndexOf(long value)
    {
        var bucket = Math.Max(0, BitOperations.Log2((ulong)value) - _subBucketBits + 1);
        return (bucket << (_subBucketBits - 1)) + (int)(value >> bucket);
    }

    /// <summary>The greatest value that is counted at <paramref name="index"/>.</summary>
    private long HighestAt(int index)
    {
        var bucket = Math.Max(0, (index >> (_subBucketBits - 1)) - 1);
        var subBucket = index - (bucket << (_subBucketBits - 1));
        return ((long)(subBucket + 1) << bucket) - 1;
    }
}
