using System.Collections.Concurrent;
using System.Text;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Time;

internal enum Padding
{
    Usual,
    None,
    Blanks,
    Zeros,
}

/// <summary>One part of a format.</summary>
/// <param name="Directive">
/// Its letter; for those of several characters: <c>.</c> fraction with a dot, <c>3</c> fraction without, <c>z</c> offset, <c>#</c> lenient offset.
/// 0 for literal text and a blank for white space.
/// </param>
/// <param name="Digits">Of a fraction, 0 for as many as needed; of an offset, the colons.</param>
internal readonly record struct FormatItem(char Directive, byte[] Text, Padding Padding = Padding.Usual, int Digits = 0)
{
    public bool IsLiteral => Directive == '\0';
}

/// <summary>A format of dates and times (spec: stdlib 3.3), taken apart.</summary>
internal sealed class DatetimeFormat
{
    /// <summary>How many formats are kept, and up to which length: they may come with events.</summary>
    private const int MaxKept = 256;
    private const int LongestKept = 1024;
    private const string Numeric = "YCyGgmdejuwUWVHkIlMSfs";
    private const string Named = "bhBaApPZ+";

    private static readonly ConcurrentDictionary<string, DatetimeFormat?> s_formats = new();

    private DatetimeFormat(FormatItem[] items, bool hasOffset)
    {
        Items = items;
        HasOffset = hasOffset;
    }

    public FormatItem[] Items { get; }

    /// <summary>Whether what is parsed must name its offset; <c>%::z</c> and <c>%:::z</c> do not count (spec: stdlib 3.5).</summary>
    public bool HasOffset { get; }

    /// <summary>The format of a text; null when a directive in it is none.</summary>
    public static DatetimeFormat? Of(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        if (text.Length > LongestKept) return Parse(text);
        if (s_formats.TryGetValue(text, out var format)) return format;
        if (s_formats.Count >= MaxKept) s_formats.Clear();
        return s_formats[text] = Parse(text);
    }

    /// <summary>The error in a format that <see cref="Of"/> refuses.</summary>
    public static string Complaint(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        TryParse(text, [], out var at);
        return $"the format has no directive {Quotation.Of(Encoding.UTF8.GetBytes(text[at..Math.Min(text.Length, at + 3)]))}, at character {text[..at].EnumerateRunes().Count() + 1}; a per cent sign is `%%`";
    }

    private static DatetimeFormat? Parse(string text)
    {
        var items = new List<FormatItem>();
        if (!TryParse(text, items, out _)) return null;
        var hasOffset = items.Any(static i => i.Directive is '+' or 'Z' or '#' || (i.Directive == 'z' && i.Digits < 2));
        return new DatetimeFormat([.. items], hasOffset);
    }

    /// <param name="wrong">Where the directive begins that is none.</param>
    private static bool TryParse(string text, List<FormatItem> items, out int wrong)
    {
        for (var at = 0; at < text.Length;)
        {
            wrong = at;
            if (text[at] == '%')
            {
                at++;
                if (!TryDirective(text, ref at, items)) return false;
                continue;
            }

            var start = at;
            var isSpace = char.IsWhiteSpace(text[at]);
            while (at < text.Length && text[at] != '%' && char.IsWhiteSpace(text[at]) == isSpace) at++;
            items.Add(new FormatItem(isSpace ? ' ' : '\0', Encoding.UTF8.GetBytes(text[start..at])));
        }

        wrong = text.Length;
        return true;
    }

    private static bool TryDirective(string text, ref int at, List<FormatItem> items)
    {
        var padding = (at < text.Length ? text[at] : '\0') switch { '-' => Padding.None, '_' => Padding.Blanks, '0' => Padding.Zeros, _ => Padding.Usual };
        if (padding != Padding.Usual) at++;
        if (at >= text.Length) return false;
        var rest = text.AsSpan(at);
        if (Numeric.Contains(rest[0]))
        {
            items.Add(new FormatItem(rest[0], [], padding));
            at++;
            return true;
        }

        if (padding != Padding.Usual) return false;
        if (rest[0] is ':' or 'z' or '#')
        {
            var colons = rest.IndexOfAnyExcept(':');
            var isLenient = rest.StartsWith("#z");
            if (!isLenient && (colons is < 0 or > 3 || rest[colons] != 'z')) return false;
            items.Add(new FormatItem(isLenient ? '#' : 'z', [], Digits: isLenient ? 0 : colons));
            at += isLenient ? 2 : colons + 1;
            return true;
        }

        if (rest[0] is '.' or '3' or '6' or '9')
        {
            var hasDot = rest[0] == '.';
            if (hasDot) rest = rest[1..];
            var digits = rest.Length > 0 && rest[0] is '3' or '6' or '9' ? rest[0] - '0' : 0;
            if (digits > 0) rest = rest[1..];
            if (rest.Length == 0 || rest[0] != 'f') return false;
            items.Add(new FormatItem(hasDot ? '.' : '3', [], Digits: digits));
            at = text.Length - rest.Length + 1;
            return true;
        }

        at++;
        var composite = rest[0] switch
        {
            'R' => "%H:%M",
            'T' or 'X' => "%H:%M:%S",
            'r' => "%I:%M:%S %p",
            'D' or 'x' => "%m/%d/%y",
            'F' => "%Y-%m-%d",
            'v' => "%e-%b-%Y",
            'c' => "%a %b %e %H:%M:%S %Y",
            _ => null,
        };
        if (composite is not null) return TryParse(composite, items, out _);
        switch (rest[0])
        {
            case '%':
                items.Add(new FormatItem('\0', "%"u8.ToArray()));
                return true;
            case 't':
                items.Add(new FormatItem(' ', "\t"u8.ToArray()));
                return true;
            case 'n':
                items.Add(new FormatItem(' ', "\n"u8.ToArray()));
                return true;
            default:
                items.Add(new FormatItem(rest[0], []));
                return Named.Contains(rest[0]);
        }
    }
}
