using System.Numerics;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>Latencies in nanoseconds, in buckets that are at most 1/64 wide: log-linear, 64 steps an octave. One writer.</summary>
internal sealed class Latencies
{
    private const int StepBits = 6;
    private readonly long[] _counts = new long[64 << StepBits];

    public long Count { get; private set; }

    public void Record(ulong ns)
    {
        _counts[Bucket(ns)]++;
        Count++;
    }

    /// <summary>The upper edge of the bucket in which that share of all latencies, in (0, 1], has come in.</summary>
    public ulong Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return UpperEdge(i);
        }

        return 0;
    }

    private static int Bucket(ulong ns)
    {
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount(ns | 1) - StepBits);
        return (shift << StepBits) + (int)(ns >> shift);
    }

    private static ulong UpperEdge(int bucket)
    {
        var shift = Math.Max(0, (bucket >> StepBits) - 1);
        return ((ulong)(bucket - (shift << StepBits)) + 1) << shift;
    }
}
