using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>Writes the digits of integers of up to 17 places, eight by eight, so that the two halves do not wait for each other.</summary>
internal static class DecimalDigits
{
    public const int MaxLength = 17;

    private const uint EightPlaces = 100_000_000;

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <param name="value">Less than 10^17.</param>
    /// <param name="output">Room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many digits were written.</returns>
    public static int Write(ulong value, Span<byte> output)
    {
        output = output[..MaxLength];
        if (value < EightPlaces) return WriteShort((uint)value, output);
        var (front, back) = Math.DivRem(value, EightPlaces);
        int length;
        if (front < EightPlaces)
        {
            length = WriteShort((uint)front, output);
        }
        else
        {
            var (first, middle) = Math.DivRem(front, EightPlaces);
            output[0] = (byte)('0' + first);
            WriteEight((uint)middle, output[1..]);
            length = 9;
        }

        WriteEight((uint)back, output[length..]);
        return length + 8;
    }

    private static int WriteShort(uint value, Span<byte> output)
    {
        Span<byte> eight = stackalloc byte[8];
        WriteEight(value, eight);
        var zeros = Math.Min(eight.IndexOfAnyExcept((byte)'0') is var at and >= 0 ? at : 7, 7);
        eight[zeros..].CopyTo(output);
        return 8 - zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
