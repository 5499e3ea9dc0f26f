using System.Globalization;

namespace Tremor.Dataflow.Script.Time;

internal enum DateField
{
    Year,
    YearDiv100,
    YearMod100,
    IsoYear,
    IsoYearMod100,
    Month,
    Day,
    DayOfYear,

    /// <summary>0 for Sunday.</summary>
    Weekday,
    WeekFromSunday,
    WeekFromMonday,
    IsoWeek,
    HourDiv12,
    HourMod12,
    Minute,
    Second,
    Nanosecond,
    UnixSeconds,
    OffsetSeconds,
}

/// <summary>The parts of a date and time that a text has named, and the instant that follows from it (spec: stdlib 3.5).</summary>
internal sealed class DatetimeFields
{
    private const int MaxYear = 9999;
    private static readonly (long Low, long High)[] s_ranges = Ranges();

    private readonly long?[] _fields = new long?[s_ranges.Length];

    private long? this[DateField field] => _fields[(int)field];

    /// <summary>False when the value is out of range, or another one is set already.</summary>
    public bool Set(DateField field, long value)
    {
        var (low, high) = s_ranges[(int)field];
        if (value < low || value > high) return false;
        ref var set = ref _fields[(int)field];
        if (set is { } before) return before == value;
        set = value;
        return true;
    }

    public bool TryResolve(bool needsOffset, out ulong nanoseconds, out string error)
    {
        nanoseconds = 0;
        var offset = 0L;
        if (needsOffset)
        {
            if (this[DateField.OffsetSeconds] is null && this[DateField.UnixSeconds] is null)
            {
                error = "the format asks for an offset, and the text gives none";
                return false;
            }

            offset = this[DateField.OffsetSeconds] ?? 0;
        }

        if (!TryUnixSeconds(offset, out var seconds, out error)) return false;
        var total = (Int128)seconds * 1_000_000_000 + (this[DateField.Nanosecond] ?? 0);
        if (total < long.MinValue || total > long.MaxValue)
        {
            error = "the instant lies outside of 1677-09-21 to 2262-04-11";
            return false;
        }

        nanoseconds = (ulong)(long)total;
        return true;
    }

