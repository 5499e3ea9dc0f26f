using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// Whether a text is UTF-8. With AVX-512 by look-up of the high and low halves of each byte and the one before it (Keiser and
/// Lemire, 2021), half the time of the framework on twitter.json (<c>Perf -- json</c>); elsewhere the framework's.
/// </summary>
internal static unsafe class Utf8Check
{
    // What is wrong with a pair of bytes; a bit is set in all three look-ups when it is.
    private const byte TooShort = 1;
    private const byte TooLong = 2;
    private const byte Overlong3 = 4;
    private const byte TooLarge = 8;
    private const byte Surrogate = 16;
    private const byte Overlong2 = 32;
    private const byte TooLarge1000 = 64;
    private const byte Overlong4 = 64;
    private const byte TwoContinuations = 128;
    private const byte Carry = TooShort | TooLong | TwoContinuations;

    public static bool IsValid(byte* text, int length) =>
        Vector512Classifier.IsSupported ? IsValidWide(text, length) : Utf8.IsValid(new ReadOnlySpan<byte>(text, length));

    private static bool IsValidWide(byte* text, int length)
    {
        if (length < 128) return Utf8.IsValid(new ReadOnlySpan<byte>(text, length));

        // Each block looks at the three bytes before it. The first has none, the last few bytes are less than a block: the
        // framework takes them, from the start of the character that reaches over the seam.
        var start = 64;
        while (start > 60 && (text[start] & 0xC0) == 0x80) start--;
        if (!Utf8.IsValid(new ReadOnlySpan<byte>(text, start))) return false;

        var errors = Vector512<byte>.Zero;
        var at = start;
        for (; at + 64 <= length; at += 64)
        {
            var input = Vector512.Load(text + at);

            // A block of ASCII whose predecessor ends in ASCII has nothing to check.
            if ((input.ExtractMostSignificantBits() | (Unsafe.ReadUnaligned<uint>(text + at - 4) & 0x8080_8080)) == 0) continue;
            errors |= Errors(input, Vector512.Load(text + at - 1), Vector512.Load(text + at - 2), Vector512.Load(text + at - 3));
        }

        if (errors != Vector512<byte>.Zero) return false;
        var end = at;
        while (end > at - 4 && (text[end - 1] & 0xC0) == 0x80) end--;
        if (text[end - 1] >= 0xC0) end--;
        else end = at;
        return Utf8.IsValid(new ReadOnlySpan<byte>(text + end, length - end));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Errors(Vector512<byte> input, Vector512<byte> previous1, Vector512<byte> previous2, Vector512<byte> previous3)
    {
        const byte Anything = TooLong;
        const byte Large = Carry | TooLarge | TooLarge1000;
        const byte Continuation = TooLong | Overlong2 | TwoContinuations;
        var low = Vector512.Create((byte)0x0F);
        var byFirstHigh = Avx512BW.Shuffle(
            Repeat(Vector128.Create(
                Anything, Anything, Anything, Anything, Anything, Anything, Anything, Anything,
                TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
                TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000 | Overlong4)),
            (previous1.AsUInt16() >>> 4).AsByte() & low);
        var byFirstLow = Avx512BW.Shuffle(
            Repeat(Vector128.Create(
                Carry | Overlong3 | Overlong2 | Overlong4, Carry | Overlong2, Carry, Carry, Carry | TooLarge, Large, Large, Large,
                Large, Large, Large, Large, Large, Large | Surrogate, Large, Large)),
            previous1 & low);
        var bySecondHigh = Avx512BW.Shuffle(
            Repeat(Vector128.Create(
                TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
                Continuation | Overlong3 | TooLarge1000 | Overlong4, Continuation | Overlong3 | TooLarge,
                Continuation | Surrogate | TooLarge, Continuation | Surrogate | TooLarge, TooShort, TooShort, TooShort, TooShort)),
            (input.AsUInt16() >>> 4).AsByte() & low);
        var pairs = byFirstHigh & byFirstLow & bySecondHigh;

        // Two continuations in a row are right where, and only where, a character of three or four bytes wants them.
        var third = Avx512BW.SubtractSaturate(previous2, Vector512.Create((byte)(0xE0 - 0x80)));
        var fourth = Avx512BW.SubtractSaturate(previous3, Vector512.Create((byte)(0xF0 - 0x80)));
        return ((third | fourth) & Vector512.Create((byte)0x80)) ^ pairs;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Repeat(Vector128<byte> table) => Vector512.Create(Vector256.Create(table, table), Vector256.Create(table, table));
}
