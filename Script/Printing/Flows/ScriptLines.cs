using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>
/// The lines of a script as they were written, comments included, without the indentation that all of them share. Lines that begin inside a string keep
/// theirs, for it is part of the string.
/// </summary>
internal static class ScriptLines
{
    /// <summary>A line, and whether nothing may be put in front of it.</summary>
    public readonly record struct Line(string Text, bool IsFixed);

    public static IReadOnlyList<Line> Of(string text)
    {
        text = text.ReplaceLineEndings("\n").TrimEnd();
        text = text[(text.AsSpan().IndexOfAnyExcept(" \t\n") is > 0 and var first ? text.LastIndexOf('\n', first) + 1 : 0)..];
        var inside = Inside(text);
        var lines = new List<Line>();
        var at = 0;
        foreach (var line in text.Split('\n'))
        {
            lines.Add(new(line, inside.Contains(at)));
            at += line.Length + 1;
        }

        var shared = lines.Where(static l => !l.IsFixed && !string.IsNullOrWhiteSpace(l.Text)).Select(static l => Blanks(l.Text)).DefaultIfEmpty().Min();
        return [.. lines.Select(l => l.IsFixed ? l : new(l.Text.Length <= shared ? l.Text.Trim() : l.Text[shared..].TrimEnd(), false))];
    }

    /// <summary>As one text, which begins in the first column.</summary>
    public static string Text(string text) => string.Join('\n', Of(text).Select(static l => l.Text));

    /// <summary>A part of a text with the comments around it, from the beginning of its first line where nothing else stands there.</summary>
    public static string WithComments(SourceText source, TextSpan span)
    {
        var (text, start, end) = (source.Text, span.Start, span.End);
        var line = text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1;
        if (!string.IsNullOrWhiteSpace(text[line..start])) line = start;
        while (line > 0 && text[line - 1] == '\n' && text.LastIndexOf('\n', Math.Max(0, line - 2)) + 1 is var above && IsComment(text[above..line])) line = above;
        var rest = text.IndexOf('\n', end) is >= 0 and var next ? next : text.Length;
        while (IsComment(text[end..rest].TrimStart(';')))
        {
            end = rest;
            rest = end < text.Length && text.IndexOf('\n', end + 1) is >= 0 and var further ? further : text.Length;
        }

        return text[line..end];

        static bool IsComment(string line) => line.Trim() is ['#', not '#' and not '!', ..] or "#";
    }

    /// <summary>Offsets of lines that begin inside a token or a string.</summary>
    private static HashSet<int> Inside(string text)
    {
        var inside = new HashSet<int>();
        var (depth, from) = (0, 0);
        foreach (var token in Lexer.Tokenize(new SourceText("", text)))
        {
            if (depth > 0) Add(from, token.Start);
            Add(token.Start, token.End - 1);
            depth += token.Kind switch
            {
                TokenKind.StringStart or TokenKind.HeredocStart => 1,
                TokenKind.StringEnd or TokenKind.HeredocEnd => -1,
                _ => 0,
            };
            from = Math.Max(from, token.End - 1);
        }

        return inside;

        void Add(int start, int end)
        {
            for (var i = start; i < end && (i = text.IndexOf('\n', i, Math.Min(end, text.Length) - i)) >= 0; i++) inside.Add(i + 1);
        }
    }

    private static int Blanks(string line) => line.AsSpan().IndexOfAnyExcept(' ', '\t') is var found && found < 0 ? line.Length : found;
}
