using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>Numbers in a text: checked when they are met, parsed when they are read.</summary>
internal static unsafe class JsonNumber
{
    /// <summary>Digits that always fit i64.</summary>
    private const int SafeDigits = 18;

    /// <summary>Decimals of so many digits are told apart by a double, so that they are their own shortest form.</summary>
    private const int ExactDigits = 15;

    private const ulong MaxExactMantissa = 1UL << 53;

    private static readonly double[] s_powers =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// Checks the number at <paramref name="start"/>; 32 bytes from there are readable.
    /// </summary>
    /// <param name="limit">The text goes no further.</param>
    /// <param name="dirty">The writer might write the number in another way.</param>
    /// <returns>Its length in bytes; 0 when it is no number.</returns>
    public static int Scan(byte* start, byte* limit, out SlotKind kind, out bool dirty)
    {
        // The digits among the first 32 bytes, as bits.
        var zero = Vector128.Create((byte)'0');
        var nine = Vector128.Create((byte)9);
        var low = Vector128.Load(start) - zero;
        var high = Vector128.Load(start + 16) - zero;
        var digits = Vector128.Equals(Vector128.Min(low, nine), low).ExtractMostSignificantBits()
            | (Vector128.Equals(Vector128.Min(high, nine), high).ExtractMostSignificantBits() << 16);

        var sign = *start == '-' ? 1 : 0;
        var whole = BitOperations.TrailingZeroCount(~(digits >> sign));
        var at = sign + whole;
        if (whole == 0 || at >= 31 || (start[sign] == '0' && whole > 1)) return ScanSlowly(start, limit, out kind, out dirty);
        var next = start[at];
        if (next == '.')
        {
            var fraction = BitOperations.TrailingZeroCount(~(digits >> (at + 1)));
            var end = at + 1 + fraction;
            if (fraction == 0 || end >= 32 || (start[end] | 0x20) == 'e') return ScanSlowly(start, limit, out kind, out dirty);
            kind = SlotKind.Float;
            dirty = IsDirtyFraction(start + sign, whole, fraction);
            return end;
        }

        if ((next | 0x20) == 'e') return ScanSlowly(start, limit, out kind, out dirty);
        if (whole <= SafeDigits)
        {
            kind = SlotKind.Integer;
            dirty = sign == 1 && start[1] == '0';
            return at;
        }

        dirty = !FitsInteger(new ReadOnlySpan<byte>(start, at));
        kind = dirty ? SlotKind.Float : SlotKind.Integer;
        return at;
    }

    /// <summary>The number in plain notation is its own shortest form for sure: few digits, no needless zeros, no exponent needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDirtyFraction(byte* digits, int whole, int fraction)
    {
        if (digits[0] == '0')
        {
            if (fraction > ExactDigits) return true;
            if (fraction >= 5 && digits[2] == '0' && digits[3] == '0' && digits[4] == '0' && digits[5] == '0' && digits[6] == '0') return true;
        }
        else if (whole + fraction > ExactDigits)
        {
            return true;
        }

        return fraction > 1 && digits[whole + fraction] == '0';
    }

    /// <summary>The grammar of RFC 8259, 6, byte by byte and nothing behind <paramref name="limit"/>: for what is long or has an exponent.</summary>
    public static int ScanSlowly(byte* start, byte* limit, out SlotKind kind, out bool dirty)
    {
        kind = SlotKind.Float;
        dirty = true;
        var at = start;
        if (at < limit && *at == '-') at++;
        var first = at;
        while (at < limit && char.IsAsciiDigit((char)*at)) at++;
        if (at == first || (*first == '0' && at > first + 1)) return 0;
        var isInteger = true;
        if (at < limit && *at == '.')
        {
            isInteger = false;
            first = ++at;
            while (at < limit && char.IsAsciiDigit((char)*at)) at++;
            if (at == first) return 0;
        }

        if (at < limit && (*at | 0x20) == 'e')
        {
            isInteger = false;
            at++;
            if (at < limit && *at is (byte)'+' or (byte)'-') at++;
            first = at;
            while (at < limit && char.IsAsciiDigit((char)*at)) at++;
            if (at == first) return 0;
        }

        var length = (int)(at - start);
        if (isInteger && FitsInteger(new ReadOnlySpan<byte>(start, length)))
        {
            kind = SlotKind.Integer;
            dirty = *start == '-' && start[1] == '0';
        }

        return length;
    }

    /// <summary>Whether a valid integer without needless zeros fits i64 or u64.</summary>
    public static bool FitsInteger(ReadOnlySpan<byte> text)
    {
        if (text[0] == '-')
            return text.Length <= 19 || (text.Length == 20 && text[1..].SequenceCompareTo("9223372036854775808"u8) <= 0);
        return text.Length <= 19 || (text.Length == 20 && text.SequenceCompareTo("18446744073709551615"u8) <= 0);
    }

    /// <summary>The absolute value of a valid integer that fits.</summary>
    public static ulong ParseMagnitude(ReadOnlySpan<byte> text, out bool negative)
    {
        negative = text[0] == '-';
        if (negative) text = text[1..];
        ulong value = 0;
        foreach (var digit in text) value = (value * 10) + (ulong)(digit - '0');
        return value;
    }

    /// <summary>The double nearest to a valid number, infinity beyond the largest.</summary>
    /// <remarks>
    /// A mantissa below 2^53 times or over a power of ten up to 10^22 needs one correctly rounded operation (Clinger, 1990); the
    /// framework does the rest.
    /// </remarks>
    public static double ParseDouble(ReadOnlySpan<byte> text)
    {
        var at = text[0] == '-' ? 1 : 0;
        var negative = at == 1;
        ulong mantissa = 0;
        var digits = 0;
        var fraction = 0;
        var inFraction = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '.')
            {
                inFraction = true;
                continue;
            }

            if (!char.IsAsciiDigit((char)c) || ++digits > 19) return ParseSlowly(text);
            mantissa = (mantissa * 10) + (ulong)(c - '0');
            if (inFraction) fraction++;
        }

        if (mantissa > MaxExactMantissa || fraction >= s_powers.Length) return ParseSlowly(text);
        var value = mantissa / s_powers[fraction];
        return negative ? -value : value;
    }

    private static double ParseSlowly(ReadOnlySpan<byte> text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
