using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>Unary and binary operators (spec: language 2.4).</content>
internal sealed partial class Parser
{
    /// <summary>How many levels of precedence binary operators have.</summary>
    public const int Levels = 10;

    private static readonly TokenSet s_binaryOperators = TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.Equal, TokenKind.NotEqual,
        TokenKind.GreaterEqual, TokenKind.Greater, TokenKind.LessEqual, TokenKind.Less, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent);

    /// <summary>The binary operators, the loosest first, those of one level with one number.</summary>
    public static IEnumerable<(int Level, TokenKind Token, BinaryOperator Operator)> BinaryOperators =>
        s_binaryOperators.Kinds().Select(static k => (LevelOf(OperatorOf(k)), k, OperatorOf(k))).OrderBy(static o => o.Item3);

    /// <summary>How tight an operator binds, from 1 to <see cref="Levels"/>, the loosest first.</summary>
    public static int LevelOf(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.Xor => 2,
        BinaryOperator.And => 3,
        BinaryOperator.BitXor => 4,
        BinaryOperator.BitAnd => 5,
        BinaryOperator.Equal or BinaryOperator.NotEqual => 6,
        BinaryOperator.GreaterEqual or BinaryOperator.Greater or BinaryOperator.LessEqual or BinaryOperator.Less => 7,
        BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightUnsigned => 8,
        BinaryOperator.Add or BinaryOperator.Subtract => 9,
        _ => Levels,
    };

    /// <summary><c>iexpr</c>: operators over primaries.</summary>
    private Expression Simple()
    {
        Enter();
        var result = Binary(1);
        Leave();
        return result;
    }

    private Expression Binary(int minimum)
    {
        var start = Current.Start;
        var left = Unary();
        List<OperatorStep>? steps = null;
        Expression first = left;
        var level = 0;
        while (AtAny(s_binaryOperators) && LevelOf(OperatorOf(Current.Kind)) is var next && next >= minimum)
        {
            var op = OperatorOf(Take().Kind);
            var right = Binary(next + 1);
            var step = new OperatorStep(op, right, LastEnd);
            if (steps is null || next != level)
            {
                // A looser operator takes all that stands to its left as its first operand.
                if (steps is not null) first = new OperatorChain(new TextSpan(start, steps[^1].End), first, steps);
                steps = [];
                level = next;
            }

            steps.Add(step);
        }

        return steps is null ? left : new OperatorChain(new TextSpan(start, steps[^1].End), first, steps);
    }

    private Expression Unary()
    {
        if (!AtAny(s_simpleStart)) throw Unexpected();
        if (Current.Kind is not (TokenKind.Plus or TokenKind.Minus)) return BitUnary();
        Enter();
        var start = Current.Start;
        var op = Take().Kind == TokenKind.Plus ? UnaryOperator.Plus : UnaryOperator.Minus;
        var operand = Unary();
        Leave();
        return new UnaryExpression(From(start), op, operand);
    }

    private Expression BitUnary()
    {
        if (!At(TokenKind.Not) && !At(TokenKind.Bang)) return Presence();
        Enter();
        var start = Current.Start;
        var op = Take().Kind == TokenKind.Not ? UnaryOperator.Not : UnaryOperator.BitNot;
        var operand = BitUnary();
        Leave();
        return new UnaryExpression(From(start), op, operand);
    }

    private Expression Presence()
    {
        if (!At(TokenKind.Present) && !At(TokenKind.Absent)) return Primary();
        var start = Current.Start;
        var isPresent = Take().Kind == TokenKind.Present;
        var path = Path();
        return new PresenceExpression(From(start), isPresent, path);
    }

    private static BinaryOperator OperatorOf(TokenKind op) => op switch
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
