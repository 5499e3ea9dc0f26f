using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Time;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>
/// <c>std::datetime</c> (spec: stdlib 3). A datetime is a u64 of nanoseconds since the epoch, in UTC, or <c>{"timestamp": u64, "tz": zone}</c>; a zone
/// is an index of <c>timezones</c>, a name or an offset.
/// </summary>
internal static class DatetimeModule
{
    private static readonly FieldName[] s_fields = [new("timestamp"), new("tz")];
    private static readonly DatetimeFormat s_rfc3339 = DatetimeFormat.Of("%+"u8)!;
    private static readonly DatetimeFormat s_rfc2822 = DatetimeFormat.Of("%a, %-d %b %Y %H:%M:%S %z"u8)!;

    [Function("datetime::parse", ReportedArity = 1)]
    [Example("datetime::parse(\"2023-01-01 00:00:00 +02:00\", \"%Y-%m-%d %H:%M:%S %z\")", "1672524000000000000")]
    public static CallResult Parse(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format)
    {
        if (DatetimeFormat.Of(format) is not { } parsed) return CallResult.Fail(DatetimeFormat.Complaint(format));
        return DatetimeParser.TryParse(text, parsed, out var nanoseconds, out var error) ? Value.From(nanoseconds) : CallResult.Fail(error);
    }

    [Function("datetime::format")]
    [Example("datetime::format(0, \"%Y-%m-%d %H:%M\")", "\"1970-01-01 00:00\"")]
    public static CallResult Format(Value datetime, ReadOnlySpan<byte> format)
    {
        if (DatetimeFormat.Of(format) is not { } parsed) return CallResult.Fail(DatetimeFormat.Complaint(format));
        return Write(datetime, parsed);
    }

    [Function("datetime::rfc3339")]
    [Example("datetime::rfc3339(1500000000)", "\"1970-01-01T00:00:01.500+00:00\"")]
    public static CallResult Rfc3339(Value datetime) => Write(datetime, s_rfc3339);

    [Function("datetime::rfc2822")]
    [Example("datetime::rfc2822(0)", "\"Thu, 1 Jan 1970 00:00:00 +0000\"")]
    public static CallResult Rfc2822(Value datetime) => Write(datetime, s_rfc2822);

    [Function("datetime::with_timezone")]
    [Example("datetime::with_timezone(0, \"Europe/Berlin\")", "{\"timestamp\": 0, \"tz\": \"Europe/Berlin\"}")]
    public static CallResult WithTimezone(Value datetime, Value zone)
    {
        if (Zone(zone) is null) return CallResult.Fail(NoZone(zone));
        if (!datetime.IsRecord && !datetime.TryGetUInt64(out _)) return CallResult.BadArgument(1, "an integer that is not negative, or a record with one as `timestamp` and with `tz`,");
        var timestamp = datetime;
        if (datetime.IsRecord && (!datetime.TryGetField("timestamp"u8, out timestamp) || !timestamp.TryGetUInt64(out _)))
            return CallResult.Fail(NoDatetime(datetime));
        return Value.FromFields(s_fields, [timestamp, zone]);
    }

    [Function("datetime::year")]
    [Example("datetime::year(1700000000000000000)", "2023")]
    public static CallResult Year(Value datetime) => Field(datetime, static t => t.Local.Year);

    [Function("datetime::month")]
    [Example("datetime::month(1700000000000000000)", "11")]
    public static CallResult Month(Value datetime) => Field(datetime, static t => t.Local.Month);

    [Function("datetime::iso_week")]
    [Example("datetime::iso_week(1700000000000000000)", "46")]
    public static CallResult IsoWeek(Value datetime) => Field(datetime, static t => t.IsoWeek);

    [Function("datetime::day_of_month")]
    [Example("datetime::day_of_month(1700000000000000000)", "14")]
    public static CallResult DayOfMonth(Value datetime) => Field(datetime, static t => t.Local.Day);

    [Function("datetime::day_of_year")]
    [Example("datetime::day_of_year(1700000000000000000)", "318")]
    public static CallResult DayOfYear(Value datetime) => Field(datetime, static t => t.Local.DayOfYear);

    [Function("datetime::hour")]
    [Example("datetime::hour({\"timestamp\": 0, \"tz\": \"-03:30\"})", "20")]
    public static CallResult Hour(Value datetime) => Field(datetime, static t => t.Local.Hour);

    [Function("datetime::minute")]
    [Example("datetime::minute({\"timestamp\": 0, \"tz\": \"-03:30\"})", "30")]
    public static CallResult Minute(Value datetime) => Field(datetime, static t => t.Local.Minute);

    [Function("datetime::second")]
    [Example("datetime::second(61000000000)", "1")]
    public static CallResult Second(Value datetime) => Field(datetime, static t => t.Local.Second);

    [Function("datetime::subsecond_millis")]
    [Example("datetime::subsecond_millis(1234567891)", "234")]
    public static CallResult SubsecondMillis(Value datetime) => Field(datetime, static t => t.Nanosecond / 1_000_000);

    [Function("datetime::subsecond_micros")]
    [Example("datetime::subsecond_micros(1234567891)", "234567")]
    public static CallResult SubsecondMicros(Value datetime) => Field(datetime, static t => t.Nanosecond / 1000);

    [Function("datetime::subsecond_nanos")]
    [Example("datetime::subsecond_nanos(1234567891)", "234567891")]
    public static CallResult SubsecondNanos(Value datetime) => Field(datetime, static t => t.Nanosecond);

    private static string NoZone(Value zone) =>
        $"{Quotation.Of(zone)} is no time zone: neither a name such as Europe/Berlin, nor an offset such as +02:00, nor a constant of `timezones`";

    private static string NoDatetime(Value datetime) =>
        $"{Quotation.Of(datetime)} is no time: neither an unsigned integer nor a record with one as `timestamp`";

    private static CallResult Field(Value datetime, Func<ShownTime, int> field) =>
        TryShow(datetime, out var time, out var error) ? Value.From((long)field(time)) : CallResult.Fail(error);

    private static CallResult Write(Value datetime, DatetimeFormat format)
    {
        if (!TryShow(datetime, out var time, out var error)) return CallResult.Fail(error);
        var text = new TextBuilder();
        return DatetimeFormatter.TryWrite(time, format, text) ? text.ToValue() : CallResult.Fail("`%#z` is for parsing only");
    }

    private static bool TryShow(Value datetime, out ShownTime time, out string error)
    {
        time = default;
        error = "";
        ITimeZone zone = FixedZone.Utc;
        var timestamp = datetime;
        if (datetime.IsRecord)
        {
            if (datetime.TryGetField("tz"u8, out var given))
            {
                if (Zone(given) is not { } found)
                {
                    error = NoZone(given);
                    return false;
                }

                zone = found;
            }

            datetime.TryGetField("timestamp"u8, out timestamp);
        }

        if (!timestamp.TryGetUInt64(out var nanoseconds))
        {
            error = NoDatetime(datetime);
            return false;
        }

        time = new ShownTime(nanoseconds, zone);
        return true;
    }

    private static ITimeZone? Zone(Value zone) =>
        zone.IsString ? TimeZones.Find(zone.Utf8) : zone.TryGetUInt64(out var index) ? TimeZones.Find(index) : null;
}
