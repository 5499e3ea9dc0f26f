using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>Patterns (spec: language 2.5).</content>
internal sealed partial class Parser
{
    private static readonly TokenSet s_comparisons = TokenSet.Of(
        TokenKind.Equal, TokenKind.NotEqual, TokenKind.GreaterEqual, TokenKind.Greater, TokenKind.LessEqual, TokenKind.Less);

    private Pattern Pattern()
    {
        Enter();
        var result = PatternBody();
        Leave();
        return result;
    }

    private Pattern PatternBody()
    {
        var start = Current.Start;
        if (At(TokenKind.RecordPattern)) return RecordPattern();
        if (At(TokenKind.ArrayPattern)) return ArrayPattern();
        if (At(TokenKind.TuplePattern)) return TuplePattern();
        if (At(TokenKind.Identifier) && NextKind == TokenKind.Assign)
        {
            var name = Take().Text!;
            Take();
            var inner = Pattern();
            return new NamedPattern(From(start), name, inner);
        }

        var value = Element();
        // What follows a name alone could also have been its `=`.
        if (value is ValuePattern { Value: PathExpression { Root: PathRoot.Name, Segments.Count: 0 } }) At(TokenKind.Assign);
        return value;
    }

    /// <summary>A pattern that also stands for an element of an array: <c>elempat</c>.</summary>
    private Pattern Element()
    {
        var start = Current.Start;
        if (At(TokenKind.RecordPattern)) return RecordPattern();
        if (Accept(TokenKind.Wildcard)) return new WildcardPattern(From(start));
        if (Accept(TokenKind.Tilde)) return Extractor();
        var value = Immutable();
        return new ValuePattern(value.Span, value);
    }

    private ExtractorPattern Extractor()
    {
        var name = Expect(TokenKind.Identifier);
        var argument = Expect(TokenKind.Extractor);
        return new ExtractorPattern(From(name.Start), name.Text!, argument.Text!);
    }

    private RecordPattern RecordPattern()
    {
        Enter();
        var start = Take().Start;
        var tests = List(TokenKind.RightBrace, FieldTest);
        Leave();
        return new RecordPattern(From(start), tests);
    }

    private FieldTest FieldTest()
    {
        var start = Current.Start;
        if (At(TokenKind.Present) || At(TokenKind.Absent))
        {
            var isPresent = Take().Kind == TokenKind.Present;
            var field = Expect(TokenKind.Identifier).Text!;
            return new PresenceTest(From(start), field, isPresent);
        }

        var name = Expect(TokenKind.Identifier).Text!;
        if (Accept(TokenKind.Assign))
        {
            // The name in front is part of the syntax and binds nothing.
            name = Expect(TokenKind.Identifier).Text!;
            Expect(TokenKind.TildeEqual);
            var extractor = Extractor();
            return new PatternTest(From(start), name, extractor);
        }

        if (Accept(TokenKind.TildeEqual))
        {
            Pattern nested = Current.Kind switch
            {
                TokenKind.RecordPattern => RecordPattern(),
                TokenKind.ArrayPattern => ArrayPattern(),
                TokenKind.TuplePattern => TuplePattern(),
                _ => NestedExtractor(),
            };
            return new PatternTest(From(start), name, nested);
        }

        if (!AtAny(s_comparisons)) throw Unexpected();
        var op = OperatorOf(Take().Kind);
        var value = Immutable();
        return new CompareTest(From(start), name, op, value);

        ExtractorPattern NestedExtractor()
        {
            AtAny(TokenSet.Of(TokenKind.RecordPattern, TokenKind.ArrayPattern, TokenKind.TuplePattern));
            return Extractor();
        }
    }

    private ArrayPattern ArrayPattern()
    {
        Enter();
        var start = Take().Start;
        var items = new List<Pattern>();
        if (!At(TokenKind.RightBracket))
        {
            do items.Add(Element());
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightBracket);
        Leave();
        return new ArrayPattern(From(start), items);
    }

    private TuplePattern TuplePattern()
    {
        Enter();
        var start = Take().Start;
        var items = new List<Pattern>();
        var isOpen = false;
        if (!At(TokenKind.RightParen))
        {
            do
            {
                if (Ellipsis())
                {
                    isOpen = true;
                    break;
                }

                items.Add(Element());
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightParen);
        Leave();
        return new TuplePattern(From(start), items, isOpen);
    }

    /// <summary>Three dots, if there is the first one.</summary>
    private bool Ellipsis()
    {
        if (!Accept(TokenKind.Dot)) return false;
        Expect(TokenKind.Dot);
        Expect(TokenKind.Dot);
        return true;
    }
}
