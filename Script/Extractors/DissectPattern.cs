using System.Text;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Extractors;

internal enum DissectStep
{
    /// <summary>The input must go on with a text.</summary>
    Delimiter,

    /// <summary>As many repetitions of a text as there are.</summary>
    Padding,

    /// <summary><c>%{}</c>: captures and forgets.</summary>
    Skip,

    /// <summary><c>%{name}</c>.</summary>
    Field,

    /// <summary><c>%{+name}</c>.</summary>
    Append,

    /// <summary><c>%{?name}</c>: captures the name of a field.</summary>
    Name,

    /// <summary><c>%{&amp;name}</c>: captures into the field so named.</summary>
    Indirect,
}

internal enum DissectType
{
    Text,
    Integer,
    Float,
}

/// <param name="Text">Of a delimiter or padding.</param>
/// <param name="Name">Of a capture.</param>
internal sealed record DissectItem(DissectStep Step, byte[] Text, FieldName? Name = null, DissectType Type = DissectType.Text)
{
    public bool IsCapture => Step > DissectStep.Padding;
}

/// <summary>Reads the argument of <c>dissect</c> into the steps of a match (spec: language 9.5).</summary>
internal static class DissectPattern
{
    private const string PaddingStart = "%{_(";

    /// <exception cref="InvalidExtractorException">The pattern is wrong.</exception>
    public static DissectItem[] Parse(string pattern)
    {
        var items = new List<DissectItem>();
        var at = 0;
        while (at < pattern.Length)
        {
            if (pattern.AsSpan(at).StartsWith("%{"))
            {
                Add(items, pattern.AsSpan(at).StartsWith(PaddingStart) ? PaddingWith(pattern, ref at) : Directive(pattern, ref at));
            }
            else
            {
                Add(items, new DissectItem(DissectStep.Delimiter, Text(pattern, ref at, ["%{"])));
            }
        }

        return [.. items];
    }

    private static void Add(List<DissectItem> items, DissectItem item)
    {
        if (items is [.., var last])
        {
            if (last.IsCapture && item.IsCapture) throw new InvalidExtractorException("two captures follow each other with nothing between them");
            if (last.Step == DissectStep.Padding && item.Step == DissectStep.Delimiter && item.Text.AsSpan().StartsWith(last.Text))
                throw new InvalidExtractorException("the text behind a padding begins with the padding's own text, which the padding takes");
        }

        items.Add(item);
    }

    /// <summary>The text up to the first of <paramref name="ends"/> or the end of the pattern; in it a backslash escapes.</summary>
    private static byte[] Text(string pattern, ref int at, ReadOnlySpan<string> ends)
    {
        var text = new StringBuilder();
        for (; at < pattern.Length && !StartsWithAny(pattern.AsSpan(at), ends); at++)
        {
            if (pattern[at] != '\\')
            {
                text.Append(pattern[at]);
                continue;
            }

            at++;
            text.Append(at < pattern.Length
                ? pattern[at] switch
                {
                    '\\' or ')' or '}' or '%' => pattern[at],
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    var other => throw new InvalidExtractorException($"`\\{other}` is no escape; there are `\\\\`, `\\n`, `\\r`, `\\t`, `\\)`, `\\}}` and `\\%`"),
                }
                : throw new InvalidExtractorException("a backslash at the end"));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
            if (text.StartsWith(start)) return true;
        return false;
    }

    private static DissectItem PaddingWith(string pattern, ref int at)
    {
        const string End = ")}";
        var start = at;
        at += PaddingStart.Length;
        var text = Text(pattern, ref at, [End, "}", "%{"]);
        if (at == pattern.Length || pattern[at] == '%') throw Unclosed(start);
        if (text.Length == 0 || pattern[at] == '}') throw NoPadding(pattern[(start + 2)..pattern.IndexOf('}', at)]);
        at += End.Length;
        return new DissectItem(DissectStep.Padding, text);
    }

    private static DissectItem Directive(string pattern, ref int at)
    {
        var end = pattern.IndexOf('}', at);
        var inside = end < 0 ? "" : pattern[(at + 2)..end];
        if (end < 0 || inside.Contains("%{", StringComparison.Ordinal)) throw Unclosed(at);
        at = end + 1;
        switch (inside)
        {
            case "":
                return new DissectItem(DissectStep.Skip, []);
            case "_":
                return new DissectItem(DissectStep.Padding, [(byte)' ']);
            case ['_', ..]:
                throw NoPadding(inside);
            case ['+', .. var name]:
                return new DissectItem(DissectStep.Append, [], new FieldName(name));
            case ['?', .. var name]:
                return new DissectItem(DissectStep.Name, [], new FieldName(name));
            case ['&', .. var typed]:
                return Typed(DissectStep.Indirect, typed);
            default:
                return Typed(DissectStep.Field, inside);
        }
    }

    private static InvalidExtractorException Unclosed(int at) => new($"the `%{{` at character {at + 1} is not closed by `}}`");

    private static InvalidExtractorException NoPadding(string inside) => new($"`%{{{inside}}}` is no padding; write `%{{_}}` or `%{{_(text)}}`");

    private static DissectItem Typed(DissectStep step, string text)
    {
        var colon = text.IndexOf(':');
        var type = colon < 0 ? "string" : text[(colon + 1)..];
        return new DissectItem(step, [], new FieldName(colon < 0 ? text : text[..colon]), type switch
        {
            "string" => DissectType.Text,
            "int" => DissectType.Integer,
            "float" => DissectType.Float,
            _ => throw new InvalidExtractorException($"`{type}` is no type; there are int, float and string"),
        });
    }
}
