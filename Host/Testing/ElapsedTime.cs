using System.Globalization;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>How long tests took, in the two units that matter (spec: runtime 18.9).</summary>
internal static class ElapsedTime
{
    /// <summary>Such as <c>812ns</c>, <c>3us 40ns</c>, <c>72ms 635us</c>, <c>30s 80ms</c>, <c>2m 5s</c> or <c>1h 3m 07s</c>.</summary>
    public static string Format(long ns)
    {
        const long us = 1_000, ms = 1_000 * us, s = 1_000 * ms, minute = 60 * s, hour = 60 * minute;
        return string.Create(CultureInfo.InvariantCulture, $"{ns switch
        {
            < us => $"{ns}ns",
            < ms => $"{ns / us}us {ns % us}ns",
            < s => $"{ns / ms}ms {ns % ms / us}us",
            < minute => $"{ns / s}s {ns % s / ms}ms",
            < hour => $"{ns / minute}m {ns % minute / s}s",
            _ => $"{ns / hour}h {ns % hour / minute}m {ns % minute / s:00}s",
        }}");
    }
}
