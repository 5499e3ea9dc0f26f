using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>
/// Cuts a whole text into tokens, interpolations included, before anything is parsed (spec: language 1, language 12.1). Blanks, line ends and
/// ordinary comments vanish. A malformed number or escape does not end it: what follows it can still be read.
/// </summary>
internal sealed class Lexer
{
    private readonly Scanner _scanner;
    private readonly NameLexer _names;
    private readonly NumberLexer _numbers;
    private readonly StringLexer _strings;

    private Lexer(SourceText source)
    {
        _scanner = new Scanner(source);
        _names = new NameLexer(_scanner);
        _numbers = new NumberLexer(_scanner);
        _strings = new StringLexer(_scanner, () => Run(insideInterpolation: true));
    }

    /// <exception cref="ScriptException">With the lexical errors.</exception>
    public static Token[] Tokenize(SourceText source)
    {
        var lexer = new Lexer(source);
        return lexer._scanner.Complete(() => lexer.Run(insideInterpolation: false));
    }

    /// <summary>Tokenizes text as the inside of a plain string, with interpolation: what a template of a definition is.</summary>
    /// <exception cref="ScriptException">With the lexical errors.</exception>
    public static Token[] TokenizeTemplate(SourceText source)
    {
        var lexer = new Lexer(source);
        return lexer._scanner.Complete(lexer._strings.Template);
    }

    /// <summary>Reads tokens to the end of input, or to the brace that closes the interpolation.</summary>
    /// <returns>Whether it stopped at that brace.</returns>
    private bool Run(bool insideInterpolation)
    {
        var braces = 0;
        while (!_scanner.IsAtEnd)
        {
            var c = _scanner.Current;
            var start = _scanner.At;
            if (CharacterClasses.IsBlank(c)) _scanner.At++;
            else if (char.IsAsciiLetter(c)) _names.Name();
            else if (char.IsAsciiDigit(c)) _numbers.Number();
            else
            {
                switch (c)
                {
                    case '#':
                        Comment();
                        break;
                    case '"':
                        _strings.String();
                        break;
                    case '`':
                        _names.Quoted();
                        break;
                    case '|':
                        ExtractorLexer.Read(_scanner);
                        break;
                    case '}' when insideInterpolation && braces == 0:
                        return true;
                    default:
                        if (c > 127 && _scanner.IsAtName) _names.Name();
                        else SymbolLexer.Read(_scanner);
                        var kind = _scanner.LastToken.Kind;
                        if (kind is TokenKind.LeftBrace or TokenKind.RecordPattern) braces++;
                        else if (kind == TokenKind.RightBrace) braces--;
                        break;
                }
            }

            System.Diagnostics.Debug.Assert(_scanner.At > start, "the lexer must advance");
        }

        return false;
    }

    private void Comment()
    {
        var (at, end) = (_scanner.At, _scanner.EndOfLine(_scanner.At));
        var line = _scanner.Text.AsSpan(at, end - at);
        if (line.StartsWith("###")) _scanner.Add(new Token(TokenKind.ModuleDoc, at, end, 0, line.TrimStart('#').Trim().ToString()));
        else if (line.StartsWith("##")) _scanner.Add(new Token(TokenKind.Doc, at, end, 0, line[2..].Trim().ToString()));
        else if (line.StartsWith("#!config "))
        {
            _scanner.Take(TokenKind.ConfigDirective, "#!config ".Length);
            return;
        }
        else if (line.StartsWith("#!"))
        {
            _scanner.Take(TokenKind.Bad, 2);
            return;
        }

        _scanner.At = end;
    }
}
