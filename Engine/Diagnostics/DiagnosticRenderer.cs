using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>How to show a finding.</summary>
public sealed record RenderOptions
{
    /// <summary>Whether the header names the file and the place.</summary>
    public bool ShowFile { get; init; }

    /// <summary>Whether to use ANSI colours; the text is the same.</summary>
    public bool Colour { get; init; }

    /// <summary>Where there are colours: a line of a source, counted from 1, with the colours of its words; null shows it without.</summary>
    public Func<SourceText, int, string>? ColouredLine { get; init; }
}

/// <summary>Shows findings to people (spec: language 13): the source lines, the span underlined, the message, the hint.</summary>
public static class DiagnosticRenderer
{
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Cyan = "\e[36m";
    private const string Bold = "\e[1m";
    private const string Reset = "\e[0m";
    private const string Margin = "      | ";
    private const string ErrorHeader = "Error: ";

    /// <summary>The rendering; every line ends with LF and one more LF follows the last.</summary>
    public static string Render(Diagnostic finding, RenderOptions? options = null)
    {
        options ??= new();
        var text = new StringBuilder();
        var tint = !options.Colour ? "" : finding.Severity switch
        {
            Severity.Error => Red,
            Severity.Warning => Yellow,
            _ => Cyan,
        };
        var end = options.Colour ? Reset : "";
        if (options.Colour) text.Append(Bold).Append(tint);
        text.Append(Header(finding, options.ShowFile)).Append(end);
        if (finding.Span is { } span)
        {
            text.Append('\n');
            AppendSource(text, finding, span, options.Colour ? options.ColouredLine : null, tint, end);
        }
        else
        {
            text.Append(PrintableText.Clipped(finding.Message)).Append('\n');
            if (finding.Hint is not null) text.Append("NOTE: ").Append(PrintableText.Clipped(finding.Hint)).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    /// <summary>The message alone, of a text that may be a rendering; of any other text its first line.</summary>
    internal static string MessageOf(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(Margin)) continue;
            var marks = line[Margin.Length..].TrimStart(' ');
            if (marks.TrimStart('^') is [' ', .. var message] && marks[0] == '^') return message.ToString();
        }

        var start = text.StartsWith(ErrorHeader, StringComparison.Ordinal) ? text.AsSpan(ErrorHeader.Length) : text;
        start = start.TrimStart();
        return (start.IndexOfAny('\r', '\n') is >= 0 and var end ? start[..end] : start).ToString();
    }

    private static string Header(Diagnostic finding, bool showFile)
    {
        var severity = finding.Severity switch
        {
            Severity.Error => "Error",
            Severity.Warning => $"Warning({finding.Code})",
            _ => "Hint",
        };
        if (!showFile || finding.Place is not { } place) return $"{severity}: ";

        // The lines that are shown of a text inside a definition have numbers of their own.
        var pointer = string.IsNullOrEmpty(finding.Pointer) ? "" : $"at {PrintableText.Clipped(finding.Pointer)} ";
        var span = finding.Span.GetValueOrDefault();
        var inside = span.Source.Origin is null ? "" : $"(its line {span.Start.Line}, column {span.Start.Column}) ";
        return $"{severity} in {place} {pointer}{inside}";
    }

    private static void AppendSource(
        StringBuilder text, Diagnostic finding, SourceSpan span, Func<SourceText, int, string>? colouredLine, string tint, string end)
    {
        var outer = finding.Outer ?? span;
        var first = Math.Max(1, outer.Start.Line);
        var last = Math.Max(first, outer.End.Line);
        var marked = Math.Clamp(span.End.Line, first, last);
        for (var line = first; line <= last; line++)
        {
            if (Omitted(line, first, marked, last) is > 0 and var omitted)
            {
                text.Append(Margin).Append(CultureInfo.InvariantCulture, $"... {omitted:N0} lines\n");
                line += omitted;
            }

            var excerpt = line != marked ? SourceExcerpt.Of(span.Source, line) : SourceExcerpt.Of(span.Source, line, span.Start.Line == span.End.Line ? span.Start.Column : 1, span.End.Column);

            // Colours are made for the line as it is.
            text.Append($"{line,5} | ").Append(excerpt.IsVerbatim && colouredLine is not null ? colouredLine(span.Source, line) : excerpt.Text).Append('\n');
            if (line == marked) AppendMarks(text, finding, excerpt, tint, end);
        }
    }

    /// <summary>How many lines from this one on are left out of a context that is too long: all but its ends and those around the marked one.</summary>
    private static int Omitted(int line, int first, int marked, int last)
    {
        const int most = 40;
        const int kept = 3;
        const int around = 8;
        if (last - first < most) return 0;
        if (line == first + kept && marked - around > line) return marked - around - line;
        return line == marked + kept && last - kept + 1 > line ? last - kept + 1 - line : 0;
    }

    private static void AppendMarks(StringBuilder text, Diagnostic finding, SourceExcerpt excerpt, string tint, string end)
    {
        text.Append(Margin).Append(' ', excerpt.MarkAt).Append(tint).Append('^', excerpt.MarkWidth).Append(' ').Append(PrintableText.Clipped(finding.Message)).Append(end).Append('\n');
        if (finding.Hint is not null) text.Append(Margin).Append(' ', excerpt.MarkAt + excerpt.MarkWidth + 1).Append("NOTE: ").Append(PrintableText.Clipped(finding.Hint)).Append('\n');
    }
}
