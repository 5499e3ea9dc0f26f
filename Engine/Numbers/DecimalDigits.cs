using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>Writes integers of up to 17 places without asking how many they have: data that is all numbers gives nothing to guess by.</summary>
internal static class DecimalDigits
{
    /// <summary>Places that are written, with zeros in front.</summary>
    public const int Places = 17;

    private const uint EightPlaces = 100_000_000;

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000,
        10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    ];

    /// <summary>How many digits an integer below 10^17 has; 1 for 0.</summary>
    public static int Count(ulong value)
    {
        // log10(2) is 1233 / 4096 with three digits to spare.
        var estimate = ((64 - BitOperations.LeadingZeroCount(value | 1)) * 1233) >> 12;
        return estimate + (value >= Powers[estimate] || estimate == 0 ? 1 : 0);
    }

    /// <param name="value">Less than 10^17.</param>
    /// <param name="output">Room for <see cref="Places"/> bytes, which are all written.</param>
    public static void Write(ulong value, Span<byte> output)
    {
        output = output[..Places];
        var (front, back) = Math.DivRem(value, EightPlaces);
        var (first, middle) = Math.DivRem(front, EightPlaces);
        output[0] = (byte)('0' + first);
        WriteEight((uint)middle, output[1..]);
        WriteEight((uint)back, output[9..]);
    }

    private static void WriteEight(uint value, Span<byte> output)
    {
        var (front, back) = Math.DivRem(value, 10_000);
        var (a, b) = Math.DivRem(front, 100);
        var (c, d) = Math.DivRem(back, 100);
        WritePair(a, output);
        WritePair(b, output[2..]);
        WritePair(c, output[4..]);
        WritePair(d, output[6..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePair(uint pair, Span<byte> output) => Pairs.Slice((int)(2 * pair), 2).CopyTo(output);
}
