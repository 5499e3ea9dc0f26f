using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>Paths and the primaries that a path may begin with (spec: language 2.3 and 4).</content>
internal sealed partial class Parser
{
    private PathExpression Path()
    {
        if (!AtAny(s_pathStart)) throw Unexpected();
        return (PathExpression)PathOrPrimary(mustBePath: true);
    }

    /// <summary>A path, or one of the primaries that a path may begin with.</summary>
    private Expression PathOrPrimary(bool mustBePath)
    {
        var start = Current.Start;
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Dollar:
                Take();
                if (!At(TokenKind.Identifier)) return new PathExpression(From(start), PathRoot.Meta, [], "", null, []);
                var field = Take();
                var segments = Segments(new FieldSegment(field.Span, field.Text!));
                return new PathExpression(From(start), PathRoot.Meta, [], "", null, segments);
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
                var prefix = Prefix(out var name);
                if (At(TokenKind.LeftParen))
                {
                    var arguments = Arguments();
                    return Extended(new CallExpression(From(start), prefix, name, arguments));
                }

                var named = Segments(null);
                return new PathExpression(From(start), prefix.Count > 0 ? PathRoot.Qualified : PathRoot.Name, prefix, name, null, named);
            case TokenKind.LeftParen:
                Take();
                var inner = Immutable();
                Expect(TokenKind.RightParen);
                return Extended(inner);
            case TokenKind.LeftBracket:
                Take();
                var items = List(TokenKind.RightBracket, Immutable);
                return Extended(new ArrayExpression(From(start), items));
            default:
                Expect(TokenKind.LeftBrace);
                var fields = List(TokenKind.RightBrace, RecordField);
                return Extended(new RecordExpression(From(start), fields));
        }

        PathExpression Rooted(PathRoot root)
        {
            Take();
            var segments = Segments(null);
            return new PathExpression(From(start), root, [], "", null, segments);
        }

        Expression Extended(Expression root)
        {
            if (mustBePath && !At(TokenKind.Dot) && !At(TokenKind.LeftBracket)) throw Unexpected();
            var segments = Segments(null);
            return segments.Count == 0 ? root : new PathExpression(From(start), PathRoot.Expression, [], "", root, segments);
        }
    }

    /// <summary>Module names and the name behind them.</summary>
    private List<string> Prefix(out string name)
    {
        var names = new List<string>();
        name = Expect(TokenKind.Identifier).Text!;
        while (Accept(TokenKind.ColonColon))
        {
            names.Add(name);
            name = Expect(TokenKind.Identifier).Text!;
        }

        return names;
    }

    private List<Segment> Segments(Segment? first)
    {
        var segments = new List<Segment>();
        if (first is not null) segments.Add(first);
        while (true)
        {
            if (Accept(TokenKind.Dot))
            {
                var name = Expect(TokenKind.Identifier);
                segments.Add(new FieldSegment(name.Span, name.Text!));
            }
            else if (Accept(TokenKind.LeftBracket))
            {
                var start = Current.Start;
                var index = Immutable();
                if (Accept(TokenKind.Colon))
                {
                    var to = Immutable();
                    segments.Add(new RangeSegment(From(start), index, to));
                }
                else segments.Add(new IndexSegment(From(start), index));
                Expect(TokenKind.RightBracket);
            }
            else return segments;
        }
    }
}
