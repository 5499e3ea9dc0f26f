using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>
/// Cuts a whole text into tokens, interpolations included, before anything is parsed (spec: language 1 and 12.1). Blanks, line ends and
/// ordinary comments vanish. A malformed number or escape does not end it: what follows it can still be read.
/// </summary>
internal sealed partial class Lexer
{
    /// <summary>How deep strings may nest in interpolations of strings.</summary>
    public const int MaxNesting = 100;

    private const int MaxErrors = 20;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<LexicalException> _errors = [];
    private int _at;
    private int _nesting;

    private Lexer(SourceText source)
    {
        _text = source.Text;
        _tokens = new List<Token>(_text.Length / 4 + 4);
    }


    /// <exception cref="ScriptException">With the lexical errors.</exception>
    public static Token[] Tokenize(SourceText source) => new Lexer(source).Complete(source, static lexer =>
    {
        lexer.Run(insideInterpolation: false);
        lexer._tokens.Add(new Token(TokenKind.EndOfInput, lexer._text.Length, lexer._text.Length));
    });

    /// <summary>Tokenizes text as the inside of a plain string, with interpolation: what a template of a definition is.</summary>
    /// <exception cref="ScriptException">With the lexical errors.</exception>
    public static Token[] TokenizeTemplate(SourceText source) => new Lexer(source).Complete(source, static lexer =>
    {
        lexer._tokens.Add(new Token(TokenKind.StringStart, 0, 0));
        lexer.StringBody(0, StringForm.Template);
        lexer._tokens.Add(new Token(TokenKind.EndOfInput, lexer._text.Length, lexer._text.Length));
    });

    private Token[] Complete(SourceText source, Action<Lexer> run)
    {
        try
        {
            run(this);
        }
        catch (LexicalException e)
        {
            // What does not end on the line of an earlier error may not end because of it: a quote was taken for an escape.
            if (_errors.Count == 0 || _text.AsSpan(_errors[^1].Span.End..Math.Max(_errors[^1].Span.End, e.Span.Start)).Contains('\n')) _errors.Add(e);
        }

        if (_errors.Count == 0) return [.. _tokens];
        var all = _errors.ConvertAll(e => new ScriptError(e.Kind, new Site(source, e.Span), e.Message, e.Hint, 2));
        throw new ScriptException(all[0], all.GetRange(1, all.Count - 1));
    }

    /// <summary>Notes an error behind which the text can be read on, from <see cref="_at"/>.</summary>
    private void Report(LexicalException error)
    {
        if (_errors.Count == MaxErrors - 1) throw error;
        _errors.Add(error);
    }

    /// <summary>Notes a malformed number and reads on behind it.</summary>
    private void ReportNumber(LexicalException error)
    {
        Report(error);
        Skip(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        _tokens.Add(new Token(TokenKind.Bad, error.Span.Start, _at));
    }

    /// <summary>Reads tokens to the end of input, or to the brace that closes the interpolation.</summary>
    /// <returns>Whether it stopped at that brace.</returns>
    private bool Run(bool insideInterpolation)
    {
        var braces = 0;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            var start = _at;
            if (CharacterClasses.IsBlank(c)) _at++;
            else if (char.IsAsciiLetter(c)) Name();
            else if (char.IsAsciiDigit(c)) Number();
            else
            {
                switch (c)
                {
                    case '#':
                        Comment();
                        break;
                    case '"':
                        String();
                        break;
                    case '`':
                        QuotedName();
                        break;
                    case '|':
                        Extractor();
                        break;
                    case '}' when insideInterpolation && braces == 0:
                        return true;
                    default:
                        if (c > 127 && Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out _) == System.Buffers.OperationStatus.Done
                            && CharacterClasses.IsNameStart(rune)) Name();
                        else Symbol(c);
                        var kind = _tokens[^1].Kind;
                        if (kind is TokenKind.LeftBrace or TokenKind.RecordPattern) braces++;
                        else if (kind == TokenKind.RightBrace) braces--;
                        break;
                }
            }

            System.Diagnostics.Debug.Assert(_at > start, "the lexer must advance");
        }

