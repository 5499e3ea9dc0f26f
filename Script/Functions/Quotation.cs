using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Values in error messages: in backticks, printable, long ones cut.</summary>
internal static class Quotation
{
    private const int MaxRunes = 40;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        // A rune has at most four bytes and the cut must not fall into one.
        var shown = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * (MaxRunes + 1))]);
        var text = new StringBuilder("`");
        var count = 0;
        for (int at = 0, length; at < shown.Length; at += length)
        {
            if (count++ == MaxRunes) return text.Append("..`").ToString();
            text.Append(PrintableText.Character(shown, at, out length));
        }

        return text.Append('`').ToString();
    }

    /// <summary>A value that is no string, as compact JSON.</summary>
    public static string Of(Value value)
    {
        if (value.IsString) return Of(value.Utf8);
        return ValueDepth.Exceeds(value) ? "a value" : Of(Encoding.UTF8.GetBytes(ValueExcerpt.Of(value, 2 * (MaxRunes + 1))));
    }
}
