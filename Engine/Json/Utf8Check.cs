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

    /// <param name="blocks">The offsets of all aligned blocks of 64 bytes that have a byte above 0x7F, in order.</param>
    public static bool IsValid(byte* text, int length, uint* blocks, int count) =>
        Vector512Classifier.IsSupported && length >= 128
            ? IsValidWide(text, length, blocks, count)
            : Utf8.IsValid(new ReadOnlySpan<byte>(text, length));

    private static bool IsValidWide(byte* text, int length, uint* blocks, int count)
    {
        // Each block looks at the three bytes before it. The first has none, the last few bytes are less than a block: the
        // framework takes them, from the start of the character that reaches over the seam.
        var start = 64;
        while (start > 60 && (text[start] & 0xC0) == 0x80) start--;
        if (!Utf8.IsValid(new ReadOnlySpan<byte>(text, start))) return false;

        var errors = ErrorsAt(text + start);
        var full = length & ~63;
        for (var i = 0; i < count; i++)
        {
            var at = (int)blocks[i];
            if (at == 0 || at == full) continue;
            errors |= ErrorsAt(text + at);

            // What is wanted behind its end and not there is found in the next one, which may be ASCII.
            if ((Unsafe.ReadUnaligned<uint>(text + at + 60) & 0x8080_8080) != 0 && at + 64 < full) errors |= ErrorsAt(text + at + 64);
        }

        if (errors != Vector512<byte>.Zero) return false;
        var end = full;
        while (end > full - 4 && (text[end - 1] & 0xC0) == 0x80) end--;
        if (text[end - 1] >= 0xC0) end--;
        else end = full;
        return Utf8.IsValid(new ReadOnlySpan<byte>(text + end, length - end));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> ErrorsAt(byte* text) =>
        Errors(Vector512.Load(text), Vector512.Load(text - 1), Vector512.Load(text - 2), Vector512.Load(text - 3));

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
