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

    /// <param name="value">Finite, not zero; its sign does not matter.</param>
    /// <param name="exponent">The power of ten that belongs to the digits.</param>
    /// <returns>The digits as an integer of at most 17 places, none of them a zero at the end.</returns>
    public static ulong Of(double value, out int exponent)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & FractionMask;
        var biased = (int)(bits >> FractionBits) & ExponentMask;
        var mantissa = biased == 0 ? fraction : fraction | (1UL << FractionBits);
        var binary = (biased == 0 ? 1 : biased) - Bias;

        // Below a power of two the next double is only half as far away.
        var isPowerOfTwo = fraction == 0 && biased > 1;
        return TrimZeros(Shortest(mantissa, binary, isPowerOfTwo, out exponent), ref exponent);
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

    private static ulong TrimZeros(ulong digits, ref int exponent)
    {
        while (true)
        {
            var (tenth, last) = Math.DivRem(digits, 10);
            if (last != 0) return digits;
            digits = tenth;
            exponent++;
        }
    }
}
