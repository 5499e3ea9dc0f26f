using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The tokens that could have stood at a place, in words: the dozens of tokens that begin an expression are an expression.</summary>
internal static class ExpectedTokens
{
    private static readonly TokenSet s_literals = TokenSet.Of(
        TokenKind.Null, TokenKind.True, TokenKind.False, TokenKind.Integer, TokenKind.Float, TokenKind.StringStart, TokenKind.HeredocStart);

    private static readonly TokenSet s_paths = TokenSet.Of(
        TokenKind.Identifier, TokenKind.LeftParen, TokenKind.LeftBracket, TokenKind.LeftBrace, TokenKind.Dollar, TokenKind.Event,
        TokenKind.State, TokenKind.Args, TokenKind.Window, TokenKind.Group);

    private static readonly TokenSet s_comparisons = TokenSet.Of(
        TokenKind.Equal, TokenKind.NotEqual, TokenKind.GreaterEqual, TokenKind.Greater, TokenKind.LessEqual, TokenKind.Less);

    private static readonly TokenSet s_operators = s_comparisons.With(TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent));

    private static readonly TokenSet s_patterns = TokenSet.Of(TokenKind.Wildcard, TokenKind.Tilde, TokenKind.RecordPattern);

    /// <summary>From the widest to the narrowest: what a group has all of is taken away, with what only goes along with it.</summary>
    private static readonly Group[] s_groups =
    [
        new("<pattern>", s_literals.With(s_paths).With(s_patterns), Beginnings().With(TokenSet.Of(TokenKind.ArrayPattern, TokenKind.TuplePattern))),
        new("<expression>", s_literals.With(s_paths), Beginnings()),
        new("<operator>", s_operators, default),
        new("<comparison>", s_comparisons, default),
        new("<path>", s_paths, default),
        new("<definition>", TokenSet.Of(TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic), TokenSet.Of(TokenKind.Use, TokenKind.Doc, TokenKind.ModuleDoc)),
        new(
            "<patch-operation>", TokenSet.Of(TokenKind.Insert, TokenKind.Erase, TokenKind.Default),
            TokenSet.Of(TokenKind.Upsert, TokenKind.Update, TokenKind.Move, TokenKind.Copy, TokenKind.Merge)),
        new("<string>", TokenSet.Of(TokenKind.StringStart, TokenKind.HeredocStart), default),
    ];

    /// <summary>Names of tokens and groups of them: single tokens first, the end of the text last.</summary>
    public static List<string> Names(TokenSet expected)
    {
        var groups = new List<string>();
        var rest = expected;
        foreach (var group in s_groups)
        {
            // A token that begins an expression may be an operator as well: each group is looked for among all.
            if (!expected.Contains(group.Needed) || !rest.Intersects(group.Needed)) continue;
            groups.Add(group.Name);
            rest = rest.Without(group.Needed).Without(group.Optional);
        }

        var names = rest.Kinds().Where(static k => k is not (TokenKind.Bad or TokenKind.EndOfInput)).Select(Tokens.NameOf).Distinct().ToList();
        names.AddRange(groups);
        if (expected.Contains(TokenKind.EndOfInput)) names.Add(Tokens.NameOf(TokenKind.EndOfInput));
        return names;
    }

    /// <summary>Whether a token begins an expression.</summary>
    public static bool IsExpression(TokenKind kind) => s_literals.With(s_paths).With(Beginnings()).Contains(kind);

    private static TokenSet Beginnings() => s_literals.With(s_paths).With(TokenSet.Of(
        TokenKind.Patch, TokenKind.Merge, TokenKind.Recur, TokenKind.ShiftLeft, TokenKind.Plus, TokenKind.Minus, TokenKind.Not, TokenKind.Bang,
        TokenKind.Present, TokenKind.Absent, TokenKind.Match, TokenKind.For, TokenKind.Let, TokenKind.Emit, TokenKind.Drop));

    /// <param name="Needed">All of these must be expected.</param>
    /// <param name="Optional">What belongs to the group too.</param>
    private sealed record Group(string Name, TokenSet Needed, TokenSet Optional);
}
