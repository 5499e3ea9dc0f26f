using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Numbers as text, exactly as the language prints them (spec: language 1.7, stdlib 1.6).</summary>
internal static class NumberText
{
    /// <summary>Room that a number is written into. It takes 24 bytes of it at most; behind it others may change.</summary>
    public const int MaxLength = 64;

    private const int LowestPlainExponent = -5;
    private const ulong Zeros = 0x3030_3030_3030_3030;

    public static int Write(long value, Span<byte> output)
    {
        if (value >= 0) return Write((ulong)value, output);
        output[0] = (byte)'-';
        return 1 + Write((ulong)-value, output[1..]);
    }

    public static int Write(ulong value, Span<byte> output)
    {
        // Most integers of events.
        if (value < 10)
        {
            output[0] = (byte)('0' + value);
            return 1;
        }

        if (value < DecimalDigits.EightPlaces) return WriteShort((uint)value, output);
        if (value >= DecimalDigits.SixteenPlaces)
        {
            Utf8Formatter.TryFormat(value, output, out var written);
            return written;
        }

        var front = value / DecimalDigits.EightPlaces;
        var at = WriteShort((uint)front, output);
        BinaryPrimitives.WriteUInt64LittleEndian(output[at..], DecimalDigits.Eight((uint)(value - (front * DecimalDigits.EightPlaces))) | Zeros);
        return at + 8;
    }

    /// <summary>
    /// The shortest digits that round-trip; with the exponent e of the leading digit, plain notation with at least one fraction
    /// digit for -5 &lt;= e &lt;= 15, otherwise <c>1e16</c>, <c>1.5e-7</c>. JSON has no infinity and no NaN: they are <c>null</c>.
    /// </summary>
    public static int Write(double value, Span<byte> output)
    {
        // As many bytes for every number, though most are of no use: data that is all numbers gives branches nothing to guess by.
        output = output[..MaxLength];
        if (value == Math.Truncate(value) && Math.Abs(value) < 1e16) return WriteWhole(value, output);
        if (!double.IsFinite(value))
        {
            "null"u8.CopyTo(output);
            return "null"u8.Length;
        }

        ref var text = ref MemoryMarshal.GetReference(output);
        text = (byte)'-';
        var at = double.IsNegative(value) ? 1 : 0;
        text = ref Unsafe.Add(ref text, at);
        var digits = ShortestDecimal.Of(value, out var point);
        var first = digits / DecimalDigits.SixteenPlaces;
        var others = DecimalDigits.Sixteen(digits - (first * DecimalDigits.SixteenPlaces));
        var count = 33 - BitOperations.LeadingZeroCount(~Vector128.Equals(others, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF);
        others |= Vector128.Create((byte)'0');
        if (point > 0 && point < count)
        {
            // A gap for the point, then the last digit, which it has pushed out.
            var places = Vector128<byte>.Indices;
            var gap = Vector128.Create((byte)(point - 1));
            var spread = Vector128.ShuffleNative(others, places + Vector128.GreaterThan(places.AsSByte(), gap.AsSByte()).AsByte());
            text = (byte)('0' + first);
            others.StoreUnsafe(ref text, 2);
            Vector128.ConditionalSelect(Vector128.Equals(places, gap), Vector128.Create((byte)'.'), spread).StoreUnsafe(ref text, 1);
            return at + count + 1;
        }

        if (point is > 0 or <= LowestPlainExponent) return at + WriteExponent(first, others, count, point - 1, output[at..]);
        "0.000000"u8.CopyTo(output[at..]);
        text = ref Unsafe.Add(ref text, 2 - point);
        text = (byte)('0' + first);
        others.StoreUnsafe(ref text, 1);
        return at + 2 - point + count;
    }

    /// <summary>An integer below 10^8.</summary>
    private static int WriteShort(uint value, Span<byte> output)
    {
        var digits = DecimalDigits.Eight(value);
        var zeros = BitOperations.TrailingZeroCount(digits | (1UL << 56)) & ~7;
        BinaryPrimitives.WriteUInt64LittleEndian(output, (digits | Zeros) >> zeros);
        return 8 - (zeros / 8);
    }

    private static int WriteWhole(double value, Span<byte> output)
    {
        output[0] = (byte)'-';
        var at = double.IsNegative(value) ? 1 : 0;
        at += Write((ulong)Math.Abs(value), output[at..]);
        ".0"u8.CopyTo(output[at..]);
        return at + 2;
    }

    private static int WriteExponent(ulong first, Vector128<byte> others, int count, int exponent, Span<byte> output)
    {
        output[0] = (byte)('0' + first);
        output[1] = (byte)'.';
        others.CopyTo(output[2..]);
        var at = count == 1 ? 1 : count + 1;
        output[at++] = (byte)'e';
        return at + Write((long)exponent, output[at..]);
    }
}
