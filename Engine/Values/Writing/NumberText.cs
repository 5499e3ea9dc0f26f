using System.Buffers.Text;
using System.Runtime.Intrinsics;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Numbers as text, exactly as the language prints them (spec: language 1.7, stdlib 1.6).</summary>
internal static class NumberText
{
    /// <summary>Room that a number is written into. It takes 24 bytes of it at most; behind it others may change.</summary>
    public const int MaxLength = 64;

    private const int LowestPlainExponent = -5;
    private const int HighestPlainExponent = 15;

    public static int Write(long value, Span<byte> output)
    {
        Utf8Formatter.TryFormat(value, output, out var written);
        return written;
    }

    public static int Write(ulong value, Span<byte> output)
    {
        Utf8Formatter.TryFormat(value, output, out var written);
        return written;
    }

    /// <summary>
    /// The shortest digits that round-trip; with the exponent e of the leading digit, plain notation with at least one fraction
    /// digit for -5 &lt;= e &lt;= 15, otherwise <c>1e16</c>, <c>1.5e-7</c>. JSON has no infinity and no NaN: they are <c>null</c>.
    /// </summary>
    public static int Write(double value, Span<byte> output)
    {
        if (!double.IsFinite(value))
        {
            "null"u8.CopyTo(output);
            return "null"u8.Length;
        }

        if (value == Math.Truncate(value) && Math.Abs(value) < 9007199254740992.0 && (value != 0 || !double.IsNegative(value)))
        {
            var length = Write((long)value, output);
            ".0"u8.CopyTo(output[length..]);
            return length + 2;
        }

        return Arrange(value, output);
    }

    /// <summary>Sets digits and exponent as the language wants them.</summary>
    private static int Arrange(double value, Span<byte> output)
    {
        var at = 0;
        if (double.IsNegative(value)) output[at++] = (byte)'-';
        if (value == 0)
        {
            "0.0"u8.CopyTo(output[at..]);
            return at + 3;
        }

        var shortest = ShortestDecimal.Of(value, out var exponent);
        var count = DecimalDigits.Count(shortest);
        Span<byte> places = stackalloc byte[DecimalDigits.Places + Vector256<byte>.Count];
        DecimalDigits.Write(shortest, places);
        var digits = places[(DecimalDigits.Places - count)..];
        var point = count + exponent;
        if (point > 0 && point < count)
        {
            // As many bytes for every number, though most are of no use.
            CopyVector(digits, output[at..]);
            CopyVector(digits[point..], output[(at + point + 1)..]);
            output[at + point] = (byte)'.';
            return at + count + 1;
        }

        digits = digits[..count];
        if (point is <= LowestPlainExponent or > HighestPlainExponent + 1) return WriteExponent(digits, point - 1, output, at);
        return point <= 0 ? PutZerosInFront(digits, -point, output, at) : PutZerosBehind(digits, point - count, output, at);
    }

    private static void CopyVector(ReadOnlySpan<byte> from, Span<byte> to) => Vector256.Create(from).CopyTo(to);

    private static int PutZerosInFront(ReadOnlySpan<byte> digits, int zeros, Span<byte> output, int at)
    {
        output.Slice(at, 2 + zeros).Fill((byte)'0');
        output[at + 1] = (byte)'.';
        at += 2 + zeros;
        digits.CopyTo(output[at..]);
        return at + digits.Length;
    }

    private static int PutZerosBehind(ReadOnlySpan<byte> digits, int zeros, Span<byte> output, int at)
    {
        digits.CopyTo(output[at..]);
        at += digits.Length;
        output.Slice(at, zeros).Fill((byte)'0');
        ".0"u8.CopyTo(output[(at + zeros)..]);
        return at + zeros + 2;
    }

    private static int WriteExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> output, int at)
    {
        output[at++] = digits[0];
        if (digits.Length > 1)
        {
            output[at++] = (byte)'.';
            digits[1..].CopyTo(output[at..]);
            at += digits.Length - 1;
        }

        output[at++] = (byte)'e';
        return at + Write((long)exponent, output[at..]);
    }
}
