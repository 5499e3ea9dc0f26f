using System.Globalization;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Time;

/// <summary>Writes instants in a format (spec: stdlib 3.3).</summary>
internal static class DatetimeFormatter
{
    private static readonly DatetimeFormat s_rfc3339 = DatetimeFormat.Of("%Y-%m-%dT%H:%M:%S%.f%:z"u8)!;

    /// <summary>False where the format has a directive that is for parsing only.</summary>
    public static bool TryWrite(in ShownTime time, DatetimeFormat format, TextBuilder text)
    {
        foreach (var item in format.Items)
        {
            switch (item.Directive)
            {
                case '\0' or ' ':
                    text.Append(item.Text);
                    break;
                case '+':
                    TryWrite(time, s_rfc3339, text);
                    break;
                case 'b' or 'h':
                    Ascii(text, CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[time.Local.Month - 1]);
                    break;
                case 'B':
                    Ascii(text, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[time.Local.Month - 1]);
                    break;
                case 'a':
                    Ascii(text, time.Local.DayOfWeek.ToString()[..3]);
                    break;
                case 'A':
                    Ascii(text, time.Local.DayOfWeek.ToString());
                    break;
                case 'p':
                    Ascii(text, time.Local.Hour < 12 ? "AM" : "PM");
                    break;
                case 'P':
                    Ascii(text, time.Local.Hour < 12 ? "am" : "pm");
                    break;
                case 'Z':
                    Ascii(text, time.Offset.Abbreviation);
                    break;
                case 'z':
                    WriteOffset(time.Offset.OffsetSeconds, item.Digits, text);
                    break;
                case '#':
                    return false;
                case '.' or '3':
                    WriteFraction(time.Nanosecond, item, text);
                    break;
                default:
                    WriteNumber(time, item, text);
                    break;
            }
        }

        return true;
    }

    private static void WriteNumber(in ShownTime time, FormatItem item, TextBuilder text)
    {
        var local = time.Local;
        var (number, width, usual) = item.Directive switch
        {
            'Y' => (local.Year, 4, Padding.Zeros),
            'C' => (local.Year / 100, 2, Padding.Zeros),
            'y' => (local.Year % 100, 2, Padding.Zeros),
            'G' => (time.IsoYear, 4, Padding.Zeros),
            'g' => (time.IsoYear % 100, 2, Padding.Zeros),
            'm' => (local.Month, 2, Padding.Zeros),
            'd' => (local.Day, 2, Padding.Zeros),
            'e' => (local.Day, 2, Padding.Blanks),
            'j' => (local.DayOfYear, 3, Padding.Zeros),
            'u' => (((int)local.DayOfWeek + 6) % 7 + 1, 1, Padding.Zeros),
            'w' => ((int)local.DayOfWeek, 1, Padding.Zeros),
            'U' => ((local.DayOfYear + 6 - (int)local.DayOfWeek) / 7, 2, Padding.Zeros),
            'W' => ((local.DayOfYear + 6 - (((int)local.DayOfWeek + 6) % 7)) / 7, 2, Padding.Zeros),
            'V' => (time.IsoWeek, 2, Padding.Zeros),
            'H' => (local.Hour, 2, Padding.Zeros),
            'k' => (local.Hour, 2, Padding.Blanks),
            'I' => ((local.Hour + 11) % 12 + 1, 2, Padding.Zeros),
            'l' => ((local.Hour + 11) % 12 + 1, 2, Padding.Blanks),
            'M' => (local.Minute, 2, Padding.Zeros),
            'S' => (local.Second, 2, Padding.Zeros),
            'f' => (time.Nanosecond, 9, Padding.Zeros),
            _ => (0, 1, Padding.None),
        };
        var digits = (item.Directive == 's' ? time.UnixSeconds : number).ToString(CultureInfo.InvariantCulture);
        Ascii(text, (item.Padding == Padding.Usual ? usual : item.Padding) switch
        {
            Padding.Zeros => digits.PadLeft(width, '0'),
            Padding.Blanks => digits.PadLeft(width, ' '),
            _ => digits,
        });
    }

    private static void WriteFraction(int nanosecond, FormatItem item, TextBuilder text)
    {
        var digits = item.Digits;
        if (digits == 0)
        {
            if (nanosecond == 0) return;
            digits = nanosecond % 1_000_000 == 0 ? 3 : nanosecond % 1000 == 0 ? 6 : 9;
        }

        if (item.Directive == '.') text.Append((byte)'.');
        Ascii(text, nanosecond.ToString("D9", CultureInfo.InvariantCulture)[..digits]);
    }

    /// <param name="colons">0 for <c>+0130</c>, 1 for <c>+01:30</c>, 2 with seconds, 3 for hours alone.</param>
    private static void WriteOffset(int offsetSeconds, int colons, TextBuilder text)
    {
        text.Append((byte)(offsetSeconds < 0 ? '-' : '+'));
        var seconds = Math.Abs(offsetSeconds);
        if (colons < 2) seconds = (seconds + 30) / 60 * 60;
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        Ascii(text, colons switch
        {
            0 => $"{hours:00}{minutes:00}",
            1 => $"{hours:00}:{minutes:00}",
            2 => $"{hours:00}:{minutes:00}:{seconds % 60:00}",
            _ => $"{hours:00}",
        });
    }

    private static void Ascii(TextBuilder text, string ascii)
    {
        System.Text.Encoding.ASCII.GetBytes(ascii, text.GetSpan(ascii.Length));
        text.Advance(ascii.Length);
    }
}
