using System.Buffers.Text;
using System.Globalization;

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

    /// <summary>Takes digits and exponent from the framework's shortest form and sets them as the language wants them.</summary>
    private static int Arrange(double value, Span<byte> output)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text = text[..length];

        var at = 0;
        if (text[0] == '-')
        {
            output[at++] = (byte)'-';
            text = text[1..];
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var count = 0;
        var exponent = 0;
        var pointAt = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                pointAt = count;
            }
            else if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits[count++] = c;
            }
        }

        // The value is 0.d1d2... x 10^point, once leading zeros are gone.
        var point = (pointAt < 0 ? count : pointAt) + exponent;
        var first = 0;
        while (first < count - 1 && digits[first] == '0') first++;
        digits = digits[first..count];
        point -= first;
        var used = digits.TrimEnd((byte)'0').Length;
        digits = digits[..Math.Max(1, used)];
        if (used == 0) point = 1;

        var leading = point - 1;
        return leading is < LowestPlainExponent or > HighestPlainExponent
            ? WriteScientific(digits, leading, output, at)
            : WritePlain(digits, point, output, at);
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
