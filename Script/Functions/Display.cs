using System.Globalization;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>
/// The rendering of <c>array::join</c> and of the test runner (spec: stdlib 1.6): strings without quotes, floats in their shortest digits without
/// exponent or forced fraction. Arrays, records and binaries, which the specification leaves open, are compact JSON.
/// </summary>
internal static class Display
{
    /// <summary>Stands for a value that is too large for <see cref="ToText"/>.</summary>
    public const string TooLarge = "a value that is too large to be shown";

    /// <summary>What <see cref="ToText"/> takes in parts, 16 bytes of text each.</summary>
    private const long MaxShownParts = 1 << 18;

    /// <summary>The text for a reader; <see cref="TooLarge"/> for a value whose text would have many megabytes, or that is too deep.</summary>
    public static string ToText(Value value)
    {
        var text = new TextBuilder();
        try
        {
            var parts = MaxShownParts;
            if (ValueDepth.Exceeds(value, ValueDepth.Max, ref parts)) return TooLarge;
            Write(value, text);
            return text.ToValue().AsText()!;
        }
        catch (Exception e) when (e is TextTooLongException or InsufficientExecutionStackException or OutOfMemoryException)
        {
            return TooLarge;
        }
    }

    public static void Write(Value value, TextBuilder text)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                text.Append(value.Utf8);
                break;
            case ValueKind.Float:
                value.TryGetDouble(out var number);
                Write(number, text);
                break;
            default:
                JsonText.Write(value, text);
                break;
        }
    }

    private static void Write(double number, TextBuilder text)
    {
        if (double.IsNaN(number))
        {
            text.Append("NaN"u8);
            return;
        }

        if (double.IsNegative(number)) text.Append((byte)'-');
        if (double.IsInfinity(number))
        {
            text.Append("inf"u8);
            return;
        }

        Span<byte> shortest = stackalloc byte[32];
        number = Math.Abs(number);
        number.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        // Of two powers of two the framework gives a digit too few.
        if (double.Parse(shortest[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != number)
            number.TryFormat(shortest, out length, "G17", CultureInfo.InvariantCulture);
        WritePlain(shortest[..length], text);
    }

    /// <summary>Digits with an optional point and exponent, written out.</summary>
    private static void WritePlain(ReadOnlySpan<byte> shortest, TextBuilder text)
    {
        var e = shortest.IndexOf((byte)'E');
        var exponent = e < 0 ? 0 : int.Parse(shortest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? shortest : shortest[..e];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        if (exponent >= 0)
        {
            text.Append(whole);
            var moved = Math.Min(exponent, fraction.Length);
            text.Append(fraction[..moved]);
            for (var i = moved; i < exponent; i++) text.Append((byte)'0');
            fraction = fraction[moved..];
            if (fraction.IsEmpty) return;
            text.Append((byte)'.');
            text.Append(fraction);
            return;
        }

        text.Append("0."u8);
        for (var i = exponent + whole.Length; i < 0; i++) text.Append((byte)'0');
        text.Append(whole);
        text.Append(fraction);
    }
}
