using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Engine.Values.Store;

/// <summary>Numbers in a text: checked when they are met, parsed when they are read.</summary>
internal static unsafe class JsonNumber
{
    /// <summary>Digits that always fit i64.</summary>
    private const int SafeDigits = 18;

    /// <summary>Digits that fit u64 whatever they are.</summary>
    private const int MaxDigits = 19;

    /// <summary>Digits that with an exponent of two digits are no number beyond a double.</summary>
    private const int SafeLength = 200;

    /// <summary>Decimals of so many digits are told apart by a double, so that they are their own shortest form.</summary>
    private const int ExactDigits = 15;

    /// <summary>Bytes from its start on that a number which is parsed in vectors needs: a sign and a vector.</summary>
    private const int ReadAtOnce = 33;

    /// <summary>
    /// The number at <paramref name="start"/> if it is short and without exponent; 40 bytes from there are readable. Not what stands
    /// behind it.
    /// </summary>
    /// <param name="length">Its length in bytes; 0 when <see cref="ScanSlowly"/> must tell.</param>
    /// <returns>Its kind and whether it is dirty, as bits of a slot.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong TryScan(byte* start, out uint length)
    {
        // The digits among the first 32 bytes, as bits.
        var bytes = Vector256.Load(start) - Vector256.Create((byte)'0');
        var digits = (ulong)Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)9)), bytes).ExtractMostSignificantBits();
        var sign = *start == '-' ? 1 : 0;
        var whole = BitOperations.TrailingZeroCount(~(digits >> sign));
        var at = sign + whole;
        var bits = (ulong)SlotKind.Integer;
        length = 0;
        if (whole == 0 || whole > SafeDigits) return bits;
        var isZero = start[sign] == '0';
        if (isZero && whole > 1) return bits;
        if (start[at] == '.')
        {
            var fraction = BitOperations.TrailingZeroCount(~(digits >> (at + 1)));
            if (fraction == 0) return bits;
            at += 1 + fraction;
            if (at >= 32) return bits;

            // In plain notation its own shortest form for sure: few digits, no needless zeros, no exponent needed.
            bits = Slot.Pack(
                SlotKind.Float,
                0,
                0,
                (fraction + (isZero ? 0 : whole) > ExactDigits)
                | (fraction > 1 & start[at - 1] == '0')
                | (isZero & fraction > 4 & Unsafe.ReadUnaligned<uint>(start + sign + 2) == 0x3030_3030));
        }
        else if (isZero)
        {
            bits = Slot.Pack(SlotKind.Integer, 0, 0, dirty: sign == 1);
        }

        if ((start[at] | 0x20) == 'e') return bits;
        length = (uint)at;
        return bits;
    }

    /// <summary>The grammar of RFC 8259, 6, byte by byte and nothing behind <paramref name="limit"/>: for what is long or has an exponent.</summary>
    /// <returns>Its length in bytes; 0 for what is no number, or is beyond the range of a double.</returns>
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

        return kind == SlotKind.Integer || IsInRange(new ReadOnlySpan<byte>(start, length)) ? length : 0;
    }

    /// <summary>Whether a valid number is nearest to a finite double (spec: language 1.5).</summary>
    public static bool IsInRange(ReadOnlySpan<byte> text)
    {
        // Few digits and a small exponent, as most have, are in range whatever they are.
        var exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        var isSmall = exponentAt < 0 ? text.Length <= SafeLength : exponentAt <= SafeLength && text.Length - exponentAt <= 3;
        return isSmall || double.IsFinite(ParseDouble(text));
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

    /// <summary>The double nearest to a valid number that is in range.</summary>
    /// <param name="text">The number and, where there are any, bytes behind it, which are read too but do not matter.</param>
    /// <param name="length">Bytes of the number.</param>
    public static double ParseDouble(ReadOnlySpan<byte> text, int length)
    {
        if (text.Length < ReadAtOnce) return ParseDouble(text[..length]);
        ref var first = ref MemoryMarshal.GetReference(text);
        var isNegative = first == '-';
        first = ref Unsafe.Add(ref first, isNegative ? 1 : 0);
        var count = length - (isNegative ? 2 : 1);
        var bytes = Vector256.LoadUnsafe(ref first) - Vector256.Create((byte)'0');
        var others = Vector256.GreaterThan(bytes, Vector256.Create((byte)9)).ExtractMostSignificantBits() & ((2U << count) - 1);
        var point = BitOperations.TrailingZeroCount(others);
        if (count > MaxDigits || point > 16 || (others & (others - 1)) != 0 || Unsafe.Add(ref first, point) != '.') return ParseDouble(text[..length]);

        // The first 19 digits without the point, as if zeros stood behind them: the same work for every number, whatever its length.
        var places = Vector128<byte>.Indices;
        var isFraction = Vector128.GreaterThanOrEqual(places, Vector128.Create((byte)point));
        var digits = Vector128.ConditionalSelect(isFraction, Vector128.LoadUnsafe(ref first, 1), Vector128.LoadUnsafe(ref first)) - Vector128.Create((byte)'0');
        digits &= Vector128.LessThan(places, Vector128.Create((byte)count));
        var last = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, 17)) - 0x3030_3030) & (uint)((1UL << (8 * Math.Max(count - 16, 0))) - 1);
        var mantissa = (EightDigits.Value(digits.AsUInt64()[0]) * 100_000_000_000UL) + (EightDigits.Value(digits.AsUInt64()[1]) * 1_000UL)
            + ((last & 0xFF) * 100) + (((last >> 8) & 0xFF) * 10) + ((last >> 16) & 0xFF);
        if (!NearestDouble.TryOf(mantissa, point - MaxDigits, out var value)) return ParseSlowly(text[..length]);
        return BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) | ((isNegative ? 1UL : 0) << 63));
    }

    /// <inheritdoc cref="ParseDouble(ReadOnlySpan{byte}, int)"/>
    public static double ParseDouble(ReadOnlySpan<byte> text)
    {
        var start = text[0] == '-' ? 1 : 0;
        var at = start;
        ulong mantissa = 0;
        EightDigits.Read(text, ref at, ref mantissa);
        var digits = at - start;
        var exponent = 0;
        if (at < text.Length && text[at] == '.')
        {
            var first = ++at;
            EightDigits.Read(text, ref at, ref mantissa);
            exponent = first - at;
            digits -= exponent;
        }

        // Zeros in front are no digits.
        if (digits > MaxDigits && digits - text[start..].IndexOfAnyExcept((byte)'0', (byte)'.') >= MaxDigits) return ParseSlowly(text);
        if (at < text.Length) exponent += ParseExponent(text[(at + 1)..]);
        if (!NearestDouble.TryOf(mantissa, exponent, out var value)) return ParseSlowly(text);
        return start == 1 ? -value : value;
    }

    /// <summary>What stands behind the <c>e</c>, as far as it matters: beyond a million every number is zero or infinite.</summary>
    private static int ParseExponent(ReadOnlySpan<byte> text)
    {
        var at = text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        var exponent = 0;
        for (; at < text.Length && exponent < 1_000_000; at++) exponent = (exponent * 10) + (text[at] - '0');
        return text[0] == '-' ? -exponent : exponent;
    }

    private static double ParseSlowly(ReadOnlySpan<byte> text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
