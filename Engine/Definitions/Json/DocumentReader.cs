using System.Buffers;
using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Reads the JSON (RFC 8259) of a flow definition and keeps the places. The first syntax error ends the reading; a key that comes twice
/// is an error, the first one counts. Where the name ends in <c>.jsonc</c> there may be comments, and a comma behind the last item
/// (spec: extensions 5.3). For data there is <c>Engine/Json</c>: this one is about messages, not speed.
/// </summary>
internal sealed class DocumentReader
{
    private const int MaxDepth = 128;
    private const string Outline = "{\"version\": 1, \"flows\": {\"main\": {\"connectors\": {...}, \"pipelines\": {...}, \"connect\": [...]}}}";

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly Document _document;
    private readonly string _text;
    private readonly DefinitionFindings _findings;
    private readonly bool _hasComments;
    private int _at;

    private DocumentReader(Document document, DefinitionFindings findings)
    {
        _document = document;
        _text = document.Source.Text;
        _findings = findings;
        _hasComments = document.Source.Name.EndsWith(".jsonc", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The root; null when the text is no JSON, which <paramref name="findings"/> then says.</summary>
    public static DocumentNode? Read(Document document, DefinitionFindings findings)
    {
        var reader = new DocumentReader(document, findings);
        try
        {
            if (reader._text.StartsWith('\uFEFF')) reader._at = 1;
            reader.CheckBeginning();
            var root = reader.ReadValue(null, "", 0);
            reader.SkipBlanks();
            if (reader._at < reader._text.Length) throw reader.Behind();
            return root;
        }
        catch (SyntaxErrorException e)
        {
            findings.Add(new() { Severity = Severity.Error, Code = nameof(DefinitionErrorKind.InvalidJson), Message = e.Message, Span = document.Span(e.Start, e.End), Hint = e.Hint }, e.Start);
            return null;
        }
    }

    /// <summary>Refuses what is another language altogether.</summary>
    private void CheckBeginning()
    {
        SkipBlanks();
        if (_at == _text.Length) throw new SyntaxErrorException("the document is empty", _at, _at, Outline);
        if (_text[_at] == '-' && !_text.AsSpan(_at).StartsWith("---")) return;
        if (_text[_at] is '{' or '[' or '"' or '/' or '#' or '\'' || char.IsAsciiDigit(_text[_at]) || IsWord("true") || IsWord("false") || IsWord("null")) return;
        var end = _text.AsSpan(_at).IndexOfAny('\r', '\n', '\0') is >= 0 and var length ? _at + length : _text.Length;
        var line = _text.AsSpan(_at, Math.Min(end - _at, 80));
        var (what, hint) = line switch
        {
            ['<', ..] => ("XML", Outline),
            _ when line.StartsWith("define ") || line.StartsWith("deploy ") || line.StartsWith("use ") => ("the deployment language (Troy)", "give the file the extension .troy"),
            _ when line.StartsWith("---") || line.TrimEnd().EndsWith(":") || line.Contains(": ", StringComparison.Ordinal) => ("YAML", "give the file the extension .yaml"),
            _ => ("something else", Outline),
        };
        throw new SyntaxErrorException($"a flow definition is a record in JSON, and this looks like {what}", _at, _at + line.Length, hint);

        bool IsWord(string word) => _text.AsSpan(_at).StartsWith(word);
    }

    private SyntaxErrorException Behind() => _text[_at] is '{' or '['
        ? new("expected the end of the document but found another value", _at, _at + 1, "a file holds one definition; events are read by a connector")
        : _text[_at] is '}' or ']' ? new($"expected the end of the document but found {_text[_at]}", _at, _at + 1, "everything that was opened is closed already: remove it, or one before it")
        : Unexpected("the end of the document");

    private DocumentNode ReadValue(DocumentNode? parent, string key, int depth)
    {
        if (depth > MaxDepth) throw new SyntaxErrorException($"more than {MaxDepth} lists and records inside each other", _at, _at + 1);
        SkipBlanks();
        var start = _at;
        switch (Peek())
        {
            case '{':
                return ReadRecord(new(_document, parent, key, ValueKind.Record, start), depth);
            case '[':
                return ReadList(new(_document, parent, key, ValueKind.Array, start), depth);
            case '"':
                var text = Value.From(ReadString());
                return new(_document, parent, key, ValueKind.String, start) { Scalar = text, End = _at, OffsetOf = index => OffsetOf(start, index) };
            case '-' or (>= '0' and <= '9'):
                var number = ReadNumber();
                return Scalar(number.Kind, number);
            case 't' when Take("true"):
                return Scalar(ValueKind.Bool, Value.True);
            case 'f' when Take("false"):
                return Scalar(ValueKind.Bool, Value.False);
            case 'n' when Take("null"):
                return Scalar(ValueKind.Null, Value.Null);
            default:
                throw Unexpected("a value");
        }

        DocumentNode Scalar(ValueKind kind, Value value) => new(_document, parent, key, kind, start) { Scalar = value, End = _at };
    }

    private DocumentNode ReadRecord(DocumentNode record, int depth)
    {
        _at++;
        SkipBlanks();
        if (Peek() != '}')
        {
            var members = new Dictionary<string, DocumentMember>();
            do
            {
                SkipBlanks();
                if (_hasComments && members.Count > 0 && Peek() == '}') break;
                var start = _at;
                if (Peek() != '"') throw Unexpected("a key in double quotes", record);
                var name = ReadString();
                var end = _at;
                SkipBlanks();
                if (Peek() != ':') throw Unexpected($"\":\" behind the key \"{name}\"", record);
                _at++;
                var value = ReadValue(record, name, depth + 1);
                var member = new DocumentMember(name, start, end, value);
                if (members.TryAdd(name, member)) record.Members.Add(value.Owner = member);
                else ReportDuplicate(record, name, members[name], start, end);
                SkipBlanks();
            }
            while (TakeComma());
        }

        if (Peek() != '}') throw Unexpected("\",\" or \"}\"", record);
        record.End = ++_at;
        return record;
    }

    private DocumentNode ReadList(DocumentNode list, int depth)
    {
        _at++;
        SkipBlanks();
        if (Peek() != ']')
        {
            do
            {
                SkipBlanks();
                if (_hasComments && list.Items.Count > 0 && Peek() == ']') break;
                list.Items.Add(ReadValue(list, list.Items.Count.ToString(), depth + 1));
                SkipBlanks();
            }
            while (TakeComma());
        }

        if (Peek() != ']') throw Unexpected("\",\" or \"]\"", list);
        list.End = ++_at;
        return list;
    }

    private void ReportDuplicate(DocumentNode record, string name, DocumentMember first, int start, int end)
    {
        var there = _document.Span(first.NameStart, first.NameEnd).Start;
        var finding = new Diagnostic
        {
            Severity = Severity.Error,
            Code = nameof(DefinitionErrorKind.DuplicateKey),
            Message = $"\"{name}\" is defined twice",
            Span = _document.Span(start, end),
            Pointer = DocumentNode.PointerTo(record, name),
            Hint = $"the first one is at line {there.Line}, column {there.Column}",
        };
        _findings.Add(finding, start);
    }

    private string ReadString()
    {
        var start = _at++;
        var text = new StringBuilder();
        while (true)
        {
            switch (Peek())
            {
                case '"':
                    _at++;
                    var whole = text.ToString();
                    CheckSurrogates(whole, start);
                    return whole;
                case '\\':
                    text.Append(ReadEscape());
                    break;
                case '\0' when _at >= _text.Length:
                case '\n' or '\r':
                    throw new SyntaxErrorException("this string has no end", start, _at, "end it with \"; write \\n for a line break, or use a list of lines where a text is expected");
                case < ' ':
                    throw new SyntaxErrorException($"the control character U+{(int)Peek():X4} must be escaped in a string", _at, _at + 1, $"write \\u{(int)Peek():x4}");
                default:
                    text.Append(_text[_at++]);
                    break;
            }
        }
    }

    /// <summary>Where a character of a string stands, in which escapes are longer than what they mean.</summary>
    /// <param name="start">Of the string.</param>
    private int OffsetOf(int start, int index)
    {
        var at = start + 1;
        for (; index > 0; index--) at += _text[at] != '\\' ? 1 : _text[at + 1] == 'u' ? 6 : 2;
        return at;
    }

    private void CheckSurrogates(string text, int start)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                throw new SyntaxErrorException("half of a surrogate pair in a string", start, _at);
            i++;
        }
    }

