using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Patterns (spec: language 2.5).</summary>
internal sealed class PatternParser(TokenStream tokens, ExpressionParser expressions)
{
    private static readonly TokenSet s_nested = TokenSet.Of(TokenKind.RecordPattern, TokenKind.ArrayPattern, TokenKind.TuplePattern);

    /// <summary>The pattern behind <c>case</c>.</summary>
    public Pattern Pattern()
    {
        tokens.Enter();
        var result = Body();
        tokens.Leave();
        return result;
    }

    /// <summary>A pattern that also stands for an element of an array: <c>elempat</c>.</summary>
    public Pattern Element()
    {
        var start = tokens.Current.Start;
        if (tokens.At(TokenKind.RecordPattern)) return Record();
        if (tokens.Accept(TokenKind.Wildcard)) return new WildcardPattern(tokens.From(start));
        if (tokens.Accept(TokenKind.Tilde)) return Extractor();
        var value = expressions.Immutable();
        return new ValuePattern(value.Span, value);
    }

    private Pattern Body()
    {
        var start = tokens.Current.Start;
        if (tokens.AtAny(s_nested)) return Nested();
        if (tokens.At(TokenKind.Identifier) && tokens.NextKind == TokenKind.Assign)
        {
            var name = tokens.Take().Text!;
            tokens.Take();
            var inner = Pattern();
            return new NamedPattern(tokens.From(start), name, inner);
        }

        var value = Element();
        // What follows a name alone could also have been its `=`.
        if (value is ValuePattern { Value: PathExpression { Root: PathRoot.Name, Segments.Count: 0 } }) tokens.At(TokenKind.Assign);
        return value;
    }

    private Pattern Nested() => tokens.Current.Kind switch
    {
        TokenKind.RecordPattern => Record(),
        TokenKind.ArrayPattern => Array(),
        _ => Tuple(),
    };

    private ExtractorPattern Extractor()
    {
        var name = tokens.Expect(TokenKind.Identifier);
        var argument = tokens.Expect(TokenKind.Extractor);
        return new ExtractorPattern(tokens.From(name.Start), name.Text!, argument.Text!);
    }

    private RecordPattern Record()
    {
        tokens.Enter();
        var start = tokens.Take().Start;
        var tests = tokens.List(TokenKind.RightBrace, FieldTest);
        tokens.Leave();
        return new RecordPattern(tokens.From(start), tests);
    }

    private FieldTest FieldTest()
    {
        var start = tokens.Current.Start;
        if (tokens.At(TokenKind.Present) || tokens.At(TokenKind.Absent))
        {
            var isPresent = tokens.Take().Kind == TokenKind.Present;
            var field = tokens.Expect(TokenKind.Identifier).Text!;
            return new PresenceTest(tokens.From(start), field, isPresent);
        }

        var name = tokens.Expect(TokenKind.Identifier).Text!;
        if (tokens.Accept(TokenKind.Assign))
        {
            // The name in front is part of the syntax and binds nothing.
            name = tokens.Expect(TokenKind.Identifier).Text!;
            tokens.Expect(TokenKind.TildeEqual);
            var extractor = Extractor();
            return new PatternTest(tokens.From(start), name, extractor);
        }

        if (tokens.Accept(TokenKind.TildeEqual))
        {
            var nested = tokens.AtAny(s_nested) ? Nested() : Extractor();
            return new PatternTest(tokens.From(start), name, nested);
        }

        tokens.ExpectAny(BinaryOperators.Comparisons);
        var op = BinaryOperators.Of(tokens.Take().Kind);
        var value = expressions.Immutable();
        return new CompareTest(tokens.From(start), name, op, value);
    }

    private ArrayPattern Array()
    {
        tokens.Enter();
        var start = tokens.Take().Start;
        var items = new List<Pattern>();
        if (!tokens.At(TokenKind.RightBracket))
        {
            do items.Add(Element());
            while (tokens.Accept(TokenKind.Comma));
        }

        tokens.Expect(TokenKind.RightBracket);
        tokens.Leave();
        return new ArrayPattern(tokens.From(start), items);
    }

    private TuplePattern Tuple()
    {
        tokens.Enter();
        var start = tokens.Take().Start;
        var items = new List<Pattern>();
        var isOpen = false;
        if (!tokens.At(TokenKind.RightParen))
        {
            do
            {
                if (tokens.AcceptEllipsis())
                {
                    isOpen = true;
                    break;
                }

                items.Add(Element());
            }
            while (tokens.Accept(TokenKind.Comma));
        }

        tokens.Expect(TokenKind.RightParen);
        tokens.Leave();
        return new TuplePattern(tokens.From(start), items, isOpen);
    }
}
