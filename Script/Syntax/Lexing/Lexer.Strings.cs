using System.Text;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <content>Strings, heredocs and extractor literals (spec: language 1.6 to 1.9).</content>
internal sealed partial class Lexer
{
    private const string InterpolationHint = "write `\\#{` for the two characters themselves";

    private enum StringForm
    {
        Plain,
        Heredoc,

        /// <summary>A text that is the inside of a string as a whole.</summary>
        Template,
    }

    private void String()
    {
        var start = _at;
        if (Peek(1) == '"' && Peek(2) == '"')
        {
            _at += 3;
            if (_at >= _text.Length)
                throw new LexicalException(ErrorKind.UnterminatedHereDoc, start, _at, "This heredoc has no closing `\"\"\"`");
            if (_text[_at] != '\n')
                throw new LexicalException(ErrorKind.TailingHereDoc, start, _at, "A heredoc begins on the line after its `\"\"\"`", "begin a new line directly after the quotes");
            _tokens.Add(new Token(TokenKind.HeredocStart, start, _at));
            _at++;
            StringBody(start, StringForm.Heredoc);
        }
        else
        {
            Add(TokenKind.StringStart, 1);
            StringBody(start, StringForm.Plain);
        }
    }

    /// <param name="open">Where the opening quotes are.</param>
    private void StringBody(int open, StringForm form)
    {
        if (++_nesting > MaxNesting)
            throw new LexicalException(ErrorKind.ParserError, open, open + 1, $"Strings nest deeper than {MaxNesting} levels");
        var text = new StringBuilder();
        var textStart = _at;
        while (true)
        {
            if (_at >= _text.Length)
            {
                if (form == StringForm.Plain) throw Unterminated(open);
                if (form == StringForm.Heredoc)
                    throw new LexicalException(ErrorKind.UnterminatedHereDoc, open, _text.Length, "This heredoc has no closing `\"\"\"`");
                Close(TokenKind.StringEnd, 0);
                return;
            }

            var c = _text[_at];
            switch (c)
            {
                case '\n' when form == StringForm.Plain:
                    throw Unterminated(open);
                case '"' when form == StringForm.Plain:
                    Close(TokenKind.StringEnd, 1);
                    return;
                case '"' when form == StringForm.Heredoc && Peek(1) == '"' && Peek(2) == '"':
                    Close(TokenKind.HeredocEnd, 3);
                    return;
                case '\\':
                    Escape(text);
                    break;
                case '#' when Peek(1) == '{':
                    Flush();
                    Interpolation(open, form);
                    textStart = _at;
                    break;
                default:
                    var run = _text.AsSpan(_at);
                    var length = Math.Max(1, run.IndexOfAny("\"\\#\n") is >= 0 and var stop ? stop : run.Length);
                    text.Append(run[..length]);
                    _at += length;
                    break;
            }
        }

        void Flush()
        {
            if (text.Length == 0) return;
            _tokens.Add(new Token(TokenKind.StringText, textStart, _at, 0, text.ToString()));
            text.Clear();
        }

        void Close(TokenKind kind, int length)
        {
            Flush();
            Add(kind, length);
            _nesting--;
        }
    }

    private LexicalException Unterminated(int open) =>
        new(ErrorKind.UnterminatedStringLiteral, open, EndOfLine(_at), "This string has no closing quote on its line", "a string over several lines is a heredoc: `\"\"\"`");

    private void Interpolation(int open, StringForm form)
    {
        var start = _at;
        if (Peek(2) == '}')
        {
            Report(new LexicalException(ErrorKind.EmptyInterpolation, start, start + 3, "There is nothing between `#{` and `}`", InterpolationHint));
            _at += 3;
            return;
        }

        Add(TokenKind.InterpolationStart, 2);
        bool closed;
        try
        {
            closed = Run(insideInterpolation: true);
        }
        catch (LexicalException e) when (form == StringForm.Plain && e.Kind == ErrorKind.UnterminatedStringLiteral)
        {
            // The quote meant to close this string opened another one: what is missing is the brace.
            throw new LexicalException(ErrorKind.UnterminatedInterpolation, start, start + 2, "This interpolation has no closing `}`", InterpolationHint);
        }
        catch (LexicalException e) when (form == StringForm.Heredoc && e.Kind is ErrorKind.UnterminatedHereDoc or ErrorKind.TailingHereDoc)
        {
            throw new LexicalException(ErrorKind.UnterminatedInterpolation, open, EndOfLine(e.Span.End), "This interpolation has no closing `}`", InterpolationHint);
        }
        catch (LexicalException e) when (form == StringForm.Plain && e.Kind == ErrorKind.TailingHereDoc)
        {
            throw new LexicalException(ErrorKind.UnterminatedHereDoc, e.Span.Start, e.Span.End, e.Message, e.Hint);
        }

        if (!closed)
            throw new LexicalException(ErrorKind.UnterminatedInterpolation, start, start + 2, "This interpolation has no closing `}`", InterpolationHint);
        Add(TokenKind.InterpolationEnd, 1);
    }

