using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>The first 128 bits of powers of ten, made when they are first asked for.</summary>
internal static class PowerOfTen
{
    public const int Least = -342;
    public const int Greatest = 324;

    /// <summary>Powers with these exponents have no more than 128 bits.</summary>
    private const int LastExact = 55;

    /// <summary>Pairs of upper and lower half; the upper half of what is not yet made is 0.</summary>
    private static readonly ulong[] s_parts = new ulong[2 * (Greatest - Least + 1)];

    /// <summary>10^<paramref name="exponent"/> / 2^<see cref="BinaryExponent"/>, at least 2^127 and below 2^128, rounded down.</summary>
    /// <param name="exponent">From <see cref="Least"/> to <see cref="Greatest"/>.</param>
    /// <param name="lower">The lower 64 bits.</param>
    /// <returns>The upper 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Floor(int exponent, out ulong lower)
    {
        var parts = s_parts;
        var at = 2 * (exponent - Least);
        var upper = Volatile.Read(ref parts[at]);
        if (upper == 0) return Make(exponent, out lower);
        lower = parts[at + 1];
        return upper;
    }

    /// <inheritdoc cref="Floor(int, out ulong)"/>
    public static UInt128 Floor(int exponent)
    {
        var upper = Floor(exponent, out var lower);
        return new UInt128(upper, lower);
    }

    /// <summary>The same, rounded up.</summary>
    /// <inheritdoc cref="Floor(int, out ulong)"/>
    public static UInt128 Ceiling(int exponent) => exponent is >= 0 and <= LastExact ? Floor(exponent) : Floor(exponent) + UInt128.One;

    /// <summary>The exponent of two that belongs to the 128 bits, less than 128 above it: floor(log2(10^<paramref name="exponent"/>)) - 127.</summary>
    public static int BinaryExponent(int exponent) => FloorLog2(exponent) - 127;

    /// <summary>floor(log2(10^<paramref name="exponent"/>)), by a product that is exact for all of a double's exponents.</summary>
    public static int FloorLog2(int exponent) => (int)((exponent * 913_124_641_741L) >> 38);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Make(int exponent, out ulong lower)
    {
        var power = BigInteger.Pow(10, Math.Abs(exponent));
        var shift = BinaryExponent(exponent);
        var bits = exponent >= 0
            ? shift >= 0 ? power >> shift : power << -shift
            : (BigInteger.One << -shift) / power;
        Debug.Assert(bits.GetBitLength() == 128, "the leading bit is set");
        var upper = (ulong)(bits >> 64);
        lower = (ulong)(bits & ulong.MaxValue);
        var at = 2 * (exponent - Least);
        s_parts[at + 1] = lower;
        Volatile.Write(ref s_parts[at], upper);
        return upper;
    }
}
