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

        var shortest = ShortestDecimal.Of(value, out var exponent);
        Span<byte> digits = stackalloc byte[MaxLength];
        digits = digits[..Write(shortest, digits)];
        var leading = digits.Length + exponent - 1;
        return leading is < LowestPlainExponent or > HighestPlainExponent
            ? WriteScientific(digits, leading, output, at)
            : WritePlain(digits, leading + 1, output, at);
    }

    private static int WritePlain(ReadOnlySpan<byte> digits, int point, Span<byte> output, int at)
    {
        if (point <= 0)
        {
            "0."u8.CopyTo(output[at..]);
            at += 2;
            output.Slice(at, -point).Fill((byte)'0');
            at += -point;
            digits.CopyTo(output[at..]);
            return at + digits.Length;
        }

        var whole = Math.Min(point, digits.Length);
        digits[..whole].CopyTo(output[at..]);
        at += whole;
        output.Slice(at, point - whole).Fill((byte)'0');
        at += point - whole;
        output[at++] = (byte)'.';
        if (whole == digits.Length)
        {
            output[at++] = (byte)'0';
            return at;
        }

        digits[whole..].CopyTo(output[at..]);
        return at + digits.Length - whole;
    }

    private static int WriteScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> output, int at)
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
