using System.Buffers;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tremor.Dataflow.Engine.Definitions.Yaml;

/// <summary>Where the characters of a scalar stand in the text of the document, whatever its style.</summary>
internal static class YamlPlaces
{
    private static readonly SearchValues<char> s_breaks = SearchValues.Create("\r\n\u0085\u2028\u2029");

    /// <summary>Where a node itself begins, behind its anchor and tag.</summary>
    public static int Content(string text, int start)
    {
        while (start < text.Length && text[start] is '&' or '!')
        {
            while (start < text.Length && !char.IsWhiteSpace(text[start])) start++;
            while (start < text.Length && char.IsWhiteSpace(text[start])) start++;
        }

        return start;
    }

    /// <summary>From an index of the scalar to the offset in the text; null where lines are folded.</summary>
    /// <param name="start">Of its first quote, its <c>|</c>, or its first character.</param>
    public static Func<int, int>? Of(string text, int start, int end, Scalar scalar)
    {
        if (scalar.Style == ScalarStyle.Literal) return index => InLiteral(text, start, scalar.Value, index);
        if (scalar.Style == ScalarStyle.Folded || text.AsSpan(start, end - start).ContainsAny(s_breaks)) return null;
        return scalar.Style switch
        {
            ScalarStyle.SingleQuoted => index => InSingleQuotes(text, start + 1, index),
            ScalarStyle.DoubleQuoted => index => InDoubleQuotes(text, start + 1, index),
            _ => index => start + index,
        };
    }

    private static int InSingleQuotes(string text, int at, int index)
    {
        for (; index > 0; index--) at += text[at] == '\'' ? 2 : 1;
        return at;
    }

    private static int InDoubleQuotes(string text, int at, int index)
    {
        while (index > 0)
        {
            var isPair = false;
            if (text[at] != '\\')
            {
                at++;
            }
            else if (text[at + 1] == 'U')
            {
                isPair = uint.Parse(text.AsSpan(at + 2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) > char.MaxValue;
                at += 10;
            }
            else
            {
                at += text[at + 1] == 'u' ? 6 : text[at + 1] == 'x' ? 4 : 2;
            }

            index -= isPair ? 2 : 1;
        }

        return at;
    }

    /// <summary>A line and column of the scalar are a line and column of the text, but for the indentation.</summary>
    private static int InLiteral(string text, int start, string value, int index)
    {
        var line = NextLine(text, start);
        var indentation = Indentation(text, line, value);
        var from = 0;
        while (value.AsSpan(from, index - from).IndexOfAny(s_breaks) is >= 0 and var length)
        {
            line = NextLine(text, line);
            from += length + 1;
        }

        var end = line + Math.Max(0, text.AsSpan(line).IndexOfAny(s_breaks) is var found && found < 0 ? text.Length - line : found);
        return Math.Min(end, line + Math.Min(indentation, Blanks(text.AsSpan(line))) + index - from);
    }

    /// <summary>By how much the lines of a literal block are indented: what the first one that is not empty has more in the text than in the scalar.</summary>
    private static int Indentation(string text, int line, string value)
    {
        foreach (var range in value.AsSpan().SplitAny(s_breaks))
        {
            var inner = value.AsSpan(range);
            if (!inner.IsWhiteSpace()) return Math.Max(0, Blanks(text.AsSpan(line)) - Blanks(inner));
            line = NextLine(text, line);
        }

        return 0;
    }

    private static int Blanks(ReadOnlySpan<char> line) => line.IndexOfAnyExcept(' ') is var length && length < 0 ? line.Length : length;

    private static int NextLine(string text, int at)
    {
        var found = text.AsSpan(at).IndexOfAny(s_breaks);
        if (found < 0) return text.Length;
        at += found + 1;
        return text[at - 1] == '\r' && at < text.Length && text[at] == '\n' ? at + 1 : at;
    }
}
