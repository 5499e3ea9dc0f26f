using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Expressions with clauses: <c>match</c> and <c>for</c> (spec: language 2.3).</summary>
internal sealed class MatchParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    private static readonly TokenSet s_matchStops = TokenSet.Of(TokenKind.Case, TokenKind.End);
    private static readonly TokenSet s_forStops = TokenSet.Of(TokenKind.Case, TokenKind.Into, TokenKind.End);

    public MatchExpression Match(bool isMutable)
    {
        var start = tokens.Take().Start;
        var target = Target();
        var clauses = new List<MatchClause>();
        do
        {
            var clauseStart = tokens.Last.Start;
            recovery.Item(
                () =>
                {
                    var pattern = expressions.Patterns.Pattern();
                    var guard = expressions.Clauses.Guard();
                    var body = expressions.Clauses.Body(isMutable, s_matchStops);
                    clauses.Add(new MatchClause(tokens.From(clauseStart), pattern, guard, body));
                },
                s_matchStops);
        }
        while (tokens.Accept(TokenKind.Case));
        tokens.Expect(TokenKind.End);
        return new MatchExpression(tokens.From(start), isMutable, target, clauses);
    }

    public ForExpression For(bool isMutable)
    {
        var start = tokens.Take().Start;
        var target = Target();
        var clauses = new List<ForClause>();
        do recovery.Item(() => clauses.Add(ForClause(isMutable)), s_forStops);
        while (tokens.Accept(TokenKind.Case));
        Expression? into = null;
        BinaryOperator? fold = null;
        if (tokens.Accept(TokenKind.Into))
        {
            into = expressions.Immutable();
            if (tokens.Accept(TokenKind.Use))
            {
                tokens.ExpectAny(BinaryOperators.Folding);
                fold = BinaryOperators.Of(tokens.Take().Kind);
            }
        }

        tokens.Expect(TokenKind.End);
        return new ForExpression(tokens.From(start), isMutable, target, clauses, into, fold);
    }

    /// <summary>The target, up to the first clause.</summary>
    private Expression Target()
    {
        var target = expressions.Immutable();
        tokens.Expect(TokenKind.Of);
        tokens.Expect(TokenKind.Case);
        return target;
    }

    private ForClause ForClause(bool isMutable)
    {
        var start = tokens.Expect(TokenKind.LeftParen).Start;
        var key = tokens.Expect(TokenKind.Identifier).Text!;
        tokens.Expect(TokenKind.Comma);
        var value = tokens.Expect(TokenKind.Identifier).Text!;
        tokens.Expect(TokenKind.RightParen);
        var span = new TextSpan(start, tokens.Current.Start);
        var guard = expressions.Clauses.Guard();
        return new ForClause(span, key, value, guard, expressions.Clauses.Body(isMutable, s_forStops));
    }
}
