using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The tokens of the binary operators.</summary>
internal static class BinaryOperators
{
    public static readonly TokenSet Comparisons = TokenSet.Of(
        TokenKind.Equal, TokenKind.NotEqual, TokenKind.GreaterEqual, TokenKind.Greater, TokenKind.LessEqual, TokenKind.Less);

    /// <summary>Those that compute something: what a <c>for</c> can combine results with.</summary>
    public static readonly TokenSet Folding = TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent);

    public static readonly TokenSet All = Comparisons.With(Folding);

    /// <summary>The operators, the loosest first, those of one level with one number.</summary>
    public static IEnumerable<(int Level, TokenKind Token, BinaryOperator Operator)> ByLevel =>
        All.Kinds().Select(static k => (Precedence.Of(Of(k)), k, Of(k))).OrderBy(static o => o.Item3);

    public static BinaryOperator Of(TokenKind op) => op switch
    {
        TokenKind.Or => BinaryOperator.Or,
        TokenKind.Xor => BinaryOperator.Xor,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Caret => BinaryOperator.BitXor,
        TokenKind.Ampersand => BinaryOperator.BitAnd,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.GreaterEqual => BinaryOperator.GreaterEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.LessEqual => BinaryOperator.LessEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.ShiftLeft => BinaryOperator.ShiftLeft,
        TokenKind.ShiftRight => BinaryOperator.ShiftRight,
        TokenKind.ShiftRightUnsigned => BinaryOperator.ShiftRightUnsigned,
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        _ => BinaryOperator.Modulo,
    };
}
