using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Binary literals (spec: language 10).</summary>
internal sealed class BytesParser(TokenStream tokens, ExpressionParser expressions)
{
    public BytesExpression Bytes()
    {
        var start = tokens.Take().Start;
        var parts = new List<BytesPart>();
        if (!tokens.At(TokenKind.ShiftRight))
        {
            do parts.Add(Part());
            while (tokens.Accept(TokenKind.Comma));
        }

        tokens.Expect(TokenKind.ShiftRight);
        return new BytesExpression(tokens.From(start), parts);
    }

    private BytesPart Part()
    {
        tokens.Enter();
        var start = tokens.Current.Start;
        var value = expressions.Primary();
        ulong? size = tokens.Accept(TokenKind.Colon) ? tokens.Expect(TokenKind.Integer).Bits : null;
        var type = tokens.Accept(TokenKind.Slash) ? tokens.Expect(TokenKind.Identifier).Text : null;
        tokens.Leave();
        return new BytesPart(tokens.From(start), value, size, type);
    }
}
