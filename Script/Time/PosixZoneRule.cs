using System.Globalization;

namespace Tremor.Dataflow.Script.Time;

/// <summary>A rule for all years such as <c>CET-1CEST,M3.5.0,M10.5.0/3</c> (POSIX, environment variable TZ; RFC 8536, 3.3).</summary>
internal sealed class PosixZoneRule
{
    private readonly ZoneOffset _standard;
    private readonly ZoneOffset? _daylight;
    private readonly Change _start;
    private readonly Change _end;

    private PosixZoneRule(ZoneOffset standard, ZoneOffset? daylight, Change start, Change end)
    {
        _standard = standard;
        _daylight = daylight;
        _start = start;
        _end = end;
    }

    /// <exception cref="FormatException">The text is no such rule.</exception>
    public static PosixZoneRule Parse(string text)
    {
        var at = 0;
        var name = Name(text, ref at);
        var standard = new ZoneOffset(-Time(text, ref at), name);
        if (at == text.Length) return new PosixZoneRule(standard, null, default, default);
        name = Name(text, ref at);
        var offset = at < text.Length && text[at] != ',' ? -Time(text, ref at) : standard.OffsetSeconds + 3600;
        at++;
        var start = Change.Parse(text, ref at);
        at++;
        var end = Change.Parse(text, ref at);
        return new PosixZoneRule(standard, new ZoneOffset(offset, name), start, end);
    }

    public ZoneOffset At(long unixSeconds)
    {
        if (_daylight is not { } daylight) return _standard;
        var year = DateTime.UnixEpoch.AddSeconds(unixSeconds + _standard.OffsetSeconds).Year;
        var start = _start.InYear(year) - _standard.OffsetSeconds;
        var end = _end.InYear(year) - daylight.OffsetSeconds;
        var isDaylight = start < end ? unixSeconds >= start && unixSeconds < end : unixSeconds >= start || unixSeconds < end;
        return isDaylight ? daylight : _standard;
    }

    private static string Name(string text, ref int at)
    {
        var start = at;
        if (text[at] == '<')
        {
            at = text.IndexOf('>', at) + 1;
            return text[(start + 1)..(at - 1)];
        }

        while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
        return text[start..at];
    }

    /// <summary>Seconds of <c>[+-]h[:m[:s]]</c>.</summary>
    private static int Time(string text, ref int at)
    {
        var sign = text[at] == '-' ? -1 : 1;
        if (text[at] is '-' or '+') at++;
        var seconds = Number(text, ref at) * 3600;
        for (var unit = 60; unit > 0 && at < text.Length && text[at] == ':'; unit /= 60)
        {
            at++;
            seconds += Number(text, ref at) * unit;
        }

        return sign * seconds;
    }

    private static int Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return int.Parse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>When in a year the clock changes, in local time: a weekday of a month, or a day of the year.</summary>
    /// <param name="Month">0 for a day of the year.</param>
    /// <param name="Week">1 to 5, 5 for the last.</param>
    /// <param name="Day">The weekday from Sunday, or the day of the year from 0.</param>
    /// <param name="CountsLeapDay">Whether a day of the year counts February 29.</param>
    private readonly record struct Change(int Month, int Week, int Day, bool CountsLeapDay, int Seconds)
    {
        public static Change Parse(string text, ref int at)
        {
            var (month, week, countsLeapDay) = (0, 0, false);
            int day;
            if (text[at] == 'M')
            {
                at++;
                month = Number(text, ref at);
                at++;
                week = Number(text, ref at);
                at++;
                day = Number(text, ref at);
            }
            else
            {
                countsLeapDay = text[at] != 'J';
                if (!countsLeapDay) at++;
                day = Number(text, ref at) - (countsLeapDay ? 0 : 1);
            }

            var seconds = 7200;
            if (at < text.Length && text[at] == '/')
            {
                at++;
                seconds = Time(text, ref at);
            }

            return new Change(month, week, day, countsLeapDay, seconds);
        }

        public long InYear(int year)
        {
            DateTime date;
            if (Month == 0)
            {
                var shift = !CountsLeapDay && DateTime.IsLeapYear(year) && Day >= 59 ? 1 : 0;
                date = new DateTime(year, 1, 1).AddDays(Day + shift);
            }
            else
            {
                date = new DateTime(year, Month, 1);
                date = date.AddDays(((Day - (int)date.DayOfWeek + 7) % 7) + (7 * (Week - 1)));
                while (date.Month != Month) date = date.AddDays(-7);
            }

            return ((date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + Seconds;
        }
    }
}
