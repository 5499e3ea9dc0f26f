using System.Globalization;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Times and durations of tests: <c>"10m"</c>, <c>"1h30m"</c>, a number of nanoseconds, a time of RFC 3339 (spec: extensions 4.3).</summary>
internal static partial class TestTimes
{
    /// <summary>Longer spans are a mistake: with ten ticks a second nobody waits for them.</summary>
    private const ulong MaxNs = 366UL * 24 * 3600 * 1_000_000_000;

    /// <summary>A time of the calendar, in nanoseconds since the epoch; what is none is reported.</summary>
    public static bool TryReadTime(DocumentNode node, Shapes shapes, out ulong ns)
    {
        if (node.Scalar.TryGetUInt64(out ns)) return true;
        if (node.Text is { } text && TryParse(text, out ns)) return true;
        return shapes.Expected("a time such as \"2026-01-01T00:00:00Z\", or nanoseconds since the epoch", node);
    }

    /// <summary>A duration; what is none is reported.</summary>
    public static bool TryReadSpan(DocumentNode node, Shapes shapes, out TimeSpan span)
    {
        span = default;
        if (!TryReadDuration(node, out var ns)) return shapes.Expected("a duration such as \"10m\" or \"500ms\", or nanoseconds", node);
        if (ns > MaxNs) return shapes.Expected("a duration of a year at most", node);
        span = TimeSpan.FromTicks((long)(ns / 100));
        return true;
    }

    /// <summary>A time, or a duration since the start of the test; what is neither is reported.</summary>
    public static bool TryReadMoment(DocumentNode node, Shapes shapes, out TestTime time)
    {
        time = default;
        if (node.Text is { } text && TryParse(text, out var ns)) time = new(ns, false);
        else if (TryReadDuration(node, out ns)) time = new(ns, node.Text is not null || ns < FlowTest.UsualStart / 2);
        else return shapes.Expected("a duration since the start of the test, such as \"10s\", or a time", node);
        return true;
    }

    private static bool TryParse(string text, out ulong ns)
    {
        ns = 0;
        if (text.Length < 10 || text[4] != '-' || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) || time < DateTimeOffset.UnixEpoch) return false;
        ns = (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
        return true;
    }

    private static bool TryReadDuration(DocumentNode node, out ulong ns)
    {
        if (node.Scalar.TryGetUInt64(out ns)) return true;
        if (node.Text is not { } text || Duration.Match(text) is not { Success: true } match) return false;
        var total = 0.0;
        foreach (Capture part in match.Groups["part"].Captures)
        {
            var digits = part.Value.AsSpan().IndexOfAnyInRange('a', 'z');
            total += double.Parse(part.Value.AsSpan(0, digits), CultureInfo.InvariantCulture) * UnitOf(part.Value[digits..]);
        }

        ns = total < ulong.MaxValue / 2.0 ? (ulong)Math.Round(total) : ulong.MaxValue / 2;
        return true;
    }

    private static double UnitOf(string unit) => unit switch
    {
        "ns" => 1,
        "us" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        "h" => 3600e9,
        _ => 86400e9,
    };

    [GeneratedRegex(@"^(?<part>[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h|d))+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Duration { get; }
}
