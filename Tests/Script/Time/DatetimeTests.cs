using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Time;

namespace Tremor.Dataflow.Tests.Script.Time;

public class DatetimeTests
{
    [Theory]
    [InlineData("%Y %C %y %G %g %m %b %h %B %d %e %j %a %A %u %w %U %W %V", "2022 20 22 2022 22 11 Nov Nov November 09  9 313 Wed Wednesday 3 3 45 45 45")]
    [InlineData("%H %k %I %l %p %P %M %S %f", "14 14 02  2 PM pm 26 54 978835000")]
    [InlineData("%.f %.3f %.6f %.9f %3f %6f %9f", ".978835 .978 .978835 .978835000 978 978835 978835000")]
    [InlineData("%R %T %X %r %D %x %F %v %c", "14:26 14:26:54 14:26:54 02:26:54 PM 11/09/22 11/09/22 2022-11-09  9-Nov-2022 Wed Nov  9 14:26:54 2022")]
    [InlineData("%s %z %:z %::z %:::z %Z %+ %t%n%%", "1667998614 +0130 +01:30 +01:30:00 +01 +01:30 2022-11-09T14:26:54.978835+01:30 \t\n%")]
    [InlineData("%-d %_j %0e %_m", "9 313 09 11")]
    public void Formats_what_the_specification_lists(string format, string expected)
    {
        // 2022-11-09T14:26:54.978835+01:30
        Assert.Equal(expected, Format(1667998614978835000, "+01:30", format));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%Q")]
    [InlineData("%-F")]
    [InlineData("%_b")]
    [InlineData("%4f")]
    [InlineData("%::::z")]
    [InlineData("%.5f")]
    public void An_invalid_directive_is_refused(string format) => Assert.Null(DatetimeFormat.Of(Encoding.UTF8.GetBytes(format)));

    [Theory]
    [InlineData("Europe/Berlin", 1700000000UL, "CET +0100")]
    [InlineData("Europe/Berlin", 1690000000UL, "CEST +0200")]
    [InlineData("Europe/Berlin", 5000000000UL, "CEST +0200")]
    [InlineData("Europe/Berlin", 10000000000UL, "CET +0100")]
    [InlineData("America/Sao_Paulo", 1700000000UL, "-03 -0300")]
    [InlineData("Australia/Sydney", 10000000000UL, "AEDT +1100")]
    [InlineData("UTC", 0UL, "UTC +0000")]
    [InlineData("-0230", 0UL, "-02:30 -0230")]
    [InlineData("01:", 0UL, "+01:00 +0100")]
    public void Zones_show_their_offset_and_abbreviation(string zone, ulong seconds, string expected) =>
        Assert.Equal(expected, Format(seconds * 1_000_000_000, zone, "%Z %z"));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("5:30")]
    [InlineData("01AB")]
    [InlineData("+01:79")]
    [InlineData("24:00")]
    [InlineData("europe/berlin")]
    public void What_is_no_zone_is_refused(string zone) => Assert.Null(TimeZones.Find(Encoding.UTF8.GetBytes(zone)));

    [Fact]
    public void All_zones_can_be_read()
    {
        Assert.Equal(596, TimeZones.Count);
        Assert.Equal("Europe/Berlin", TimeZones.NameOf(432));
        for (var i = 0; i < TimeZones.Count; i++) Assert.NotEmpty(TimeZones.Find((ulong)i)!.At(19_000_000_000).Abbreviation);
        Assert.Null(TimeZones.Find(596));
    }

    [Fact]
    public void Offsets_with_seconds_are_rounded_where_they_are_not_shown()
    {
        var time = new ShownTime(0, new FixedZone(-1815, "LMT"));
        var text = new TextBuilder();
        Assert.True(DatetimeFormatter.TryWrite(time, DatetimeFormat.Of("%z %:z %::z %:::z"u8)!, text));
        Assert.Equal("-0030 -00:30 -00:30:15 -00", text.ToValue().AsText());
    }

    [Property(MaxTest = 200)]
    public Property Parsing_what_was_formatted_gives_the_instant()
    {
        var zones = Gen.Choose(0, 595);
        var instants = Gen.Choose(0, int.MaxValue)
            .SelectMany(static s => Gen.Choose(0, 999_999_999).Select(n => ((ulong)s * 1_000_000_000 * 4) + (ulong)n)).ToArbitrary();
        return Prop.ForAll(instants, zones.ToArbitrary(), (instant, zone) =>
        {
            var text = Format(instant, TimeZones.NameOf(zone), "%+");
            if (new ShownTime(instant, TimeZones.Find((ulong)zone)!).Offset.OffsetSeconds % 60 != 0) return;
            Assert.True(DatetimeParser.TryParse(Encoding.UTF8.GetBytes(text), DatetimeFormat.Of("%+"u8)!, out var parsed, out var error), text + error);
            Assert.Equal(instant, parsed);
        });
    }

    private static string Format(ulong nanoseconds, string zone, string format)
    {
        var text = new TextBuilder();
        Assert.True(
            DatetimeFormatter.TryWrite(
                new ShownTime(nanoseconds, TimeZones.Find(Encoding.UTF8.GetBytes(zone))!),
                DatetimeFormat.Of(Encoding.UTF8.GetBytes(format))!, text));
        return text.ToValue().AsText()!;
    }
}
