using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The tokens that the parts of expressions begin with (spec: language 2.3, language 2.4), each set with the one before.</summary>
internal static class Beginnings
{
    public static readonly TokenSet String = TokenSet.Of(TokenKind.StringStart, TokenKind.HeredocStart);

    public static readonly TokenSet Path = TokenSet.Of(
        TokenKind.LeftParen, TokenKind.Identifier, TokenKind.LeftBracket, TokenKind.LeftBrace, TokenKind.Dollar,
        TokenKind.Event, TokenKind.State, TokenKind.Args, TokenKind.Window, TokenKind.Group);

    public static readonly TokenSet Primary = TokenSet.Of(
        TokenKind.Patch, TokenKind.Merge, TokenKind.Recur, TokenKind.Null, TokenKind.True, TokenKind.False, TokenKind.Integer,
        TokenKind.Float, TokenKind.ShiftLeft).With(String).With(Path);

    public static readonly TokenSet Simple = TokenSet.Of(
        TokenKind.Plus, TokenKind.Minus, TokenKind.Not, TokenKind.Bang, TokenKind.Present, TokenKind.Absent).With(Primary);

    public static readonly TokenSet Immutable = TokenSet.Of(TokenKind.Match, TokenKind.For).With(Simple);
}