    private void Escape(StringBuilder text)
    {
        var start = _at;
        if (_at + 1 >= _text.Length)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, _text.Length, _text.Length, "The text ends after a backslash");
        var c = _text[_at + 1];
        if (c == 'u')
        {
            text.Append(UnicodeEscape());
            return;
        }

        var value = c switch { '"' => '"', '\\' => '\\', '#' => '#', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => '\0' };
        if (value == '\0')
        {
            var end = start + (char.IsSurrogatePair(c, Peek(2)) ? 3 : 2);
            Report(new LexicalException(ErrorKind.UnexpectedEscapeCode, start, end, $"`\\{_text[(start + 1)..end]}` is no escape", "there are \\\" \\\\ \\# \\b \\f \\n \\r \\t and \\uXXXX"));
            _at = end;
            return;
        }

        text.Append(value);
        _at += 2;
    }

    private char UnicodeEscape()
    {
        var start = _at;
        var value = 0;
        for (var i = 2; i < 6; i++)
        {
            if (start + i >= _text.Length || !char.IsAsciiHexDigit(_text[start + i]))
            {
                var end = Math.Min(start + i + (char.IsSurrogatePair(Peek(i), Peek(i + 1)) ? 2 : 1), _text.Length);
                Report(new LexicalException(ErrorKind.InvalidUtf8Sequence, start, end, "`\\u` takes exactly four hexadecimal digits"));
                _at += i;
                return '\ufffd';
            }

            value = (value << 4) | Convert.ToInt32(_text[start + i].ToString(), 16);
        }

        if (char.IsSurrogate((char)value))
            Report(new LexicalException(ErrorKind.InvalidUtf8Sequence, start, start + 6, $"`\\u{value:x4}` is half of a surrogate pair", "write the character itself"));
        _at += 6;
        return (char)value;
    }

    /// <summary>An extractor literal, bar to bar: the common leading blanks of its pieces are cut, the pieces joined (spec: language 1.9).</summary>
    private void Extractor()
    {
        var start = _at++;
        var pieces = new List<StringBuilder> { new() };
        while (true)
        {
            if (_at >= _text.Length || _text[_at] == '\n')
                throw new LexicalException(ErrorKind.UnterminatedExtractor, start, EndOfLine(_at), "This extractor has no closing `|` on its line", "a bar inside of it is written `\\|`; a backslash at the end of a line continues it");
            var c = _text[_at++];
            if (c == '|') break;
            if (c != '\\')
            {
                pieces[^1].Append(c);
                continue;
            }

            if (_at >= _text.Length)
                throw new LexicalException(ErrorKind.UnexpectedEndOfStream, _text.Length, _text.Length, "The text ends after a backslash");
            var escaped = _text[_at];
            if (escaped == '\n') pieces.Add(new StringBuilder());
            else if (escaped is '\\' or '|') pieces[^1].Append(escaped);
            else
                Report(new LexicalException(ErrorKind.UnexpectedEscapeCode, _at, _at, $"`\\{escaped}` is no escape of an extractor", "write a backslash as `\\\\`"));
            _at++;
        }

        var full = pieces.Select(static p => p.ToString()).Where(static p => p.Length > 0).ToList();
        var indent = full.Count == 0 ? 0 : full.Min(static p => p.Length - p.TrimStart().Length);
        _tokens.Add(new Token(TokenKind.Extractor, start, _at, 0, string.Concat(full.Select(p => p[indent..]))));
    }
}
