using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Expressions that make changed copies: <c>patch</c> and <c>merge</c> (spec: language 2.3).</summary>
internal sealed class PatchParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    private static readonly TokenSet s_stops = TokenSet.Of(TokenKind.Semicolon, TokenKind.End);

    private static readonly TokenSet s_operators = TokenSet.Of(
        TokenKind.Insert, TokenKind.Upsert, TokenKind.Update, TokenKind.Erase, TokenKind.Move, TokenKind.Copy, TokenKind.Merge, TokenKind.Default);

    public PatchExpression Patch()
    {
        var start = tokens.Take().Start;
        var target = expressions.Immutable();
        tokens.Expect(TokenKind.Of);
        var operations = new List<PatchOperation>();
        do recovery.Item(() => operations.Add(Operation()), s_stops, TokenKind.Patch);
        while (tokens.Accept(TokenKind.Semicolon));
        tokens.Expect(TokenKind.End);
        return new PatchExpression(tokens.From(start), target, operations);
    }

    public MergeExpression Merge()
    {
        var start = tokens.Take().Start;
        var target = expressions.Immutable();
        tokens.Expect(TokenKind.Of);
        var change = expressions.Immutable();
        tokens.Expect(TokenKind.End);
        return new MergeExpression(tokens.From(start), target, change);
    }

    private PatchOperation Operation()
    {
        tokens.ExpectAny(s_operators);
        var token = tokens.Take();
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
        if (op is not (PatchOperator.Merge or PatchOperator.Default) || tokens.AtAny(Beginnings.String)) name = expressions.Strings.String();
        if (op == PatchOperator.Erase) return new PatchOperation(tokens.From(token.Start), op, name, null, null);
        tokens.Expect(TokenKind.Arrow);
        if (op is PatchOperator.Move or PatchOperator.Copy)
        {
            var to = expressions.Strings.String();
            return new PatchOperation(tokens.From(token.Start), op, name, to, null);
        }

        var value = expressions.Immutable();
        return new PatchOperation(tokens.From(token.Start), op, name, null, value);
    }
}
