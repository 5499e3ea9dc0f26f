using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Unary and binary operators (spec: language 2.4).</summary>
internal sealed class OperatorParser(TokenStream tokens, ExpressionParser expressions)
{
    /// <summary>Operands with operators between them.</summary>
    public Expression Chain() => Binary(1);

    /// <param name="minimum">The loosest level of operators that belong to it.</param>
    private Expression Binary(int minimum)
    {
        var start = tokens.Current.Start;
        var left = Unary();
        List<OperatorStep>? steps = null;
        Expression first = left;
        var level = 0;
        while (tokens.AtAny(BinaryOperators.All) && Precedence.Of(BinaryOperators.Of(tokens.Current.Kind)) is var next && next >= minimum)
        {
            var op = BinaryOperators.Of(tokens.Take().Kind);
            var right = Binary(next + 1);
            var step = new OperatorStep(op, right, tokens.Last.End);
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
        tokens.ExpectAny(Beginnings.Simple);
        if (tokens.Current.Kind is not (TokenKind.Plus or TokenKind.Minus)) return BitUnary();
        tokens.Enter();
        var start = tokens.Current.Start;
        var op = tokens.Take().Kind == TokenKind.Plus ? UnaryOperator.Plus : UnaryOperator.Minus;
        var operand = Unary();
        tokens.Leave();
        return new UnaryExpression(tokens.From(start), op, operand);
    }

    private Expression BitUnary()
    {
        if (!tokens.At(TokenKind.Not) && !tokens.At(TokenKind.Bang)) return Presence();
        tokens.Enter();
        var start = tokens.Current.Start;
        var op = tokens.Take().Kind == TokenKind.Not ? UnaryOperator.Not : UnaryOperator.BitNot;
        var operand = BitUnary();
        tokens.Leave();
        return new UnaryExpression(tokens.From(start), op, operand);
    }

    private Expression Presence()
    {
        if (!tokens.At(TokenKind.Present) && !tokens.At(TokenKind.Absent)) return expressions.Primary();
        var start = tokens.Current.Start;
        var isPresent = tokens.Take().Kind == TokenKind.Present;
        var path = expressions.Paths.Path();
        return new PresenceExpression(tokens.From(start), isPresent, path);
    }
}
