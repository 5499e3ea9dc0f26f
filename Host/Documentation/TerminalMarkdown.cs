using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>
/// Shows Markdown to people: headings, paragraphs, lists, tables and code, with colours and lines that fit on a terminal, and as aligned plain text
/// elsewhere. Knows what the manual and doc comments use; anything else is shown as it is.
/// </summary>
/// <param name="width">How wide lines may be; 0 for any width.</param>
internal sealed class TerminalMarkdown(TextWriter output, bool colour, int width)
{
    private const int CodeIndent = 4;
    private const int ColumnGap = 2;
    private const int MinWidth = 12;

    private readonly InlineMarkdown _inline = new(colour);
    private readonly List<string> _paragraph = [];
    private readonly List<string[]> _table = [];
    private bool _isInCode;

    public static void Write(string markdown, TextWriter output, bool colour, int width) => new TerminalMarkdown(output, colour, width).Write(markdown);

    private void Write(string markdown)
    {
        foreach (var line in PrintableText.Each(markdown.TrimEnd('\n')).Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Flush();
                _isInCode = !_isInCode;
            }
            else if (_isInCode) Code(line);
            else if (line.StartsWith('|')) _table.Add(Cells(line));
            else if (line.Length == 0)
            {
                Flush();
                output.Write('\n');
            }
            else if (line.StartsWith('#')) Heading(line);
            else
            {
                if (line.StartsWith("- ", StringComparison.Ordinal)) Flush();
                _paragraph.Add(line);
            }
        }

        Flush();
    }

    private void Heading(string line)
    {
        Flush();
        var text = line.TrimStart('#').Trim();
        output.Write(colour ? $"{InlineMarkdown.Bold}{text}{InlineMarkdown.Reset}\n" : $"{text}\n");
    }

    private void Code(string line)
    {
        output.Write(new string(' ', line.Length == 0 ? 0 : CodeIndent));
        output.Write(colour && line.Length > 0 ? $"{InlineMarkdown.CodeColour}{line}{InlineMarkdown.Reset}\n" : $"{line}\n");
    }

    private void Flush()
    {
        if (_paragraph.Count > 0)
        {
            // Lines are joined only where they are wrapped anew.
            if (width > 0) Wrap(string.Join(' ', _paragraph));
            else
                foreach (var line in _paragraph) Wrap(line);
            _paragraph.Clear();
        }

        if (_table.Count > 0) Table();
    }

    /// <summary>Columns as wide as they need to be; the widest gives way to the width of the terminal.</summary>
    private void Table()
    {
        // Headings that name nothing but the first column say nothing on a terminal.
        var body = _table.Count > 1 && _table[1].All(static c => c.Length > 0 && c.Trim('-', ':').Length == 0) ? _table.Skip(2) : _table;
        var head = body == _table || _table[0].Count(static c => c.Length > 0) < 2 ? [] : _table.Take(1);
        var rows = head.Concat(body).Select(r => r.Select(_inline.Words).ToArray()).ToList();
        var columns = rows.Max(static r => r.Length);
        var widths = Enumerable.Range(0, columns).Select(c => rows.Max(r => c < r.Length ? InlineMarkdown.WidthOf(r[c]) : 0)).ToArray();
        if (width > 0)
        {
            var surplus = widths.Sum() + (ColumnGap * (columns - 1)) - width;
            var widest = Array.IndexOf(widths, widths.Max());
            if (surplus > 0) widths[widest] = Math.Max(MinWidth, widths[widest] - surplus);
        }

        foreach (var row in rows) Row(row, widths);
        _table.Clear();
    }

    private void Row(List<Word>[] row, int[] widths)
    {
        var cells = row.Select((words, column) => InlineMarkdown.Lines(words, width > 0 ? widths[column] : 0)).ToArray();
        for (var line = 0; line < cells.Max(static c => c.Count); line++)
        {
            var text = new StringBuilder();
            var shown = 0;
            var start = 0;
            for (var column = 0; column < cells.Length; start += widths[column] + ColumnGap, column++)
            {
                if (line >= cells[column].Count || cells[column][line].Count == 0) continue;
                text.Append(' ', start - shown);
                InlineMarkdown.Append(cells[column][line], text);
                shown = start + InlineMarkdown.WidthOf(cells[column][line]);
            }

            output.Write(text.Append('\n'));
        }
    }

    /// <summary>A paragraph, or an item of a list with its lines below each other.</summary>
    private void Wrap(string paragraph)
    {
        var mark = paragraph.StartsWith("- ", StringComparison.Ordinal) ? "- " : "";
        var isFirst = true;
        foreach (var line in InlineMarkdown.Lines(_inline.Words(paragraph[mark.Length..]), width > 0 ? Math.Max(MinWidth, width - mark.Length) : 0))
        {
            var text = new StringBuilder().Append(isFirst ? mark : new string(' ', mark.Length));
            InlineMarkdown.Append(line, text);
            output.Write(text.Append('\n'));
            isFirst = false;
        }
    }

    /// <summary>The cells of a table's line; <c>\|</c> is a bar.</summary>
    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] == '|') cell.Append(line[++i]);
            else if (line[i] != '|') cell.Append(line[i]);
            else
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
        }

        return cells.Count == 0 ? [""] : [.. cells];
    }
}
