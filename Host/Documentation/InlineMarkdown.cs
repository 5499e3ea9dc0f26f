using System.Text;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>A piece of text between two blanks at which a line may end.</summary>
/// <param name="Text">With its colours.</param>
/// <param name="Width">Without them.</param>
internal readonly record struct Word(string Text, int Width);

/// <summary>Code, emphasis and links within a line of Markdown.</summary>
internal sealed class InlineMarkdown(bool colour)
{
    public const string Bold = "\e[1m";
    public const string CodeColour = "\e[36m";
    public const string Reset = "\e[0m";

    /// <summary>The words of a text. Code keeps its backticks where there are no colours; of a link only the text is shown.</summary>
    public List<Word> Words(string text)
    {
        var words = new List<Word>();
        var word = new StringBuilder();
        var width = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                End();
                i++;
            }
            else if (text[i] == '`' && CodeAt(text, i, out var code, out var end))
            {
                Add(colour ? $"{CodeColour}{code}{Reset}" : text[i..end], colour ? code.Length : end - i);
                i = end;
            }
            else if (text[i] == '*' && text.AsSpan(i).StartsWith("**") && text.IndexOf("**", i + 2, StringComparison.Ordinal) is > 0 and var close)
            {
                var strong = text[(i + 2)..close];
                Add(colour ? $"{Bold}{strong}{Reset}" : strong, strong.Length);
                i = close + 2;
            }
            else if (text[i] == '[' && text.IndexOf("](", i, StringComparison.Ordinal) is > 0 and var middle && text.IndexOf(')', middle) is > 0 and var last)
            {
                foreach (var shown in Words(text[(i + 1)..middle])) Add(shown.Text, shown.Width);
                i = last + 1;
            }
            else Add(text[i++].ToString(), 1);
        }

        End();
        return words;

        void Add(string piece, int pieceWidth)
        {
            word.Append(piece);
            width += pieceWidth;
        }

        void End()
        {
            if (word.Length == 0) return;
            words.Add(new Word(word.ToString(), width));
            word.Clear();
            width = 0;
        }
    }

    /// <summary>Breaks words into lines of a width, 0 for one line; a word that is wider has a line of its own.</summary>
    public static List<List<Word>> Lines(List<Word> words, int width)
    {
        var lines = new List<List<Word>> { new() };
        var at = 0;
        foreach (var word in words)
        {
            if (width > 0 && at > 0 && at + 1 + word.Width > width)
            {
                lines.Add([]);
                at = 0;
            }

            at += word.Width + (at > 0 ? 1 : 0);
            lines[^1].Add(word);
        }

        return lines;
    }

    public static int WidthOf(List<Word> words) => words.Sum(static w => w.Width) + Math.Max(0, words.Count - 1);

    public static void Append(List<Word> words, StringBuilder text) => text.AppendJoin(' ', words.Select(static w => w.Text));

    /// <summary>Code between as many backticks as open it; the blanks that keep other backticks away do not belong to it.</summary>
    private static bool CodeAt(string text, int start, out string code, out int end)
    {
        var ticks = 0;
        while (start + ticks < text.Length && text[start + ticks] == '`') ticks++;
        var close = text.IndexOf(text.Substring(start, ticks), start + ticks, StringComparison.Ordinal);
        (code, end) = ("", 0);
        if (close < 0) return false;
        code = text[(start + ticks)..close];
        if (ticks > 1) code = code.Trim(' ');
        end = close + ticks;
        return true;
    }
}
