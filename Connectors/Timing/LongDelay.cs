using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Connectors.Timing;

/// <summary>Waits longer than one timer can: configurations give nanoseconds up to 584 years.</summary>
internal static class LongDelay
{
    /// <summary>The shortest wait: timers count whole milliseconds.</summary>
    public const ulong ResolutionNs = 1_000_000;

    private const ulong NsPerTick = 100;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>Waits <paramref name="ns"/> nanoseconds of <paramref name="time"/>.</summary>
    public static async ValueTask WaitAsync(TimeProvider time, ulong ns, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var elapsed = time.ElapsedNs(start);
            if (elapsed >= ns) return;
            var ticks = ((ns - elapsed - 1) / NsPerTick) + 1;
            var step = ticks > (ulong)s_longest.Ticks ? s_longest : RoundUp(TimeSpan.FromTicks((long)ticks));
            await Task.Delay(step, time, cancellation);
        }
    }

    private static TimeSpan RoundUp(TimeSpan span) => TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));
}
