using System.Buffers.Text;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Engine.Values.Writing;

/// <summary>Numbers as text, exactly as the language prints them (spec: language 1.7, stdlib 1.6).</summary>
internal static class NumberText
{
    /// <summary>No number takes more bytes.</summary>
    public const int MaxLength = 32;

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

        // The digits come behind the room for the point, and those in front of it move up.
        var digits = DecimalDigits.Write(ShortestDecimal.Of(value, out var exponent), output[(at + 1)..]);
        var point = digits + exponent;
        if (point is <= LowestPlainExponent or > HighestPlainExponent + 1) return WriteExponent(digits, point - 1, output, at);
        if (point <= 0) return PutZerosInFront(digits, -point, output, at);
        if (point >= digits) return PutZerosBehind(digits, point - digits, output, at);
        for (var i = at; i < at + point; i++) output[i] = output[i + 1];
        output[at + point] = (byte)'.';
        return at + digits + 1;
    }

    private static int PutZerosInFront(int digits, int zeros, Span<byte> output, int at)
    {
        output.Slice(at + 1, digits).CopyTo(output[(at + 2 + zeros)..]);
        output.Slice(at, 2 + zeros).Fill((byte)'0');
        output[at + 1] = (byte)'.';
        return at + 2 + zeros + digits;
    }

    private static int PutZerosBehind(int digits, int zeros, Span<byte> output, int at)
    {
        output.Slice(at + 1, digits).CopyTo(output[at..]);
        at += digits;
        output.Slice(at, zeros).Fill((byte)'0');
        ".0"u8.CopyTo(output[(at + zeros)..]);
        return at + zeros + 2;
    }

    private static int WriteExponent(int digits, int exponent, Span<byte> output, int at)
    {
        output[at] = output[at + 1];
        output[at + 1] = (byte)'.';
        at += digits == 1 ? 1 : digits + 1;
        output[at++] = (byte)'e';
        return at + Write((long)exponent, output[at..]);
    }
}
