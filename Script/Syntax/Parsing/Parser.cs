using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// Recursive descent over the tokens of one text, never going back: the first token that cannot continue any valid text is the one that is
/// reported (spec: language 12.2), and what could have stood there is known from what was looked for. Linear time, bounded depth.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>How deep expressions, blocks and patterns may nest.</summary>
    public const int MaxNesting = 500;

    private readonly SourceText _source;
    private readonly Token[] _tokens;
    private int _at;
    private int _nesting;
    private TokenSet _expected;
    private long _looks;

    private Parser(SourceText source, Token[] tokens)
    {
        _source = source;
        _tokens = tokens;
    }

    private ref readonly Token Current => ref _tokens[_at];

    /// <summary>Where the last token that was taken ends.</summary>
    private int LastEnd => _at == 0 ? 0 : _tokens[_at - 1].End;

    /// <summary>Parses a script (spec: language 2.2).</summary>
    /// <param name="acceptsModuleDoc">Whether <c>###</c> may stand in front: in a file, not in a script inside a definition.</param>
    /// <exception cref="ScriptException">With the lexical errors, else the syntax errors; never with an error that only follows from another.</exception>
    public static ScriptFile ParseScript(SourceText source, bool acceptsModuleDoc = true)
    {
        var parser = new Parser(source, Lexer.Tokenize(source));
        return parser.Complete(() => parser.File(acceptsModuleDoc, isModule: false));
    }

    /// <summary>Parses a module: definitions only.</summary>
    /// <inheritdoc cref="ParseScript"/>
    public static ScriptFile ParseModule(SourceText source)
    {
        var parser = new Parser(source, Lexer.Tokenize(source));
        return parser.Complete(() => parser.File(acceptsModuleDoc: true, isModule: true));
    }

    /// <summary>How often parsing a script looks at a token, recovery included; valid or not.</summary>
    public static long CountLooks(SourceText source)
    {
        var parser = new Parser(source, Lexer.Tokenize(source));
        try
        {
            parser.Complete(() => parser.File(acceptsModuleDoc: true, isModule: false));
        }
        catch (ScriptException)
        {
            // The work counts, not what comes of it.
        }

        return parser._looks + parser._scans;
    }

    /// <summary>Parses one expression, with or without <c>match</c> and <c>for</c>.</summary>
    /// <inheritdoc cref="ParseScript"/>
    public static Expression ParseExpression(SourceText source, bool isSimple)
    {
        var parser = new Parser(source, Lexer.Tokenize(source));
        return parser.Complete(() =>
        {
            var expression = isSimple ? parser.Simple() : parser.Immutable();
            parser.Expect(TokenKind.EndOfInput);
            return expression;
        });
    }

    /// <summary>Parses the inside of a string literal.</summary>
    /// <inheritdoc cref="ParseScript"/>
    public static StringExpression ParseTemplate(SourceText source)
    {
        var parser = new Parser(source, Lexer.TokenizeTemplate(source));
        return parser.Complete(() =>
        {
            var text = parser.String();
            parser.Expect(TokenKind.EndOfInput);
            return text;
        });
    }

    /// <summary>Whether this is the current token; if not, it is remembered as one that could stand here.</summary>
    private bool At(TokenKind kind)
    {
        _looks++;
        if (Current.Kind == kind) return true;
        _expected = _expected.With(kind);
        return false;
    }

    private bool AtAny(TokenSet kinds)
    {
        _looks++;
        if (kinds.Contains(Current.Kind)) return true;
        _expected = _expected.With(kinds);
        return false;
    }

    private Token Take()
    {
        _expected = default;
        return _tokens[_at++];
    }

    private bool Accept(TokenKind kind)
    {
        if (!At(kind)) return false;
        Take();
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        if (!At(kind)) throw Unexpected();
        return Current.Kind == TokenKind.EndOfInput ? Current : Take();
    }

    private TokenKind NextKind => _at + 1 < _tokens.Length ? _tokens[_at + 1].Kind : TokenKind.EndOfInput;

    private TextSpan From(int start) => new(start, LastEnd);

    /// <summary>Counts a level of nesting; <see cref="Leave"/> ends it.</summary>
    private void Enter()
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ScriptException(new ScriptError(
                ErrorKind.ParserError, new Site(_source, Current.Span), $"This nests deeper than {MaxNesting} levels", "give parts of it names of their own", 2));
    }

    private void Leave() => _nesting--;

    private ScriptException Unexpected()
    {
        var misfit = new Misfit(_source, _tokens, _at, _expected, InnermostOpen());
        var site = new Site(_source, Current.Span);
        var expected = ExpectedTokens.Names(_expected);
        var what = (expected.Count == 1 ? "" : "one of ") + string.Join(", ", expected.Select(static e => $"`{e}`"));
        return new ScriptException(Current.Kind == TokenKind.EndOfInput
            ? new ScriptError(ErrorKind.ParserError, site, $"The text ends here, but expected {what}", SyntaxHints.For(misfit), 2)
            : new ScriptError(ErrorKind.UnrecognizedToken, site, $"Found the token `{misfit.TextOf(Current)}` but expected {what}", SyntaxHints.For(misfit), 2));
    }
}
