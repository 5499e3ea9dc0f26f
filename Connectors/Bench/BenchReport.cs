using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Bench;

/// <summary>The results of a benchmark, for people and for programs.</summary>
/// <param name="latencies">In nanoseconds.</param>
/// <param name="bytes">Encoded bytes.</param>
/// <param name="durationNs">From the first ingest to the last delivery that was measured.</param>
internal sealed class BenchReport(LatencyHistogram latencies, long bytes, ulong durationNs)
{
    private double Seconds => Math.Max(1, durationNs) / 1e9;

    private double MegabytesPerSecond => bytes / 1e6 / Seconds;

    private double EventsPerSecond => latencies.Count / Seconds;

    /// <summary>The table that histogram plotters read, then the throughput.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"{"Value",12} {"Percentile",14} {"TotalCount",10} {"1/(1-Percentile)",14}\n\n");
        foreach (var (value, share, count) in latencies.Percentiles())
        {
            var inverse = share < 1 ? (1 / (1 - share)).ToString("F2", culture) : "inf";
            text.Append(culture, $"{value,12} {share,14:F12} {count,10} {inverse,14}\n");
        }

        text.Append(culture, $"#[Mean = {latencies.Mean:F2}, StdDeviation = {latencies.StandardDeviation:F2}]\n");
        text.Append(culture, $"#[Max = {latencies.Max}, Total count = {latencies.Count}]\n");
        text.Append(culture, $"#[Buckets = {latencies.BucketCount}, SubBuckets = {latencies.SubBucketCount}]\n");
        text.Append(culture, $"\n\nThroughput   (data): {MegabytesPerSecond:F1} MB/s\n");
        text.Append(culture, $"Throughput (events): {EventsPerSecond / 1000:F1}k events/s\n");
        return text.ToString();
    }

    /// <summary>
    /// One record: <c>{"events", "bytes", "duration_ns", "throughput": {"mb_per_s", "events_per_s"}, "latency_ns": {"mean", "std_deviation", "max",
    /// "percentiles": [{"value", "percentile", "total_count"}]}}</c>.
    /// </summary>
    public string ToJson()
    {
        var percentiles = latencies.Percentiles().Select(static p => new RecordBuilder(3)
            .Set("value", Value.From(p.Value)).Set("percentile", Value.From(p.Share)).Set("total_count", Value.From(p.Count)).Build());
        var latency = new RecordBuilder(4)
            .Set("mean", Value.From(latencies.Mean))
            .Set("std_deviation", Value.From(latencies.StandardDeviation))
            .Set("max", Value.From(latencies.Max))
            .Set("percentiles", Value.FromArray([.. percentiles]));
        var throughput = new RecordBuilder(2)
            .Set("mb_per_s", Value.From(MegabytesPerSecond)).Set("events_per_s", Value.From(EventsPerSecond));
        return JsonText.ToString(new RecordBuilder(5)
            .Set("events", Value.From(latencies.Count))
            .Set("bytes", Value.From(bytes))
            .Set("duration_ns", Value.From(durationNs))
            .Set("throughput", throughput.Build())
            .Set("latency_ns", latency.Build())
            .Build());
    }
}
