using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// A line of a source as a finding shows it: printable, and where it is long only the part around what is marked. Long lines take no more time than
/// short ones.
/// </summary>
/// <param name="Text">In one row, with <c>...</c> where something is left out.</param>
/// <param name="MarkAt">Columns of a terminal in front of what is marked; in a whole line, characters.</param>
/// <param name="MarkWidth">How wide that is, 1 at least.</param>
/// <param name="IsVerbatim">Whether it is the very line.</param>
internal readonly record struct SourceExcerpt(string Text, int MarkAt, int MarkWidth, bool IsVerbatim)
{
    /// <summary>How wide the part of a long line is.</summary>
    private const int MaxWidth = 160;

    private const int LongestWhole = 200;

    private const string Omission = "...";

    /// <summary>A line of which nothing is marked.</summary>
    public static SourceExcerpt Of(SourceText source, int line) => Of(source, line, 1, 1);

    /// <param name="line">From 1.</param>
    /// <param name="start">Column of the first marked character, from 1.</param>
    /// <param name="end">One past the last.</param>
    public static SourceExcerpt Of(SourceText source, int line, int start, int end)
    {
        var text = source.Line(line);
        if (text.Length > LongestWhole) return Clipped(source, text, line, start, end);
        var printable = PrintableText.SourceLine(text);
        var isVerbatim = ReferenceEquals(text, printable);
        var at = isVerbatim ? start : PrintedColumn(source, text, line, start);
        return new(printable, at - 1, Math.Max(1, (isVerbatim ? end : PrintedColumn(source, text, line, end)) - at), isVerbatim);
    }

    /// <summary>Where a column stands once the line is printable.</summary>
    private static int PrintedColumn(SourceText source, string text, int line, int column)
    {
        var before = text[..Math.Min(source.IndexOf(line, column) - source.IndexOf(line, 1), text.Length)];
        return column + PrintableText.SourceLine(before).EnumerateRunes().Count() - before.EnumerateRunes().Count();
    }

    private static SourceExcerpt Clipped(SourceText source, string text, int line, int start, int end)
    {
        var lineAt = source.IndexOf(line, 1);
        var first = Math.Min(source.IndexOf(line, start) - lineAt, text.Length);
        var last = Math.Clamp(source.IndexOf(line, end) - lineAt, first, text.Length);

        // A third of the room for what is in front, and more where the line ends soon.
        var room = MaxWidth - (2 * (Omission.Length + 1));
        var from = Back(text, first, Math.Max(room / 3, room - Width(text, first, Forth(text, first, room))));
        var to = Forth(text, from, room);
        var head = from == 0 ? "" : Omission + " ";
        var tail = to == text.Length ? "" : " " + Omission;
        var before = Width(text, from, first);
        var marked = Width(text, from, Math.Clamp(last, first, to)) - before;
        return new(head + Printable(text[from..to]) + tail, head.Length + before, Math.Max(1, marked), false);
    }

    /// <summary>The furthest index behind another one such that what is between fits.</summary>
    private static int Forth(string text, int from, int room)
    {
        var at = from;
        while (at < text.Length)
        {
            if ((room -= Room(text, at, out var length)) < 0) break;
            at += length;
        }

        return at;
    }

    /// <summary>The furthest index in front of another one such that what is between fits; no mark is parted from its letter.</summary>
    private static int Back(string text, int from, int room)
    {
        var at = from;
        var whole = from;
        while (at > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out var length);
            if ((room -= Room(text, at - length, out _)) < 0) break;
            at -= length;
            if (!PrintableText.IsMark(rune)) whole = at;
        }

        return at == 0 ? 0 : whole;
    }

    /// <summary>Room that a character takes away. Marks take some as well, so that there is an end to them.</summary>
    private static int Room(string text, int at, out int length)
    {
        length = 1;
        return text[at] == '\t' ? 1 : Math.Max(1, CellWidth.Of(PrintableText.Character(text, at, out length)));
    }

    private static int Width(string text, int from, int to) => CellWidth.Of(Printable(text[from..to]));

    private static string Printable(string text) => PrintableText.SourceLine(text).Replace('\t', ' ');
}