        return false;
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private int EndOfLine(int from)
    {
        var end = _text.IndexOf('\n', from);
        return end < 0 ? _text.Length : end;
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _at, _at + length));
        _at += length;
    }

    private void Name()
    {
        var start = _at;
        _at += char.IsHighSurrogate(_text[_at]) ? 2 : 1;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsAsciiLetterOrDigit(c) || c == '_') _at++;
            else if (c < 128) break;
            else
            {
                Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out var length);
                if (!CharacterClasses.IsNameContinue(rune)) break;
                _at += length;
            }
        }

        var text = _text.AsSpan(start, _at - start);
        var kind = Tokens.Keyword(text);
        _tokens.Add(new Token(kind, start, _at, 0, kind == TokenKind.Identifier ? text.ToString() : null));
    }

    private void QuotedName()
    {
        var close = _text.AsSpan(_at + 1).IndexOfAny('`', '\n');
        if (close < 0 || _text[_at + 1 + close] == '\n')
            throw new LexicalException(ErrorKind.UnterminatedIdentLiteral, _at, EndOfLine(_at), "This quoted name has no closing backtick on its line");
        _tokens.Add(new Token(TokenKind.Identifier, _at, _at + close + 2, 0, _text.Substring(_at + 1, close)));
        _at += close + 2;
    }

    private void Comment()
    {
        var end = EndOfLine(_at);
        var line = _text.AsSpan(_at, end - _at);
        if (line.StartsWith("###")) _tokens.Add(new Token(TokenKind.ModuleDoc, _at, end, 0, line.TrimStart('#').Trim().ToString()));
        else if (line.StartsWith("##")) _tokens.Add(new Token(TokenKind.Doc, _at, end, 0, line[2..].Trim().ToString()));
        else if (line.StartsWith("#!config "))
        {
            Add(TokenKind.ConfigDirective, "#!config ".Length);
            return;
        }
        else if (line.StartsWith("#!"))
        {
            Add(TokenKind.Bad, 2);
            return;
        }

        _at = end;
    }

    private void Symbol(char c)
    {
        if (c is '%' or '!' or '~' && _at == _text.Length - 1)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, _text.Length, _text.Length, $"The text ends after `{c}`");
        var (kind, length) = (c, Peek(1), Peek(2)) switch
        {
            (',', _, _) => (TokenKind.Comma, 1),
            (';', _, _) => (TokenKind.Semicolon, 1),
            ('.', _, _) => (TokenKind.Dot, 1),
            (':', ':', ':') => (TokenKind.Bad, _text.AsSpan(_at).IndexOfAnyExcept(':') is >= 0 and var colons ? colons : _text.Length - _at),
            (':', ':', _) => (TokenKind.ColonColon, 2),
            (':', _, _) => (TokenKind.Colon, 1),
            ('=', '=', _) => (TokenKind.Equal, 2),
            ('=', '>', _) => (TokenKind.Arrow, 2),
            ('=', _, _) => (TokenKind.Assign, 1),
            ('!', '=', _) => (TokenKind.NotEqual, 2),
            ('!', _, _) => (TokenKind.Bang, 1),
            ('>', '=', _) => (TokenKind.GreaterEqual, 2),
            ('>', '>', '>') => (TokenKind.ShiftRightUnsigned, 3),
            ('>', '>', _) => (TokenKind.ShiftRight, 2),
            ('<', '=', _) => (TokenKind.LessEqual, 2),
            ('<', '<', _) => (TokenKind.ShiftLeft, 2),
            ('<' or '>', _, _) when _at == _text.Length - 1 => (TokenKind.Bad, 1),
            ('>', _, _) => (TokenKind.Greater, 1),
            ('<', _, _) => (TokenKind.Less, 1),
            ('~', '=', _) => (TokenKind.TildeEqual, 2),
            ('~', _, _) => (TokenKind.Tilde, 1),
            ('$', _, _) => (TokenKind.Dollar, 1),
            ('_', _, _) => (TokenKind.Wildcard, 1),
            ('+', _, _) => (TokenKind.Plus, 1),
            ('-', _, _) => (TokenKind.Minus, 1),
            ('*', _, _) => (TokenKind.Star, 1),
            ('/', _, _) => (TokenKind.Slash, 1),
            ('%', '(', _) => (TokenKind.TuplePattern, 2),
            ('%', '[', _) => (TokenKind.ArrayPattern, 2),
            ('%', '{', _) => (TokenKind.RecordPattern, 2),
            ('%', _, _) => (TokenKind.Percent, 1),
            ('^', _, _) => (TokenKind.Caret, 1),
            ('&', _, _) => (TokenKind.Ampersand, 1),
            ('(', _, _) => (TokenKind.LeftParen, 1),
            (')', _, _) => (TokenKind.RightParen, 1),
            ('[', _, _) => (TokenKind.LeftBracket, 1),
            (']', _, _) => (TokenKind.RightBracket, 1),
            ('{', _, _) => (TokenKind.LeftBrace, 1),
            ('}', _, _) => (TokenKind.RightBrace, 1),
            _ => (TokenKind.Bad, char.IsSurrogatePair(c, Peek(1)) ? 2 : 1),
        };
        if (kind != TokenKind.Bad)
        {
            Add(kind, length);
            return;
        }

        // Colons and a backslash are as wide as they are; every other bad token is a place without width.
        var text = _text.Substring(_at, length);
        _tokens.Add(new Token(TokenKind.Bad, _at, c is ':' or '\\' ? _at + length : _at, 0, text));
        _at += length;
    }

    private void Number()
    {
        var start = _at;
        Skip(static c => char.IsAsciiDigit(c) || c == '_');
        var digits = _text.AsSpan(start, _at - start);
        switch (Peek(0))
        {
            case '.':
                Float(start);
                return;
            case 'x':
                Hex(start, digits);
                return;
        }

        if (LetterFollows())
            ReportNumber(new LexicalException(ErrorKind.UnexpectedCharacter, _at, _at, $"A number ends before `{Peek(0)}`: letters may not follow it directly"));
        else if (!ulong.TryParse(Plain(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            ReportNumber(new LexicalException(ErrorKind.InvalidIntLiteral, start, _at, $"`{digits}` is too large: integers end at {ulong.MaxValue}"));
        else _tokens.Add(new Token(TokenKind.Integer, start, _at, value));
    }

    private void Float(int start)
    {
        _at++;
        Skip(static c => char.IsAsciiDigit(c) || c == '_');
        if (Peek(0) == 'e')
        {
            var mark = _at++;
            if (_at >= _text.Length)
                throw new LexicalException(ErrorKind.InvalidFloatLiteral, start, mark, "The exponent of this number has no digits");
            var signed = Peek(0) is '+' or '-';
            var first = Peek(signed ? 1 : 0);
            if (!char.IsAsciiDigit(first))
            {
                var end = _at + 1;
                while (end < _text.Length && (char.IsAsciiDigit(_text[end]) || _text[end] == '_')) end++;
                ReportNumber(new LexicalException(ErrorKind.InvalidFloatLiteral, start, end, "The exponent of this number has no digits"));
                return;
            }

            if (signed) _at++;
            Skip(static c => char.IsAsciiDigit(c) || c == '_');
        }
        else if (LetterFollows())
        {
            ReportNumber(new LexicalException(ErrorKind.UnexpectedCharacter, start, _at, $"A number ends before `{Peek(0)}`: letters may not follow it directly"));
            return;
        }

        var value = double.Parse(Plain(_text.AsSpan(start, _at - start)), NumberStyles.Float, CultureInfo.InvariantCulture);
        _tokens.Add(new Token(TokenKind.Float, start, _at, BitConverter.DoubleToUInt64Bits(value)));
    }

    private void Hex(int start, ReadOnlySpan<char> prefix)
    {
        _at++;
        if (_at >= _text.Length)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, _text.Length, _text.Length, "The text ends within a hexadecimal number");
        var first = _at;
        _at += char.IsSurrogatePair(Peek(0), Peek(1)) ? 2 : 1;
        Skip(static c => char.IsAsciiHexDigit(c) || c == '_');
        var digits = Plain(_text.AsSpan(first, _at - first));
        LexicalException? error = null;
        if (prefix is not "0") error = new LexicalException(ErrorKind.InvalidHexLiteral, start, _at, "A hexadecimal number begins with `0x`");
        else if (LetterFollows())
            error = new LexicalException(ErrorKind.UnexpectedCharacter, start, _at, $"A number ends before `{Peek(0)}`: letters may not follow it directly");
        else if (ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            _tokens.Add(new Token(TokenKind.Integer, start, _at, value));
        else error = new LexicalException(ErrorKind.InvalidHexLiteral, start, _at, "Hexadecimal digits of at most 64 bits belong here");
        if (error is null) return;

        // The character behind the `x` belongs to the error, but may be what ends the number.
        _at = first;
        ReportNumber(error);
    }

    private void Skip(Func<char, bool> matches)
    {
        while (_at < _text.Length && matches(_text[_at])) _at++;
    }

    private bool LetterFollows() =>
        _at < _text.Length && Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out _) == System.Buffers.OperationStatus.Done
        && CharacterClasses.IsNameStart(rune);

    private static string Plain(ReadOnlySpan<char> digits) => digits.ToString().Replace("_", "", StringComparison.Ordinal);

    /// <summary>A lexical error on its way out of nested strings, each of which may say it differently.</summary>
    private sealed class LexicalException(ErrorKind kind, int start, int end, string message, string? hint = null) : Exception(message)
    {
        public ErrorKind Kind => kind;

        public TextSpan Span => new(start, end);

        public string? Hint => hint;
    }
}
