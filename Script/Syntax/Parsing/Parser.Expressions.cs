using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>Expressions (spec: language 2.3 and 2.4).</content>
internal sealed partial class Parser
{
    private static readonly TokenSet s_pathStart = TokenSet.Of(
        TokenKind.LeftParen, TokenKind.Identifier, TokenKind.LeftBracket, TokenKind.LeftBrace, TokenKind.Dollar,
        TokenKind.Event, TokenKind.State, TokenKind.Args, TokenKind.Window, TokenKind.Group);

    private static readonly TokenSet s_primaryStart = TokenSet.Of(
        TokenKind.Patch, TokenKind.Merge, TokenKind.Recur, TokenKind.Null, TokenKind.True, TokenKind.False, TokenKind.Integer,
        TokenKind.Float, TokenKind.StringStart, TokenKind.HeredocStart, TokenKind.ShiftLeft).With(s_pathStart);

    private static readonly TokenSet s_simpleStart = TokenSet.Of(
        TokenKind.Plus, TokenKind.Minus, TokenKind.Not, TokenKind.Bang, TokenKind.Present, TokenKind.Absent).With(s_primaryStart);

    private static readonly TokenSet s_immutableStart = TokenSet.Of(TokenKind.Match, TokenKind.For).With(s_simpleStart);

    private static readonly TokenSet s_stringStart = TokenSet.Of(TokenKind.StringStart, TokenKind.HeredocStart);

    /// <summary><c>expr</c>: what a statement is; may assign, emit and drop.</summary>
    private Expression Mutable()
    {
        Enter();
        var start = Current.Start;
        Expression result;
        if (At(TokenKind.Match)) result = Match(isMutable: true);
        else if (At(TokenKind.For)) result = For(isMutable: true);
        else if (Accept(TokenKind.Let))
        {
            var pathStart = Current.Start;
            var path = Path();
            Expect(TokenKind.Assign);
            var value = Mutable();
            result = new LetExpression(From(pathStart), path, value);
        }
        else if (Accept(TokenKind.Drop)) result = new DropExpression(From(start));
        else if (Accept(TokenKind.Emit))
        {
            var value = AtAny(s_immutableStart) ? Immutable() : null;
            var port = Accept(TokenKind.Arrow) ? String() : null;
            result = new EmitExpression(From(start), value, port);
        }
        else result = Simple();

        Leave();
        return result;
    }

    /// <summary><c>cexpr</c>: changes nothing.</summary>
    private Expression Immutable()
    {
        Enter();
        var result = At(TokenKind.Match) ? Match(isMutable: false) : At(TokenKind.For) ? For(isMutable: false) : Simple();
        Leave();
        return result;
    }

    private Expression Primary()
    {
        if (!AtAny(s_primaryStart)) throw Unexpected();
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Null:
                return Literal(Value.Null);
            case TokenKind.True:
                return Literal(Value.True);
            case TokenKind.False:
                return Literal(Value.False);
            case TokenKind.Integer:
                return Literal(Value.From(token.Bits));
            case TokenKind.Float:
                return Literal(Value.From(BitConverter.UInt64BitsToDouble(token.Bits)));
            case TokenKind.StringStart or TokenKind.HeredocStart:
                return String();
            case TokenKind.Patch:
                return Patch();
            case TokenKind.Merge:
                return Merge();
            case TokenKind.ShiftLeft:
                return Bytes();
            case TokenKind.Recur:
                Take();
                var arguments = Arguments();
                return new RecurExpression(From(token.Start), arguments);
            default:
                return PathOrPrimary(mustBePath: false);
        }

        LiteralExpression Literal(Value value)
        {
            Take();
            return new LiteralExpression(token.Span, value);
        }
    }

    private RecordField RecordField()
    {
        var key = String();
        Expect(TokenKind.Colon);
        return new RecordField(key, Immutable());
    }

    private List<Expression> Arguments()
    {
        Expect(TokenKind.LeftParen);
        return List(TokenKind.RightParen, Immutable);
    }

    /// <summary>Items between commas, a trailing comma allowed, and what closes the list.</summary>
    private List<T> List<T>(TokenKind close, Func<T> item)
    {
        var items = new List<T>();
        while (!Accept(close))
        {
            items.Add(item());
            if (Accept(TokenKind.Comma)) continue;
            Expect(close);
            break;
        }

        return items;
    }

    private StringExpression String()
    {
        if (!AtAny(s_stringStart)) throw Unexpected();
        var start = Current.Start;
        var end = Take().Kind == TokenKind.StringStart ? TokenKind.StringEnd : TokenKind.HeredocEnd;
        var parts = new List<StringPart>();
        while (Current.Kind != end)
        {
            if (Current.Kind == TokenKind.StringText)
            {
                parts.Add(new StringPart(Take().Text, null));
                continue;
            }

            Expect(TokenKind.InterpolationStart);
            parts.Add(new StringPart(null, Simple()));
            Expect(TokenKind.InterpolationEnd);
        }

        Take();
        return new StringExpression(From(start), parts);
    }

    private BytesExpression Bytes()
    {
        var start = Take().Start;
        var parts = new List<BytesPart>();
        if (!At(TokenKind.ShiftRight))
        {
            do parts.Add(BytesPart());
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.ShiftRight);
        return new BytesExpression(From(start), parts);
    }

    private BytesPart BytesPart()
    {
        Enter();
        var start = Current.Start;
        var value = Primary();
        ulong? size = Accept(TokenKind.Colon) ? Expect(TokenKind.Integer).Bits : null;
        var type = Accept(TokenKind.Slash) ? Expect(TokenKind.Identifier).Text : null;
        Leave();
        return new BytesPart(From(start), value, size, type);
    }
}
