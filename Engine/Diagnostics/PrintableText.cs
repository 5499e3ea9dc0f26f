using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// Text of events and definitions as it may stand in messages: what is not seen as itself is written as an escape, so that it cannot move the cursor,
/// turn the direction of writing, begin a line that looks like another message or make two names look the same. That is everything but letters,
/// digits, punctuation, symbols, the plain blank, and marks on a letter or digit; joiners and variation selectors of emoji are escaped too.
/// </summary>
public static class PrintableText
{
    /// <summary>Marks on one letter; living scripts need five. More would paint over the lines around.</summary>
    private const int MostMarks = 8;

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

    /// <summary>The character at an index as <see cref="Line"/> shows it.</summary>
    /// <param name="length">That of the character in the text.</param>
    public static string Character(string text, int at, out int length) =>
        IsPrintable(text, at, keep: "", out length) ? text.Substring(at, length) : Escape(text, at, length);

    /// <summary>Whether a character belongs to the one in front of it.</summary>
    internal static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>The index, or the one before it where it would cut a pair.</summary>
    private static int Whole(string text, int index) => char.IsLowSurrogate(text[index]) ? index - 1 : index;

    private static bool IsPrintable(string text, string keep)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return true;
        for (var at = 0; at < text.Length;)
        {
            if (!IsPrintable(text, at, keep, out var length)) return false;
            at += length;
        }

        return true;
    }

    /// <summary>Whether the character at <paramref name="at"/> is seen, as itself; half a surrogate pair is one that is not.</summary>
    /// <param name="length">That of the character in the text.</param>
    private static bool IsPrintable(string text, int at, string keep, out int length)
    {
        length = 1;
        if (text[at] is >= ' ' and <= '~' || keep.Contains(text[at])) return true;
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) != OperationStatus.Done || IsBlank(rune)) return false;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => !IsMark(rune) || HasBase(text.AsSpan(0, at)),
        };
    }

    /// <summary>Whether a mark behind a text stands on a letter or digit, not too many between: without, it would change what is around.</summary>
    private static bool HasBase(ReadOnlySpan<char> before)
    {
        for (var marks = 0; marks < MostMarks && Rune.DecodeLastFromUtf16(before, out var rune, out var length) == OperationStatus.Done && !IsBlank(rune); marks++)
        {
            if (Rune.IsLetter(rune) || Rune.IsNumber(rune)) return true;
            if (!IsMark(rune)) return false;
            before = before[..^length];
        }

        return false;
    }

    /// <summary>
    /// Letters, marks and symbols that show nothing: those to be ignored where they are not supported (<c>Default_Ignorable_Code_Point</c> of
    /// Unicode 16, without what is of the category format or not assigned), and a few that are white by design.
    /// </summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x034F or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or 0xFFFC or 0x16FE4 or 0x1D159 or (>= 0xE0000 and <= 0xE0FFF);

    private static string Escaped(string text, string keep)
    {
        var escaped = new StringBuilder();
        for (int at = 0, length; at < text.Length; at += length)
        {
            if (IsPrintable(text, at, keep, out length)) escaped.Append(text, at, length);
            else escaped.Append(Escape(text, at, length));
        }

        return escaped.ToString();
    }

    private static string Escape(string text, int at, int length) => text[at] switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        var unit when length == 1 => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{{{char.ConvertToUtf32(text, at):x}}}"),
    };
}
