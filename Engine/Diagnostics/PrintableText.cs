using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// Text of events and definitions as it may stand in messages: what is not printable is written as an escape, so that it cannot move the cursor,
/// turn the direction of writing or begin a line that looks like another message.
/// </summary>
public static class PrintableText
{
    /// <summary>The text in one line: <c>\n</c>, <c>\r</c> and <c>\t</c>, all else as <c>\u001b</c> or <c>\u{e0001}</c>. Mostly the text itself.</summary>
    public static string Line(string text) => IsPrintable(text, keep: "") ? text : Escaped(text, keep: "");

    /// <summary>As <see cref="Line"/>, but <see cref="Shortened"/>.</summary>
    public static string Clipped(string text) => Line(Shortened(text));

    /// <summary>The start of a text, of at most <paramref name="most"/> characters, and dots where there is more.</summary>
    public static string Start(string text, int most) => text.Length <= most ? text : $"{text.AsSpan(0, Whole(text, most))}...";

    /// <summary>Of a text of more than 2,000 characters only its ends, and how much is between them. Mostly the text itself.</summary>
    public static string Shortened(string text)
    {
        const int most = 2000;
        const int head = 1500;
        const int tail = 300;
        if (text.Length <= most) return text;
        var (first, last) = (Whole(text, head), Whole(text, text.Length - tail));
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, first)} ... {last - first:N0} characters ... {text.AsSpan(last)}");
    }

    /// <summary>As <see cref="Line"/>, but tabs stay.</summary>
    public static string SourceLine(string text) => IsPrintable(text, keep: "\t") ? text : Escaped(text, keep: "\t");

    /// <summary>As <see cref="Line"/>, but tabs and line feeds stay: for text whose lines may look like anything.</summary>
    public static string Each(string lines) => IsPrintable(lines, keep: "\t\n") ? lines : Escaped(lines, keep: "\t\n");

    /// <summary>As <see cref="Line"/>, but tabs and line feeds stay, and each line after the first begins with a blank, if need be with four.</summary>
    public static string Lines(string text)
    {
        var printable = Each(text);
        var lines = printable.Split('\n');
        return lines.Length == 1 ? printable : string.Join('\n', lines.Select(static (line, at) => at == 0 || line is "" or [' ', ..] ? line : "    " + line));
    }

    /// <summary>The index, or the one before it where it would cut a pair.</summary>
    private static int Whole(string text, int index) => char.IsLowSurrogate(text[index]) ? index - 1 : index;

    private static bool IsPrintable(string text, string keep)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return true;
        foreach (var rune in text.EnumerateRunes())
            if (!IsPrintable(rune, keep)) return false;
        return true;
    }

    private static bool IsPrintable(Rune rune, string keep) => (rune.IsBmp && keep.Contains((char)rune.Value)) || Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => false,

        // Joiners belong to the letters around them.
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        _ => true,
    };

    private static string Escaped(string text, string keep)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPrintable(rune, keep)) escaped.Append(rune);
            else if (rune.Value is '\n' or '\r' or '\t') escaped.Append('\\').Append(rune.Value switch { '\n' => 'n', '\r' => 'r', _ => 't' });
            else if (rune.IsBmp) escaped.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        }

        return escaped.ToString();
    }
}
