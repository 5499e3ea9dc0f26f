using System.Globalization;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Numbers in text, as the library and the extractors read them (spec: stdlib 2.4).</summary>
internal static class Numerals
{
    /// <summary>The one without a sign; <see cref="double.NaN"/> has the sign bit set, which JSON shows (spec: stdlib 1.6).</summary>
    private static readonly double s_nan = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    /// <summary>An optional sign and decimal digits, within i64.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return IsSignedDigits(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>An optional plus and decimal digits, within u64.</summary>
    public static bool TryUnsigned(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        return IsSignedDigits(text) && text[0] != '-' && ulong.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>
    /// An optional sign, then digits with an optional fraction and exponent, or <c>inf</c>, <c>infinity</c>, <c>nan</c> in any case.
    /// Correctly rounded; what is too large becomes infinity.
    /// </summary>
    public static bool TryFloat(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty) return false;
        var negative = text[0] == '-';
        var body = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (body.IsEmpty) return false;
        if (!char.IsAsciiDigit((char)body[0]) && body[0] != '.')
        {
            if (Is(body, "inf"u8) || Is(body, "infinity"u8)) value = double.PositiveInfinity;
            else if (Is(body, "nan"u8)) value = s_nan;
            else return false;
            if (negative) value = -value;
            return true;
        }

        // The platform's parser takes this grammar, and blanks and separators only when asked to; but zero bytes at the end it skips.
        if (body[^1] == 0) return false;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(body, Style, CultureInfo.InvariantCulture, out value)) return false;
        if (negative) value = -value;
        return true;
    }

    /// <summary>
    /// As <see cref="TryFloat"/>, but digits beyond the range of a double are no float: as infinity they would be another number. What the
    /// extractors read.
    /// </summary>
    public static bool TryFloatInRange(ReadOnlySpan<byte> text, out double value) =>
        TryFloat(text, out value) && (!double.IsInfinity(value) || !text.ContainsAnyInRange((byte)'0', (byte)'9'));

    private static bool IsSignedDigits(ReadOnlySpan<byte> text)
    {
        var digits = text.Length > 0 && text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(text, lower);
}
