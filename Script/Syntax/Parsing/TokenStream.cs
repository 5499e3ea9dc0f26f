using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// The tokens of one text on their way through parsers that never go back: the first token that cannot continue any valid text is the one
/// that is reported (spec: language 12.2), and what could have stood there is known from what was looked for.
/// </summary>
/// <param name="tokens">The last one is the end of input.</param>
/// <param name="table">The blocks of the language, for hints.</param>
internal sealed class TokenStream(SourceText source, Token[] tokens, BlockTable table)
{
    /// <summary>How deep expressions, blocks and patterns may nest.</summary>
    public const int MaxNesting = 500;

    private TokenSet _expected;

    public SourceText Source => source;

    public IReadOnlyList<Token> All => tokens;

    public BlockScanner Blocks { get; } = new(tokens, table);

    /// <summary>The index of the current token.</summary>
    public int Position { get; private set; }

    public int Nesting { get; private set; }

    /// <summary>How often a token was looked at.</summary>
    public long Looks { get; private set; }

    public ref readonly Token Current => ref tokens[Position];

    public TokenKind NextKind => Position + 1 < tokens.Length ? tokens[Position + 1].Kind : TokenKind.EndOfInput;

    /// <summary>The token that was taken last; the default in front of the first.</summary>
    public Token Last => Position == 0 ? default : tokens[Position - 1];

    /// <summary>Whether this is the current token; if not, it is remembered as one that could stand here.</summary>
    public bool At(TokenKind kind)
    {
        Looks++;
        if (Current.Kind == kind) return true;
        _expected = _expected.With(kind);
        return false;
    }

    /// <inheritdoc cref="At"/>
    public bool AtAny(TokenSet kinds)
    {
        Looks++;
        if (kinds.Contains(Current.Kind)) return true;
        _expected = _expected.With(kinds);
        return false;
    }

    public Token Take()
    {
        _expected = default;
        return tokens[Position++];
    }

    /// <summary>Takes the current token if it is this one.</summary>
    public bool Accept(TokenKind kind)
    {
        if (!At(kind)) return false;
        Take();
        return true;
    }

    /// <summary>Takes the current token, which must be this one; the end of input stays.</summary>
    /// <exception cref="ScriptException">It is another.</exception>
    public Token Expect(TokenKind kind)
    {
        if (!At(kind)) throw Unexpected();
        return Current.Kind == TokenKind.EndOfInput ? Current : Take();
    }

    /// <summary>Fails where the current token is none of these.</summary>
    /// <exception cref="ScriptException">It is another.</exception>
    public void ExpectAny(TokenSet kinds)
    {
        if (!AtAny(kinds)) throw Unexpected();
    }

    /// <summary>The part of the text from there to the end of the last token that was taken.</summary>
    public TextSpan From(int start) => new(start, Last.End);

    /// <summary>Items between commas, a trailing comma allowed, and what closes the list.</summary>
    public List<T> List<T>(TokenKind close, Func<T> item)
    {
        var items = new List<T>();
        while (!Accept(close))
        {
            items.Add(item());
            if (Accept(TokenKind.Comma)) continue;
            Expect(close);
            break;
        }

        return items;
    }

    /// <summary>Three dots, if there is the first one.</summary>
    public bool AcceptEllipsis()
    {
        if (!Accept(TokenKind.Dot)) return false;
        Expect(TokenKind.Dot);
        Expect(TokenKind.Dot);
        return true;
    }

    /// <summary>Counts a level of nesting; <see cref="Leave"/> ends it.</summary>
    /// <exception cref="ScriptException">There are too many.</exception>
    public void Enter()
    {
        if (++Nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ScriptException(new ScriptError(
                ErrorKind.ParserError, new Site(source, Current.Span), $"This nests deeper than {MaxNesting} levels", "give parts of it names of their own", 2));
    }

    public void Leave() => Nesting--;

    /// <summary>Goes on at another token, as recovery does behind an error.</summary>
    public void GoOn(int position, int nesting) => (Position, Nesting, _expected) = (position, nesting, default);

    /// <summary>The error that the current token is none of those that were looked for.</summary>
    public ScriptException Unexpected()
    {
        var misfit = new Misfit(source, tokens, Position, _expected, table, Blocks.InnermostOpen(Position));
        var site = new Site(source, Current.Span);
        var expected = ExpectedTokens.Names(_expected);
        var what = (expected.Count == 1 ? "" : "one of ") + string.Join(", ", expected.Select(static e => $"`{e}`"));
        return new ScriptException(Current.Kind == TokenKind.EndOfInput
            ? new ScriptError(ErrorKind.ParserError, site, $"The text ends here, but expected {what}", SyntaxHints.For(misfit), 2)
            : new ScriptError(ErrorKind.UnrecognizedToken, site, $"Found the token `{misfit.TextOf(Current)}` but expected {what}", SyntaxHints.For(misfit), 2));
    }
}
