using System.Globalization;

namespace Tremor.Dataflow.Script.Time;

/// <summary>An instant as a zone shows it.</summary>
internal readonly struct ShownTime
{
    private const ulong NanosPerSecond = 1_000_000_000;

    /// <param name="nanoseconds">Since the epoch, UTC.</param>
    public ShownTime(ulong nanoseconds, ITimeZone zone)
    {
        UnixSeconds = (long)(nanoseconds / NanosPerSecond);
        Nanosecond = (int)(nanoseconds % NanosPerSecond);
        Offset = zone.At(UnixSeconds);
        Local = DateTime.UnixEpoch.AddSeconds(UnixSeconds + Offset.OffsetSeconds);
    }

    public long UnixSeconds { get; }

    /// <summary>Since the last full second.</summary>
    public int Nanosecond { get; }

    public ZoneOffset Offset { get; }

    /// <summary>The reading of clock and calendar, to the second.</summary>
    public DateTime Local { get; }

    public int IsoWeek => ISOWeek.GetWeekOfYear(Local);

    public int IsoYear => ISOWeek.GetYear(Local);
}