    private bool TryUnixSeconds(long offset, out long seconds, out string error)
    {
        seconds = 0;
        error = "";
        var unix = this[DateField.UnixSeconds];
        if (unix is not null && !IsComplete())
        {
            // Seconds since the epoch give all fields; those that the text gives too must agree.
            seconds = unix.Value;
            if (seconds > 253402300799 - 86400)
            {
                error = "the instant lies outside of 1677-09-21 to 2262-04-11";
                return false;
            }

            var shown = DateTime.UnixEpoch.AddSeconds(seconds + offset);
            if (this[DateField.Second] is null or < 60 && Agrees(shown) && AgreesOnTime(shown)) return true;
            error = "the fields contradict the seconds since the epoch";
            return false;
        }

        if (!TryDate(out var date, out error)) return false;
        if (!Agrees(date))
        {
            error = "the fields of the date contradict each other";
            return false;
        }

        if (this[DateField.HourDiv12] is not { } half || this[DateField.HourMod12] is not { } hour || this[DateField.Minute] is not { } minute)
        {
            error = "the hour or the minute is missing";
            return false;
        }

        if (this[DateField.Nanosecond] is not null && this[DateField.Second] is null)
        {
            error = "there is a fraction without a second";
            return false;
        }

        seconds = ((date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + (((half * 12) + hour) * 3600) + (minute * 60)
            + (this[DateField.Second] ?? 0) - offset;
        if (unix is null || unix == seconds) return true;
        error = "the fields contradict the seconds since the epoch";
        return false;
    }

    private bool IsComplete() =>
        this[DateField.HourDiv12] is not null && this[DateField.HourMod12] is not null && this[DateField.Minute] is not null && TryDate(out _, out _);

    private bool TryDate(out DateTime date, out string error)
    {
        date = default;
        error = "the date is incomplete";
        var year = Year();
        var weekday = this[DateField.Weekday];
        try
        {
            if (year is not null && this[DateField.Month] is { } month && this[DateField.Day] is { } day)
            {
                error = "there is no such date";
                date = new DateTime((int)year, (int)month, (int)day);
            }
            else if (year is not null && this[DateField.DayOfYear] is { } dayOfYear)
            {
                error = "there is no such day of the year";
                date = new DateTime((int)year, 1, 1).AddDays(dayOfYear - 1);
                if (date.Year != year) return false;
            }
            else if (year is not null && weekday is not null && (this[DateField.WeekFromSunday] ?? this[DateField.WeekFromMonday]) is { } week)
            {
                error = "there is no such week of the year";
                var monday = this[DateField.WeekFromSunday] is null ? 1 : 0;
                var newYear = new DateTime((int)year, 1, 1);
                var firstWeek = (7 - (((int)newYear.DayOfWeek - monday + 7) % 7)) % 7;
                date = newYear.AddDays(firstWeek + ((week - 1) * 7) + ((weekday.Value - monday + 7) % 7));
                if (date.Year != year) return false;
            }
            else if (IsoYear() is { } isoYear && this[DateField.IsoWeek] is { } isoWeek && weekday is not null)
            {
                error = "there is no such week of the year";
                if (isoWeek > ISOWeek.GetWeeksInYear((int)isoYear)) return false;
                date = ISOWeek.ToDateTime((int)isoYear, (int)isoWeek, (DayOfWeek)weekday.Value);
            }
            else
            {
                return false;
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }

        error = "";
        return true;
    }

    private long? Year() => this[DateField.Year] ?? (this[DateField.YearDiv100], this[DateField.YearMod100]) switch
    {
        ({ } century, { } rest) => (century * 100) + rest,
        (null, { } rest) => rest + (rest < 70 ? 2000 : 1900),
        _ => null,
    };

    private long? IsoYear() => this[DateField.IsoYear] ?? (this[DateField.IsoYearMod100] is { } rest ? rest + (rest < 70 ? 2000 : 1900) : null);

    private bool Agrees(DateTime date)
    {
        var weekday = (int)date.DayOfWeek;
        return Is(DateField.Year, date.Year) && Is(DateField.YearDiv100, date.Year / 100) && Is(DateField.YearMod100, date.Year % 100)
            && Is(DateField.Month, date.Month) && Is(DateField.Day, date.Day) && Is(DateField.DayOfYear, date.DayOfYear) && Is(DateField.Weekday, weekday)
            && Is(DateField.WeekFromSunday, (date.DayOfYear + 6 - weekday) / 7) && Is(DateField.WeekFromMonday, (date.DayOfYear + 6 - ((weekday + 6) % 7)) / 7)
            && Is(DateField.IsoYear, ISOWeek.GetYear(date)) && Is(DateField.IsoYearMod100, ISOWeek.GetYear(date) % 100)
                && Is(DateField.IsoWeek, ISOWeek.GetWeekOfYear(date));
    }

    private bool AgreesOnTime(DateTime time) =>
        Is(DateField.HourDiv12, time.Hour / 12) && Is(DateField.HourMod12, time.Hour % 12) && Is(DateField.Minute, time.Minute)
            && Is(DateField.Second, time.Second);

    private bool Is(DateField field, long value) => this[field] is not { } given || given == value;

    private static (long Low, long High)[] Ranges()
    {
        var ranges = new (long, long)[Enum.GetValues<DateField>().Length];
        ranges[(int)DateField.Year] = (1, MaxYear);
        ranges[(int)DateField.YearDiv100] = (0, 99);
        ranges[(int)DateField.YearMod100] = (0, 99);
        ranges[(int)DateField.IsoYear] = (1, MaxYear);
        ranges[(int)DateField.IsoYearMod100] = (0, 99);
        ranges[(int)DateField.Month] = (1, 12);
        ranges[(int)DateField.Day] = (1, 31);
        ranges[(int)DateField.DayOfYear] = (1, 366);
        ranges[(int)DateField.Weekday] = (0, 6);
        ranges[(int)DateField.WeekFromSunday] = (0, 53);
        ranges[(int)DateField.WeekFromMonday] = (0, 53);
        ranges[(int)DateField.IsoWeek] = (1, 53);
        ranges[(int)DateField.HourDiv12] = (0, 1);
        ranges[(int)DateField.HourMod12] = (0, 11);
        ranges[(int)DateField.Minute] = (0, 59);
        ranges[(int)DateField.Second] = (0, 60);
        ranges[(int)DateField.Nanosecond] = (0, 999_999_999);
        ranges[(int)DateField.UnixSeconds] = (0, long.MaxValue);
        ranges[(int)DateField.OffsetSeconds] = (-86399, 86399);
        return ranges;
    }
}