    private char ReadEscape()
    {
        var start = _at++;
        var escape = Peek();
        _at = Math.Min(_at + 1, _text.Length);
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length && !_text.AsSpan(_at, 4).ContainsAnyExcept(s_hexDigits):
                _at += 4;
                return (char)ushort.Parse(_text.AsSpan(_at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            default:
                throw new SyntaxErrorException("this is no escape of JSON", start, _at, "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX; a backslash itself is \\\\");
        }
    }

    private Value ReadNumber()
    {
        var start = _at;
        if (Peek() == '-') _at++;
        var whole = TakeDigits();
        var wellFormed = whole == 1 || (whole > 1 && _text[_at - whole] != '0');
        var isInteger = true;
        if (Peek() == '.')
        {
            isInteger = false;
            _at++;
            wellFormed &= TakeDigits() > 0;
        }

        if (Peek() is 'e' or 'E')
        {
            isInteger = false;
            _at++;
            if (Peek() is '+' or '-') _at++;
            wellFormed &= TakeDigits() > 0;
        }

        var digits = _text.AsSpan(start, _at - start);
        if (!wellFormed) throw new SyntaxErrorException($"{digits} is no number of JSON", start, _at, "no leading zeros, digits on both sides of the point");
        if (isInteger && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed)) return Value.From(signed);
        if (isInteger && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned)) return Value.From(unsigned);
        var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number)) throw new SyntaxErrorException($"{digits} is too large", start, _at);
        return Value.From(number);
    }

    private int TakeDigits()
    {
        var start = _at;
        while (char.IsAsciiDigit(Peek())) _at++;
        return _at - start;
    }

    private bool Take(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) return false;
        _at += word.Length;
        return true;
    }

    private bool TakeComma()
    {
        if (Peek() != ',') return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (true)
        {
            while (Peek() is ' ' or '\t' or '\n' or '\r') _at++;
            if (Peek() != '/' || !SkipComment()) return;
        }
    }

    private bool SkipComment()
    {
        var rest = _text.AsSpan(_at);
        if (!rest.StartsWith("//") && !rest.StartsWith("/*")) return false;
        var isLine = rest[1] == '/';
        var end = isLine ? rest.IndexOfAny('\n', '\r') : rest[2..].IndexOf("*/");
        if (!_hasComments) throw new SyntaxErrorException("comments need the extension .jsonc", _at, _at + 2, "rename the file, or use \"doc\" fields");
        if (end < 0 && !isLine) throw new SyntaxErrorException("this comment has no end", _at, _at + 2, "end it with */");
        _at = end < 0 ? _text.Length : _at + end + (isLine ? 0 : 4);
        return true;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private SyntaxErrorException Unexpected(string expected, DocumentNode? inside = null)
    {
        if (_at >= _text.Length)
        {
            if (inside is null) return new($"expected {expected} but the document ends", _at, _at);
            var open = _document.Span(inside.Start, inside.Start).Start;
            var bracket = inside.IsRecord ? '{' : '[';
            return new($"expected {expected} but the document ends", _at, _at, $"the {bracket} at line {open.Line}, column {open.Column} has no end");
        }

        var end = _at + 1;
        if (_text[_at] == '"' && _text.IndexOfAny(['"', '\n'], end) is > 0 and var quote && _text[quote] == '"')
            end = quote + 1;
        else if (char.IsLetterOrDigit(_text[_at]))
            while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_')) end++;
        else if (char.IsHighSurrogate(_text[_at]) && end < _text.Length)
            end++;
        return new($"expected {expected} but found {_text[_at..end]}", _at, end, OfWord(_text[_at..end]) ?? HintFor(_text[_at], inside));
    }

    /// <summary>Words of other languages.</summary>
    private static string? OfWord(string word) => word switch
    {
        "True" or "TRUE" => "write true",
        "False" or "FALSE" => "write false",
        "None" or "nil" or "NULL" or "Null" or "undefined" => "write null",
        "NaN" or "Infinity" or "inf" or "nan" => "JSON has no such number",
        _ => null,
    };

    private string? HintFor(char found, DocumentNode? inside)
    {
        var before = _at - 1;
        while (before >= 0 && char.IsWhiteSpace(_text[before])) before--;
        var afterComma = before >= 0 && _text[before] == ',';
        return found switch
        {
            '}' or ']' when afterComma => "remove the comma before it",
            '#' => _hasComments ? "comments begin with // or stand in /* */" : "JSON has no comments; use \"doc\" fields",
            '\'' or '\u201c' or '\u201d' or '\u2018' or '\u2019' or '`' => "strings stand in double quotes: \"",
            '"' or '{' or '[' when inside is not null && !afterComma && before >= 0 && _text[before] != ':' => "a comma is missing before it",
            'x' or 'X' or 'b' or 'o' or '_' when before >= 0 && char.IsAsciiDigit(_text[before]) => "numbers are decimal",
            _ when char.IsLetter(found) && (inside is null || afterComma || (before >= 0 && _text[before] == '{')) => "strings stand in double quotes",
            _ => null,
        };
    }

    private sealed class SyntaxErrorException(string message, int start, int end, string? hint = null) : Exception(message)
    {
        public int Start { get; } = start;

        public int End { get; } = end;

        public string? Hint { get; } = hint;
    }
}
