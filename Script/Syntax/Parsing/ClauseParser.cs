using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The rest of a clause behind its pattern: a condition, and the body.</summary>
internal sealed class ClauseParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    /// <summary>The condition, if there is one, and the arrow behind it.</summary>
    public Expression? Guard()
    {
        var guard = tokens.Accept(TokenKind.When) ? expressions.Immutable() : null;
        tokens.Expect(TokenKind.Arrow);
        return guard;
    }

    /// <summary>Expressions one after the other, each an item that recovery may go on behind.</summary>
    /// <param name="ends">What may follow the last one.</param>
    public List<Expression> Body(bool isMutable, TokenSet ends)
    {
        var separator = isMutable ? TokenKind.Semicolon : TokenKind.Comma;
        var stops = ends.With(separator);
        var body = new List<Expression>();
        do recovery.Item(() => body.Add(isMutable ? expressions.Mutable() : expressions.Immutable()), stops);
        while (tokens.Accept(separator));
        return body;
    }
}
