using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>What reaches to an <c>end</c>: match, for, patch and merge (spec: language 2.3).</content>
internal sealed partial class Parser
{
    private static readonly TokenSet s_matchStops = TokenSet.Of(TokenKind.Case, TokenKind.End);
    private static readonly TokenSet s_forStops = TokenSet.Of(TokenKind.Case, TokenKind.Into, TokenKind.End);
    private static readonly TokenSet s_patchStops = TokenSet.Of(TokenKind.Semicolon, TokenKind.End);

    private static readonly TokenSet s_foldOperators = TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent);

    private static readonly TokenSet s_patchOperators = TokenSet.Of(
        TokenKind.Insert, TokenKind.Upsert, TokenKind.Update, TokenKind.Erase, TokenKind.Move, TokenKind.Copy, TokenKind.Merge, TokenKind.Default);

    private MatchExpression Match(bool isMutable)
    {
        var start = Take().Start;
        var target = Immutable();
        Expect(TokenKind.Of);
        var clauses = new List<MatchClause>();
        Expect(TokenKind.Case);
        do
        {
            var clauseStart = _tokens[_at - 1].Start;
            Guarded(
                () =>
                {
                    var pattern = Pattern();
                    var guard = Accept(TokenKind.When) ? Immutable() : null;
                    Expect(TokenKind.Arrow);
                    var body = Body(isMutable, StopsOf(isMutable, s_matchStops));
                    clauses.Add(new MatchClause(From(clauseStart), pattern, guard, body));
                },
                s_matchStops);
        }
        while (Accept(TokenKind.Case));
        Expect(TokenKind.End);
        return new MatchExpression(From(start), isMutable, target, clauses);
    }

    private ForExpression For(bool isMutable)
    {
        var start = Take().Start;
        var target = Immutable();
        Expect(TokenKind.Of);
        var clauses = new List<ForClause>();
        Expect(TokenKind.Case);
        do
        {
            Guarded(
                () =>
                {
                    var clauseStart = Expect(TokenKind.LeftParen).Start;
                    var key = Expect(TokenKind.Identifier).Text!;
                    Expect(TokenKind.Comma);
                    var value = Expect(TokenKind.Identifier).Text!;
                    Expect(TokenKind.RightParen);
                    var span = new TextSpan(clauseStart, Current.Start);
                    var guard = Accept(TokenKind.When) ? Immutable() : null;
                    Expect(TokenKind.Arrow);
                    clauses.Add(new ForClause(span, key, value, guard, Body(isMutable, StopsOf(isMutable, s_forStops))));
                },
                s_forStops);
        }
        while (Accept(TokenKind.Case));
        Expression? into = null;
        BinaryOperator? fold = null;
        if (Accept(TokenKind.Into))
        {
            into = Immutable();
            if (Accept(TokenKind.Use))
            {
                if (!AtAny(s_foldOperators)) throw Unexpected();
                fold = OperatorOf(Take().Kind);
            }
        }

        Expect(TokenKind.End);
        return new ForExpression(From(start), isMutable, target, clauses, into, fold);
    }

    /// <param name="stops">What may stand behind an expression: the separator, and what ends the body.</param>
    private List<Expression> Body(bool isMutable, TokenSet stops)
    {
        var body = new List<Expression>();
        do Guarded(() => body.Add(isMutable ? Mutable() : Immutable()), stops);
        while (Accept(isMutable ? TokenKind.Semicolon : TokenKind.Comma));
        return body;
    }

    private static TokenSet StopsOf(bool isMutable, TokenSet clauseStops) => clauseStops.With(isMutable ? TokenKind.Semicolon : TokenKind.Comma);

    private PatchExpression Patch()
    {
        var start = Take().Start;
        var target = Immutable();
        Expect(TokenKind.Of);
        var operations = new List<PatchOperation>();
        do Guarded(() => operations.Add(PatchOperation()), s_patchStops, TokenKind.Patch);
        while (Accept(TokenKind.Semicolon));
        Expect(TokenKind.End);
        return new PatchExpression(From(start), target, operations);
    }

    private PatchOperation PatchOperation()
    {
        if (!AtAny(s_patchOperators)) throw Unexpected();
        var token = Take();
        var op = token.Kind switch
        {
            TokenKind.Insert => PatchOperator.Insert,
            TokenKind.Upsert => PatchOperator.Upsert,
            TokenKind.Update => PatchOperator.Update,
            TokenKind.Erase => PatchOperator.Erase,
            TokenKind.Move => PatchOperator.Move,
            TokenKind.Copy => PatchOperator.Copy,
            TokenKind.Merge => PatchOperator.Merge,
            _ => PatchOperator.Default,
        };
        StringExpression? name = null;
        if (op is not (PatchOperator.Merge or PatchOperator.Default) || AtAny(s_stringStart)) name = String();
        if (op == PatchOperator.Erase) return new PatchOperation(From(token.Start), op, name, null, null);
        Expect(TokenKind.Arrow);
        if (op is PatchOperator.Move or PatchOperator.Copy)
        {
            var to = String();
            return new PatchOperation(From(token.Start), op, name, to, null);
        }

        var value = Immutable();
        return new PatchOperation(From(token.Start), op, name, null, value);
    }

    private MergeExpression Merge()
    {
        var start = Take().Start;
        var target = Immutable();
        Expect(TokenKind.Of);
        var change = Immutable();
        Expect(TokenKind.End);
        return new MergeExpression(From(start), target, change);
    }
}
