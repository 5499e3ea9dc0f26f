using System.Buffers;
using System.Text;

namespace Tremor.Dataflow.Script.Time;

/// <summary>Reads text in a format (spec: stdlib 3.4) into the fields that it gives.</summary>
internal static class DatetimeParser
{
    private static readonly string[] s_months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] s_days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Nanoseconds since the epoch; an instant before it as the unsigned form of the negative number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, DatetimeFormat format, out ulong nanoseconds, out string error)
    {
        nanoseconds = 0;
        error = "";
        var fields = new DatetimeFields();
        var rest = text;
        foreach (var item in format.Items)
        {
            if (TryItem(ref rest, item, fields)) continue;
            error = $"the text does not fit the format at byte {text.Length - rest.Length}";
            return false;
        }

        if (rest.IsEmpty) return fields.TryResolve(format.HasOffset, out nanoseconds, out error);
        error = $"the text goes on behind the end of the format, at byte {text.Length - rest.Length}";
        return false;
    }

    private static bool TryItem(ref ReadOnlySpan<byte> text, FormatItem item, DatetimeFields fields)
    {
        switch (item.Directive)
        {
            case '\0':
                return Take(ref text, item.Text);
            case ' ':
                SkipSpace(ref text);
                return true;
            case 'b' or 'h':
                return TryName(ref text, s_months, longToo: false, out var month) && fields.Set(DateField.Month, month + 1);
            case 'B':
                return TryName(ref text, s_months, longToo: true, out month) && fields.Set(DateField.Month, month + 1);
            case 'a':
                return TryName(ref text, s_days, longToo: false, out var day) && fields.Set(DateField.Weekday, day);
            case 'A':
                return TryName(ref text, s_days, longToo: true, out day) && fields.Set(DateField.Weekday, day);
            case 'p' or 'P':
                return TryHalfOfDay(ref text, fields);
            case '.':
                return text.IsEmpty || text[0] != '.' || TryFraction(ref text, fields);
            case '3':
                return TryDigits(ref text, item.Digits, item.Digits, out var fraction) && fields.Set(DateField.Nanosecond, fraction * Scale(item.Digits));
            case 'Z':
                while (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done && !Rune.IsWhiteSpace(rune)) text = text[length..];
                return true;
            case 'z' or '#':
                return TryOffset(ref text, item.Directive == '#', fields);
            case '+':
                return TryRfc3339(ref text, fields);
            default:
                return TryNumber(ref text, item.Directive, fields);
        }
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, char directive, DatetimeFields fields)
    {
        SkipSpace(ref text);
        if (directive is 'Y' or 'G') return TryYear(ref text, directive == 'Y' ? DateField.Year : DateField.IsoYear, fields);
        var width = directive switch { 'j' => 3, 'u' or 'w' => 1, 'f' => 9, 's' => int.MaxValue, _ => 2 };
        if (!TryDigits(ref text, 1, width, out var number)) return false;
        switch (directive)
        {
            case 'C':
                return fields.Set(DateField.YearDiv100, number);
            case 'y':
                return fields.Set(DateField.YearMod100, number);
            case 'g':
                return fields.Set(DateField.IsoYearMod100, number);
            case 'm':
                return fields.Set(DateField.Month, number);
            case 'd' or 'e':
                return fields.Set(DateField.Day, number);
            case 'j':
                return fields.Set(DateField.DayOfYear, number);
            case 'u':
                return number is >= 1 and <= 7 && fields.Set(DateField.Weekday, number % 7);
            case 'w':
                return fields.Set(DateField.Weekday, number);
            case 'U':
                return fields.Set(DateField.WeekFromSunday, number);
            case 'W':
                return fields.Set(DateField.WeekFromMonday, number);
            case 'V':
                return fields.Set(DateField.IsoWeek, number);
            case 'H' or 'k':
                return number < 24 && fields.Set(DateField.HourDiv12, number / 12) && fields.Set(DateField.HourMod12, number % 12);
            case 'I' or 'l':
                return number is >= 1 and <= 12 && fields.Set(DateField.HourMod12, number % 12);
            case 'M':
                return fields.Set(DateField.Minute, number);
            case 'S':
                return fields.Set(DateField.Second, number);
            case 'f':
                return fields.Set(DateField.Nanosecond, number);
            default:
                return fields.Set(DateField.UnixSeconds, number);
        }
    }

    private static bool TryYear(ref ReadOnlySpan<byte> text, DateField field, DatetimeFields fields)
    {
        var sign = text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-') ? 0 : text[0] == '-' ? -1 : 1;
        if (sign != 0) text = text[1..];
        return TryDigits(ref text, 1, sign == 0 ? 4 : int.MaxValue, out var year) && fields.Set(field, sign < 0 ? -year : year);
    }

    private static bool TryRfc3339(ref ReadOnlySpan<byte> text, DatetimeFields fields)
    {
        if (!TryNumber(ref text, 'Y', fields) || !TakeSpaced(ref text, (byte)'-')) return false;
        if (!TryNumber(ref text, 'm', fields) || !TakeSpaced(ref text, (byte)'-') || !TryNumber(ref text, 'd', fields)) return false;
        if (text.IsEmpty || text[0] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        text = text[1..];
        if (!TryNumber(ref text, 'H', fields) || !TakeSpaced(ref text, (byte)':')) return false;
        if (!TryNumber(ref text, 'M', fields) || !TakeSpaced(ref text, (byte)':') || !TryNumber(ref text, 'S', fields)) return false;
        if (!text.IsEmpty && text[0] == '.' && !TryFraction(ref text, fields)) return false;
        SkipSpace(ref text);
        if (text.Length >= 3 && Ascii.EqualsIgnoreCase(text[..3], "utc"u8))
        {
            text = text[3..];
            return fields.Set(DateField.OffsetSeconds, 0);
        }

        if (!text.IsEmpty && (text[0] | 0x20) == 'z')
        {
            text = text[1..];
            return fields.Set(DateField.OffsetSeconds, 0);
        }

        return TryOffset(ref text, isLenient: false, fields);
    }

    private static bool TryOffset(ref ReadOnlySpan<byte> text, bool isLenient, DatetimeFields fields)
    {
        SkipSpace(ref text);
        if (isLenient && !text.IsEmpty && (text[0] | 0x20) == 'z')
        {
            text = text[1..];
            return fields.Set(DateField.OffsetSeconds, 0);
        }

        int sign;
        if (Take(ref text, "+"u8)) sign = 1;
        else if (Take(ref text, "-"u8) || Take(ref text, "\u2212"u8)) sign = -1;
        else return false;
        if (!TryDigits(ref text, 2, 2, out var hours)) return false;
        while (!text.IsEmpty && (text[0] == ':' || char.IsWhiteSpace((char)text[0]))) text = text[1..];
        var minutes = 0L;
        var hasMinutes = text.Length >= 2 && TryDigits(ref text, 2, 2, out minutes);
        if ((!hasMinutes && !(isLenient && text.IsEmpty)) || minutes > 59) return false;
        var seconds = sign * ((hours * 3600) + (minutes * 60));
        return Math.Abs(seconds) < 86400 && fields.Set(DateField.OffsetSeconds, seconds);
    }

    private static bool TryHalfOfDay(ref ReadOnlySpan<byte> text, DatetimeFields fields)
    {
        if (text.Length < 2 || (text[1] | 0x20) != 'm' || (text[0] | 0x20) is not ('a' or 'p')) return false;
        var half = (text[0] | 0x20) == 'p' ? 1 : 0;
        text = text[2..];
        return fields.Set(DateField.HourDiv12, half);
    }

    /// <summary>A dot and digits; those past nine are dropped.</summary>
    private static bool TryFraction(ref ReadOnlySpan<byte> text, DatetimeFields fields)
    {
        var digits = text[1..];
        var count = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = digits.Length;
        if (count == 0) return false;
        var used = digits[..Math.Min(9, count)];
        text = digits[count..];
        return TryDigits(ref used, 1, 9, out var number) && fields.Set(DateField.Nanosecond, number * Scale(Math.Min(9, count)));
    }

    private static bool TryName(ref ReadOnlySpan<byte> text, string[] names, bool longToo, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            var name = names[index];
            if (text.Length < 3 || !Ascii.EqualsIgnoreCase(text[..3], name.AsSpan(0, 3))) continue;
            var isLong = longToo && text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name);
            text = text[(isLong ? name.Length : 3)..];
            return true;
        }

        return false;
    }

    private static bool TryDigits(ref ReadOnlySpan<byte> text, int least, int most, out long number)
    {
        number = 0;
        var count = 0;
        for (; count < most && count < text.Length && char.IsAsciiDigit((char)text[count]); count++)
        {
            if (number > (long.MaxValue - 9) / 10) return false;
            number = (number * 10) + (text[count] - '0');
        }

        if (count < least) return false;
        text = text[count..];
        return true;
    }

    private static long Scale(int digits)
    {
        var scale = 1L;
        for (; digits < 9; digits++) scale *= 10;
        return scale;
    }

    private static void SkipSpace(ref ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) text = text[length..];
    }

    private static bool TakeSpaced(ref ReadOnlySpan<byte> text, byte character)
    {
        SkipSpace(ref text);
        return Take(ref text, [character]);
    }

    private static bool Take(ref ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> expected)
    {
        if (!text.StartsWith(expected)) return false;
        text = text[expected.Length..];
        return true;
    }
}
