namespace Tremor.Dataflow.Engine.Timing;

/// <summary>Times as events carry them: whole nanoseconds, of which a <see cref="TimeProvider"/> sees every hundredth.</summary>
public static class Nanoseconds
{
    private const long PerTick = 100;

    /// <summary>Nanoseconds since the epoch (1970, UTC); 0 before it.</summary>
    public static ulong NowNs(this TimeProvider time) => time.GetUtcNow().ToUnixNs();

    /// <inheritdoc cref="NowNs"/>
    public static ulong ToUnixNs(this DateTimeOffset instant) => (ulong)Math.Max(0, (instant - DateTimeOffset.UnixEpoch).Ticks) * PerTick;

    /// <summary>A length of time in nanoseconds.</summary>
    public static ulong ToNs(this TimeSpan length) => (ulong)length.Ticks * PerTick;

    /// <summary>Nanoseconds since <paramref name="start"/>, a time stamp of <paramref name="time"/>.</summary>
    public static ulong ElapsedNs(this TimeProvider time, long start) => (ulong)(time.GetElapsedTime(start).Ticks * PerTick);
}
