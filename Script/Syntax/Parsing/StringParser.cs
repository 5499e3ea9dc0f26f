using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Strings and heredocs, whose interpolations hold expressions (spec: language 1.7).</summary>
internal sealed class StringParser(TokenStream tokens, ExpressionParser expressions)
{
    public StringExpression String()
    {
        tokens.ExpectAny(Beginnings.String);
        var start = tokens.Current.Start;
        var end = tokens.Take().Kind == TokenKind.StringStart ? TokenKind.StringEnd : TokenKind.HeredocEnd;
        var parts = new List<StringPart>();
        while (tokens.Current.Kind != end)
        {
            if (tokens.Current.Kind == TokenKind.StringText)
            {
                parts.Add(new StringPart(tokens.Take().Text, null));
                continue;
            }

            tokens.Expect(TokenKind.InterpolationStart);
            parts.Add(new StringPart(null, expressions.Simple()));
            tokens.Expect(TokenKind.InterpolationEnd);
        }

        tokens.Take();
        return new StringExpression(tokens.From(start), parts);
    }
}
