namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>Reads a list in brackets or a map in braces, as YAML and JSON have them.</summary>
/// <param name="number">The line, for errors.</param>
internal sealed class YamlFlow(string text, int number)
{
    private const int MaxDepth = 100;

    private int _at;

    /// <exception cref="FormatException">It is neither.</exception>
    public object? Read()
    {
        var value = ReadValue(0);
        SkipBlanks();
        return _at == text.Length ? value : throw Wrong($"`{text[_at..]}` stands behind the end");
    }

    private object? ReadValue(int depth)
    {
        SkipBlanks();
        if (depth > MaxDepth) throw Wrong("too many lists and maps inside each other");
        return Peek() switch
        {
            '[' => ReadList(depth),
            '{' => ReadMap(depth),
            _ => ReadScalar(isKey: false),
        };
    }

    private List<object?> ReadList(int depth)
    {
        var list = new List<object?>();
        for (_at++; ;)
        {
            SkipBlanks();
            if (Take(']')) return list;
            list.Add(ReadValue(depth + 1));
            SkipBlanks();
            if (!Take(',') && Peek() != ']') throw Wrong("the list is not closed by ]");
        }
    }

    private Dictionary<string, object?> ReadMap(int depth)
    {
        var map = new Dictionary<string, object?>();
        for (_at++; ;)
        {
            SkipBlanks();
            if (Take('}')) return map;
            var key = ReadScalar(isKey: true)?.ToString() ?? "";
            SkipBlanks();
            if (!Take(':')) throw Wrong($"a colon is missing behind `{key}`");
            if (!map.TryAdd(key, ReadValue(depth + 1))) throw Wrong($"the key `{key}` stands there twice");
            SkipBlanks();
            if (!Take(',') && Peek() != '}') throw Wrong("the map is not closed by }");
        }
    }

    private object? ReadScalar(bool isKey)
    {
        var start = _at;
        if (Peek() is var quote and ('"' or '\''))
        {
            for (_at++; _at < text.Length && text[_at] != quote; _at++)
                if (text[_at] == '\\' && quote == '"') _at++;
            if (_at >= text.Length) throw Wrong("the quote is not closed");
            _at++;
        }
        else
        {
            while (_at < text.Length && text[_at] is not (',' or ']' or '}') && !(text[_at] == ':' && (isKey || _at + 1 == text.Length || text[_at + 1] == ' '))) _at++;
        }

        var scalar = text[start.._at].Trim();
        return scalar.Length == 0 ? throw Wrong("a value is missing") : YamlSubset.Scalar(scalar, number);
    }

    private bool Take(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private char Peek() => _at < text.Length ? text[_at] : '\0';

    private FormatException Wrong(string what) => new($"line {number}: {what}");
}
