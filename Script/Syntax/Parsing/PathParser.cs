using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Paths, the primaries that a path may begin with, and qualified names (spec: language 2.3, language 4).</summary>
internal sealed class PathParser(TokenStream tokens, ExpressionParser expressions)
{
    public PathExpression Path()
    {
        tokens.ExpectAny(Beginnings.Path);
        return (PathExpression)PathOrPrimary(mustBePath: true);
    }

    /// <summary>A path, or one of the primaries that a path may begin with.</summary>
    public Expression PathOrPrimary(bool mustBePath = false)
    {
        var token = tokens.Current;
        var start = token.Start;
        switch (token.Kind)
        {
            case TokenKind.Dollar:
                tokens.Take();
                if (!tokens.At(TokenKind.Identifier)) return new PathExpression(tokens.From(start), PathRoot.Meta, [], "", null, []);
                var field = tokens.Take();
                var segments = Segments(new FieldSegment(field.Span, field.Text!));
                return new PathExpression(tokens.From(start), PathRoot.Meta, [], "", null, segments);
            case TokenKind.Event:
                return Rooted(PathRoot.Event);
            case TokenKind.State:
                return Rooted(PathRoot.State);
            case TokenKind.Args:
                return Rooted(PathRoot.Args);
            case TokenKind.Window:
                return Rooted(PathRoot.Window);
            case TokenKind.Group:
                return Rooted(PathRoot.Group);
            case TokenKind.Identifier:
                var prefix = QualifiedName(out var name);
                if (tokens.At(TokenKind.LeftParen))
                {
                    var arguments = expressions.Arguments();
                    return Extended(new CallExpression(tokens.From(start), prefix, name, arguments), start, mustBePath);
                }

                var named = Segments(null);
                return new PathExpression(tokens.From(start), prefix.Count > 0 ? PathRoot.Qualified : PathRoot.Name, prefix, name, null, named);
            case TokenKind.LeftParen:
                tokens.Take();
                var inner = expressions.Immutable();
                tokens.Expect(TokenKind.RightParen);
                return Extended(inner, start, mustBePath);
            case TokenKind.LeftBracket:
                tokens.Take();
                var items = tokens.List(TokenKind.RightBracket, expressions.Immutable);
                return Extended(new ArrayExpression(tokens.From(start), items), start, mustBePath);
            default:
                tokens.Expect(TokenKind.LeftBrace);
                var fields = tokens.List(TokenKind.RightBrace, RecordField);
                return Extended(new RecordExpression(tokens.From(start), fields), start, mustBePath);
        }
    }

    /// <summary>Module names, which are returned, and the name behind them.</summary>
    public List<string> QualifiedName(out string name)
    {
        var names = new List<string>();
        name = tokens.Expect(TokenKind.Identifier).Text!;
        while (tokens.Accept(TokenKind.ColonColon))
        {
            names.Add(name);
            name = tokens.Expect(TokenKind.Identifier).Text!;
        }

        return names;
    }

    private PathExpression Rooted(PathRoot root)
    {
        var start = tokens.Take().Start;
        var segments = Segments(null);
        return new PathExpression(tokens.From(start), root, [], "", null, segments);
    }

    private Expression Extended(Expression root, int start, bool mustBePath)
    {
        if (mustBePath && !tokens.At(TokenKind.Dot) && !tokens.At(TokenKind.LeftBracket)) throw tokens.Unexpected();
        var segments = Segments(null);
        return segments.Count == 0 ? root : new PathExpression(tokens.From(start), PathRoot.Expression, [], "", root, segments);
    }

    private RecordField RecordField()
    {
        var key = expressions.Strings.String();
        tokens.Expect(TokenKind.Colon);
        return new RecordField(key, expressions.Immutable());
    }

    private List<Segment> Segments(Segment? first)
    {
        var segments = new List<Segment>();
        if (first is not null) segments.Add(first);
        while (true)
        {
            if (tokens.Accept(TokenKind.Dot))
            {
                var name = tokens.Expect(TokenKind.Identifier);
                segments.Add(new FieldSegment(name.Span, name.Text!));
            }
            else if (tokens.Accept(TokenKind.LeftBracket))
            {
                var start = tokens.Current.Start;
                var index = expressions.Immutable();
                if (tokens.Accept(TokenKind.Colon))
                {
                    var to = expressions.Immutable();
                    segments.Add(new RangeSegment(tokens.From(start), index, to));
                }
                else segments.Add(new IndexSegment(tokens.From(start), index));
                tokens.Expect(TokenKind.RightBracket);
            }
            else return segments;
        }
    }
}
