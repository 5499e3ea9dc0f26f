namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>
/// Reads as much of YAML as configuration files of loggers and tests use: maps and lists by indentation, in braces and in brackets, plain and
/// quoted scalars on one line, texts of several lines behind <c>|</c>, comments; and JSON. Maps become <c>Dictionary&lt;string, object?&gt;</c>, lists <c>List&lt;object?&gt;</c>,
/// scalars strings, nothing null.
/// </summary>
internal sealed class YamlSubset
{
    private readonly List<(int Number, int Indent, string Text)> _lines = [];
    private readonly string[] _raw;
    private int _at;

    private YamlSubset(string text)
    {
        var number = 0;
        _raw = text.Split('\n');
        foreach (var raw in _raw)
        {
            number++;
            var line = WithoutComment(raw).TrimEnd();
            var content = line.TrimStart(' ');
            if (content.Length == 0 || content is "---" or "...") continue;
            if (content[0] == '\t') throw new FormatException($"line {number}: tabs cannot indent");
            _lines.Add((number, line.Length - content.Length, content));
        }
    }

    /// <exception cref="FormatException">It is no YAML, or uses what is not known here; the message begins with the line.</exception>
    public static object? Parse(string text)
    {
        var reader = new YamlSubset(text);
        if (reader._lines.Count == 0) return null;
        if (reader._lines[0].Text[0] is '[' or '{') return Scalar(string.Join(' ', reader._lines.Select(static l => l.Text)), reader._lines[0].Number);
        var value = reader.ReadBlock(reader._lines[0].Indent);
        return reader._at == reader._lines.Count ? value : throw new FormatException($"line {reader._lines[reader._at].Number}: wrong indentation");
    }

    private object ReadBlock(int indent) => IsItem(_lines[_at].Text) ? ReadList(indent) : ReadMap(indent);

    private List<object?> ReadList(int indent)
    {
        var list = new List<object?>();
        while (_at < _lines.Count && _lines[_at].Indent == indent && IsItem(_lines[_at].Text))
        {
            var (number, _, text) = _lines[_at];
            var rest = text[1..].TrimStart();
            if (rest.Length == 0) list.Add(ReadNested(indent));
            else if (rest is "|" or "|-") list.Add(ReadText(indent, rest));
            else if (rest[0] is not ('[' or '{') && KeyEnd(rest) >= 0)
            {
                // A map that begins behind the dash.
                var inner = indent + text.Length - rest.Length;
                _lines[_at] = (number, inner, rest);
                list.Add(ReadMap(inner));
            }
            else
            {
                _at++;
                list.Add(Scalar(rest, number));
            }
        }

        return list;
    }

    private Dictionary<string, object?> ReadMap(int indent)
    {
        var map = new Dictionary<string, object?>();
        while (_at < _lines.Count && _lines[_at].Indent == indent && !IsItem(_lines[_at].Text))
        {
            var (number, _, text) = _lines[_at];
            var end = KeyEnd(text);
            if (end < 0) throw new FormatException($"line {number}: expected `key: value`, found `{text}`");
            var key = Scalar(text[..end], number)?.ToString() ?? "";
            var rest = text[(end + 1)..].Trim();
            object? value;
            if (rest.Length == 0) value = ReadNested(indent);
            else if (rest is "|" or "|-") value = ReadText(indent, rest);
            else
            {
                _at++;
                value = Scalar(rest, number);
            }

            if (!map.TryAdd(key, value)) throw new FormatException($"line {number}: the key `{key}` stands there twice");
        }

        return map;
    }

    private object? ReadNested(int indent)
    {
        _at++;
        if (_at == _lines.Count) return null;
        var next = _lines[_at];

        // The items of a list may stand as far left as the key of the list.
        return next.Indent > indent || (next.Indent == indent && IsItem(next.Text)) ? ReadBlock(next.Indent) : null;
    }

    /// <summary>The lines behind a <c>|</c> that stand further in, with the indentation of the first taken away.</summary>
    private string ReadText(int indent, string mark)
    {
        var first = _lines[_at].Number; // the line behind the key, from 0
        var end = first;
        while (end < _raw.Length && (_raw[end].Trim().Length == 0 || Indentation(_raw[end]) > indent)) end++;
        while (end > first && _raw[end - 1].Trim().Length == 0) end--;
        while (_at < _lines.Count && _lines[_at].Number <= end) _at++;
        var cut = end > first ? Indentation(_raw[first]) : 0;
        var text = string.Join('\n', _raw[first..end].Select(l => l.TrimEnd('\r')[Math.Min(cut, l.TrimEnd('\r').Length)..]));
        return mark == "|" && text.Length > 0 ? text + "\n" : text;

        static int Indentation(string line) => line.Length - line.TrimStart(' ').Length;
    }

    internal static object? Scalar(string text, int number)
    {
        if (text[0] is '[' or '{') return new YamlFlow(text, number).Read();
        if (text[0] is '&' or '*' or '|' or '>' or '!')
            throw new FormatException($"line {number}: `{text}` is more YAML than is understood here");
        if (text[0] is '"' or '\'')
        {
            if (text.Length < 2 || text[^1] != text[0]) throw new FormatException($"line {number}: the quote is not closed");
            return text[0] == '"' ? Unescaped(text[1..^1]) : text[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        return text is "~" or "null" ? null : text;
    }

    private static string Unescaped(string text)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) plain.Append(text[i]);
            else if (text[++i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out var unit))
            {
                plain.Append((char)unit);
                i += 4;
            }
            else plain.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
        }

        return plain.ToString();
    }

    private static bool IsItem(string text) => text == "-" || text.StartsWith("- ", StringComparison.Ordinal);

    /// <summary>Where the colon behind a key stands; -1 when there is none.</summary>
    private static int KeyEnd(string text)
    {
        var quote = text[0] is '"' or '\'' ? text[0] : '\0';
        for (var i = quote == '\0' ? 0 : 1; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == quote) quote = '\0';
            }
            else if (text[i] == ':' && (i + 1 == text.Length || text[i + 1] == ' ')) return i;
        }

        return -1;
    }

    private static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '"' or '\'' && (i == 0 || line[i - 1] is ' ' or '[' or ',')) quote = c;
            else if (c == '#' && (i == 0 || line[i - 1] == ' ')) return line[..i];
        }

        return line;
    }
}
