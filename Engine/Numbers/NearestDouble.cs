namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>The double nearest to a decimal: after Lemire, "Number parsing at a gigabyte per second" (2021).</summary>
internal static class NearestDouble
{
    private const int FractionBits = 52;
    private const int InfiniteExponent = 0x7FF;

    /// <summary>The double nearest to <paramref name="digits"/> · 10^<paramref name="exponent"/>, to the even one where two are.</summary>
    /// <param name="value">Infinite for what is beyond the range.</param>
    /// <returns>Whether 128 bits of the power of ten tell; where they do not, the number is to be read in another way.</returns>
    public static bool TryOf(ulong digits, int exponent, out double value)
    {
        value = 0;
        if (digits == 0 || exponent < PowerOfTen.Least) return true;
        if (exponent > 308)
        {
            value = double.PositiveInfinity;
            return true;
        }

        var zeros = (int)ulong.LeadingZeroCount(digits);
        digits <<= zeros;

        // Of these reciprocals the upper bound makes products come out as the halves that they are.
        var upper = PowerOfTen.Floor(exponent, out var lower);
        if (exponent is >= -27 and < 0 && ++lower == 0) upper++;
        var high = Math.BigMul(upper, digits, out var low);
        if ((high & 0x1FF) == 0x1FF)
        {
            // The bits that round are all ones: the lower half of the power may carry into them.
            var more = Math.BigMul(lower, digits, out _);
            low += more;
            if (low < more) high++;
        }

        if (low == ulong.MaxValue && exponent is < -27 or > 55) return false;

        var upperBit = (int)(high >> 63);
        var shift = upperBit + 64 - FractionBits - 3;
        var mantissa = high >> shift;
        var biased = PowerOfTen.FloorLog2(exponent) + 63 + upperBit - zeros + 1023;
        if (biased <= 0)
        {
            // Below the least normal number.
            if (1 - biased >= 64) return true;
            mantissa >>= 1 - biased;
            mantissa = (mantissa + (mantissa & 1)) >> 1;
            value = BitConverter.UInt64BitsToDouble(mantissa);
            return true;
        }

        // Exactly in the middle of two: to the even one.
        if (low <= 1 && exponent is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << shift == high) mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 2UL << FractionBits)
        {
            mantissa = 1UL << FractionBits;
            biased++;
        }

        value = biased >= InfiniteExponent
            ? double.PositiveInfinity
            : BitConverter.UInt64BitsToDouble((mantissa & ~(1UL << FractionBits)) | ((ulong)biased << FractionBits));
        return true;
    }
}
