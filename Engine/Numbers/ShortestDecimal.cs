using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>
/// The decimal with the fewest digits that is read back as a double, of those the nearest to it: after Giulietti, "The Schubfach way to
/// render doubles" (2020), with 128 bits of a power of ten.
/// </summary>
internal static class ShortestDecimal
{
    private const int FractionBits = 52;
    private const ulong FractionMask = (1UL << FractionBits) - 1;
    private const int ExponentMask = 0x7FF;

    /// <summary>What makes a mantissa of 53 bits, read as an integer, of one whose point stands behind its first bit.</summary>
    private const int Bias = 1023 + FractionBits;

    /// <summary>The places that the digits always fill.</summary>
    public const int Places = 17;

    /// <param name="value">Finite, not zero; its sign does not matter.</param>
    /// <param name="point">The place of the decimal point: digits stand before it, or so many zeros behind it in front of the digits.</param>
    /// <returns>The digits as an integer of <see cref="Places"/> places; zeros behind the last that matters.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(double value, out int point)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & FractionMask;
        var biased = (int)(bits >> FractionBits) & ExponentMask;
        if (fraction == 0 || biased == 0 || !TryOfMost(fraction | (1UL << FractionBits), biased - Bias, out var digits, out var exponent))
            return OfAny(fraction, biased, out point);

        // 16 or 17 places as they come, without asking.
        var missing = digits < DecimalDigits.SixteenPlaces ? 1U : 0;
        point = exponent + Places - (int)missing;
        return digits * (1 + (9 * missing));
    }

    /// <summary>
    /// Where both neighbours are equally far away: scales mantissa · 2^binary by one product, so that half the distance to a neighbour lies
    /// between a half and five, and compares that with the distance to the nearest ten. After Zverovich, "Żmij" (2025).
    /// </summary>
    /// <returns>Whether no comparison was so close that the bits which are not looked at might decide it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryOfMost(ulong mantissa, int binary, out ulong digits, out int exponent)
    {
        exponent = (int)((binary * 661_971_961_083L) >> 41);
        var upper = PowerOfTen.Floor(-exponent, out var lower);
        var shift = binary + PowerOfTen.FloorLog2(-exponent) + 1;
        var factor = mantissa << shift;
        var whole = MultiplyHigh(upper, factor);
        var carry = MultiplyHigh(lower, factor);
        var fraction = (upper * factor) + carry;
        if (fraction < carry) whole++;

        // Four bits for the last digit, the others for what is behind its point.
        const int PointAt = 60;
        const ulong Ten = 10UL << PointAt;
        const ulong TooClose = 8;
        var last = whole % 10;
        var aboveTen = (last << PointAt) | (fraction >> 4);
        var half = upper >> (5 - shift);
        var reach = aboveTen + half;
        var isTenBelow = aboveTen < half;
        var isTenAbove = reach > Ten;
        var shorter = whole - last + (isTenAbove ? 10UL : 0);
        digits = isTenBelow | isTenAbove ? shorter : whole + (fraction >> 63);
        return (aboveTen - half + TooClose > 2 * TooClose) & (reach - Ten + TooClose > 2 * TooClose)
            & (fraction - (1UL << 63) + TooClose > 2 * TooClose);
    }

    /// <summary>Without the lower half, which <see cref="Math.BigMul(ulong, ulong, out ulong)"/> takes by way of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyHigh(ulong left, ulong right) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);

    /// <summary>Below a power of two the next double is only half as far away; the least ones have fewer bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong OfAny(ulong fraction, int biased, out int point)
    {
        var mantissa = biased == 0 ? fraction : fraction | (1UL << FractionBits);
        var digits = Shortest(mantissa, (biased == 0 ? 1 : biased) - Bias, fraction == 0 && biased > 1, out point);
        for (point += Places; digits < DecimalDigits.SixteenPlaces; point--) digits *= 10;
        return digits;
    }

    /// <summary>A decimal between the middles to both neighbours of mantissa · 2^binary; a middle itself is read as the even one.</summary>
    private static ulong Shortest(ulong mantissa, int binary, bool isPowerOfTwo, out int exponent)
    {
        // All in quarters of the distance to the next double, so that the middles are whole.
        var isOdd = mantissa & 1;
        var middle = 4 * mantissa;
        var lower = middle - (isPowerOfTwo ? 1UL : 2);
        var upper = middle + 2;

        // floor(log10(2^binary)), for the narrower interval floor(log10(3/4 · 2^binary)).
        exponent = (int)(((binary * 661_971_961_083L) - (isPowerOfTwo ? 274_743_187_321L : 0)) >> 41);
        var power = PowerOfTen.Ceiling(-exponent);
        var shift = binary + PowerOfTen.FloorLog2(-exponent) + 1;
        var scaledLower = RoundToOdd(power, lower << shift) + isOdd;
        var scaled = RoundToOdd(power, middle << shift);
        var scaledUpper = RoundToOdd(power, upper << shift) - isOdd;

        var whole = scaled / 4;
        if (whole >= 10)
        {
            // One digit less, if exactly one such number lies between.
            var tens = whole / 10;
            var isBelowIn = scaledLower <= 40 * tens;
            var isAboveIn = 40 * (tens + 1) <= scaledUpper;
            if (isBelowIn != isAboveIn)
            {
                exponent++;
                return isBelowIn ? tens : tens + 1;
            }
        }

        var isFloorIn = scaledLower <= 4 * whole;
        var isCeilingIn = 4 * (whole + 1) <= scaledUpper;
        if (isFloorIn != isCeilingIn) return isFloorIn ? whole : whole + 1;

        // Both or none: the nearer, and the even one of two that are equally near.
        var half = (4 * whole) + 2;
        return scaled > half || (scaled == half && (whole & 1) == 1) ? whole + 1 : whole;
    }

    /// <summary>floor(power · factor / 2^128), its last bit set where something was cut off.</summary>
    private static ulong RoundToOdd(UInt128 power, ulong factor)
    {
        var low = Math.BigMul((ulong)power, factor, out _);
        var high = Math.BigMul((ulong)(power >> 64), factor, out var middle);
        var sum = middle + low;
        if (sum < low) high++;
        return sum > 1 ? high | 1 : high;
    }
}
