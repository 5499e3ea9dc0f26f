using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tremor.Dataflow.Engine.Numbers;

/// <summary>Reads digits eight at a time, by arithmetic on all bytes of a word.</summary>
internal static class EightDigits
{
    private const ulong Zeros = 0x3030_3030_3030_3030;
    private const ulong HighBits = 0x8080_8080_8080_8080;
    private const ulong EveryFourth = 0x0000_00FF_0000_00FF;

    /// <summary>Carries into the high bit of a byte from 10 on.</summary>
    private const ulong PastNine = 0x7676_7676_7676_7676;

    private static ReadOnlySpan<uint> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Reads the digits from <paramref name="at"/> on and moves it behind them.</summary>
    /// <param name="value">What was read before; the digits are put behind its own, and what does not fit is lost.</param>
    public static void Read(ReadOnlySpan<byte> text, ref int at, ref ulong value)
    {
        while (at < text.Length)
        {
            var digits = WordAt(text, at) ^ Zeros;
            var others = ((digits + PastNine) | digits) & HighBits;
            var count = BitOperations.TrailingZeroCount(others) / 8;
            if (count == 0) return;
            value = (value * Powers[count]) + Value(digits << (64 - (8 * count)));
            at += count;
            if (count < sizeof(ulong)) return;
        }
    }

    /// <summary>The eight bytes from a place on, zeros for what is behind the end.</summary>
    private static ulong WordAt(ReadOnlySpan<byte> text, int at)
    {
        var missing = sizeof(ulong) - (text.Length - at);
        if (missing <= 0) return BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
        if (text.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]) >> (8 * missing);
        ulong word = 0;
        for (var i = text.Length - 1; i >= at; i--) word = (word << 8) | text[i];
        return word;
    }

    /// <summary>The integer of eight digits: a byte each, from 0 to 9, the first in the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Value(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        var pairs = ((digits & EveryFourth) * (100 + (1_000_000UL << 32))) + (((digits >> 16) & EveryFourth) * (1 + (10_000UL << 32)));
        return (uint)(pairs >> 32);
    }
}
