namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>
/// Reads as much of YAML as configuration files of loggers use: maps and lists by indentation, lists in brackets, plain and
/// quoted scalars on one line, comments. Maps become <c>Dictionary&lt;string, object?&gt;</c>, lists <c>List&lt;object?&gt;</c>,
/// scalars strings, nothing null.
/// </summary>
internal sealed class YamlSubset
{
    private readonly List<(int Number, int Indent, string Text)> _lines = [];
    private int _at;

    private YamlSubset(string text)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
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
        if (reader._lines[0].Text[0] == '[') return Scalar(string.Join(' ', reader._lines.Select(static l => l.Text)), reader._lines[0].Number);
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
            else if (KeyEnd(rest) >= 0)
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

    private static object? Scalar(string text, int number)
    {
        if (text[0] == '[')
        {
            if (text[^1] != ']') throw new FormatException($"line {number}: the list is not closed by ]");
            return text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => Scalar(item, number)).ToList();
        }

        if (text[0] is '{' or '&' or '*' or '|' or '>' or '!')
            throw new FormatException($"line {number}: `{text}` is more YAML than is understood here");
        if (text[0] is '"' or '\'')
        {
            if (text.Length < 2 || text[^1] != text[0]) throw new FormatException($"line {number}: the quote is not closed");
            return text[0] == '"'
                ? text[1..^1].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal)
                    .Replace("\\\"", "\"", StringComparison.Ordinal)
                : text[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        return text is "~" or "null" ? null : text;
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
