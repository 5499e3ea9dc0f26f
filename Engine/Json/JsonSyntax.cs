using System.Text;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// The grammar of RFC 8259 taken literally, a byte at a time: says where and why a text is no JSON. The parser asks it only
/// once it knows that something is wrong; the tests ask it whether the parser is right.
/// </summary>
internal ref struct JsonSyntax(ReadOnlySpan<byte> text, int maxDepth)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <param name="offset">0-based offset of the first byte that cannot be.</param>
    /// <returns>What is wrong; null when the text is JSON.</returns>
    public static string? Check(ReadOnlySpan<byte> text, int maxDepth, out int offset)
    {
        var syntax = new JsonSyntax(text, maxDepth);
        var reason = syntax.CheckText();
        offset = syntax._at;
        return reason;
    }

    /// <summary>Where in a valid text the first integer stands that fits neither i64 nor u64.</summary>
    public static bool FindInexactInteger(ReadOnlySpan<byte> text, out int offset)
    {
        for (offset = 0; offset < text.Length; offset++)
        {
            if (text[offset] == '"')
            {
                for (offset++; text[offset] != '"'; offset++)
                    if (text[offset] == '\\') offset++;
            }
            else if (text[offset] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
            {
                var end = offset;
                while (end < text.Length && text[end] is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E' or (>= (byte)'0' and <= (byte)'9'))
                    end++;
                var number = text[offset..end];
                if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && !JsonNumber.FitsInteger(number)) return true;
                offset += number.Length - 1;
            }
        }

        return false;
    }

    private string? CheckText()
    {
        SkipSpace();
        if (_at == _text.Length) return "empty document";

        // One bit a level: set for records.
        var levels = new System.Collections.BitArray(maxDepth + 1);
        var depth = 0;
        while (true)
        {
            // A value.
            SkipSpace();
            if (_at == _text.Length) return "unexpected end, expected a value";
            var c = _text[_at];
            if (c is (byte)'{' or (byte)'[')
            {
                if (depth == maxDepth) return $"nested deeper than {maxDepth} levels";
                var isRecord = c == '{';
                levels[++depth] = isRecord;
                _at++;
                SkipSpace();
                if (_at < _text.Length && _text[_at] == (isRecord ? '}' : ']'))
                {
                    _at++;
                    depth--;
                }
                else
                {
                    if (isRecord && CheckKey() is { } wrongKey) return wrongKey;
                    continue;
                }
            }
            else if (CheckScalar(c) is { } wrong)
            {
                return wrong;
            }

            // What follows a value.
            while (true)
            {
                SkipSpace();
                if (depth == 0) return _at == _text.Length ? null : "trailing text after the document";
                var isRecord = levels[depth];
                if (_at == _text.Length) return isRecord ? "unexpected end, expected ',' or '}'" : "unexpected end, expected ',' or ']'";
                if (_text[_at] == ',')
                {
                    _at++;
                    SkipSpace();
                    if (isRecord && CheckKey() is { } wrong) return wrong;
                    break;
                }

                if (_text[_at] != (isRecord ? '}' : ']')) return isRecord ? "expected ',' or '}'" : "expected ',' or ']'";
                _at++;
                depth--;
            }
        }
    }

    private string? CheckKey()
    {
        if (_at == _text.Length) return "unexpected end, expected a key";
        if (_text[_at] != '"') return "expected a key in double quotes";
        if (CheckString() is { } wrong) return wrong;
        SkipSpace();
        if (_at == _text.Length) return "unexpected end, expected ':'";
        if (_text[_at] != ':') return "expected ':'";
        _at++;
        return null;
    }

    private string? CheckScalar(byte c) => c switch
    {
        (byte)'"' => CheckString(),
        (byte)'t' => CheckLiteral("true"u8),
        (byte)'f' => CheckLiteral("false"u8),
        (byte)'n' => CheckLiteral("null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => CheckNumber(),
        _ => "expected a value",
    };

    private string? CheckLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_text[_at..].StartsWith(literal)) return "expected a value";
        _at += literal.Length;
        return null;
    }

    private string? CheckNumber()
    {
        var start = _at;
        if (_text[_at] == '-') _at++;
        var first = _at;
        if (!SkipDigits()) return "expected a digit";
        if (_text[first] == '0' && _at > first + 1)
        {
            _at = first;
            return "a number must not start with a needless zero";
        }

        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            if (!SkipDigits()) return "expected a digit after the decimal point";
        }

        if (_at < _text.Length && (_text[_at] | 0x20) == 'e')
        {
            _at++;
            if (_at < _text.Length && _text[_at] is (byte)'+' or (byte)'-') _at++;
            if (!SkipDigits()) return "expected a digit in the exponent";
        }

        if (JsonNumber.IsInRange(_text[start.._at])) return null;
        _at = start;
        return "a number beyond the range of a 64-bit float";
    }

    private string? CheckString()
    {
        var start = _at++;
        while (true)
        {
            if (_at == _text.Length)
            {
                _at = start;
                return "string without end";
            }

            var c = _text[_at];
            if (c == '"') break;
            if (c < 0x20) return "control character in a string";
            if (c < 0x80)
            {
                // A pair of escapes is judged as a whole below; here only what it hides from this loop.
                _at += c == '\\' && _at + 1 < _text.Length && _text[_at + 1] is (byte)'"' or (byte)'\\' ? 2 : 1;
                continue;
            }

            if (Rune.DecodeFromUtf8(_text[_at..], out _, out var length) != System.Buffers.OperationStatus.Done) return "invalid UTF-8";
            _at += length;
        }

        if (JsonEscapes.Check(_text[(start + 1).._at], out _, out var offset) is { } wrong)
        {
            _at = start + 1 + offset;
            return wrong;
        }

        _at++;
        return null;
    }

    private bool SkipDigits()
    {
        var first = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at])) _at++;
        return _at > first;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _at++;
    }
}
