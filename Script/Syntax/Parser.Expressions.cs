using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Syntax;

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

    private static readonly TokenSet s_binaryOperators = TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.Equal, TokenKind.NotEqual,
        TokenKind.GreaterEqual, TokenKind.Greater, TokenKind.LessEqual, TokenKind.Less, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent);

    private static readonly TokenSet s_foldOperators = TokenSet.Of(
        TokenKind.Or, TokenKind.Xor, TokenKind.And, TokenKind.Caret, TokenKind.Ampersand, TokenKind.ShiftLeft, TokenKind.ShiftRight,
        TokenKind.ShiftRightUnsigned, TokenKind.Plus, TokenKind.Minus, TokenKind.Star, TokenKind.Slash, TokenKind.Percent);

    private static readonly TokenSet s_patchOperators = TokenSet.Of(
        TokenKind.Insert, TokenKind.Upsert, TokenKind.Update, TokenKind.Erase, TokenKind.Move, TokenKind.Copy, TokenKind.Merge, TokenKind.Default);

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

    /// <summary><c>iexpr</c>: operators over primaries.</summary>
    private Expression Simple()
    {
        Enter();
        var result = Binary(1);
        Leave();
        return result;
    }

    private Expression Binary(int minimum)
    {
        var start = Current.Start;
        var left = Unary();
        List<OperatorStep>? steps = null;
        Expression first = left;
        var level = 0;
        while (AtAny(s_binaryOperators) && LevelOf(Current.Kind) is var next && next >= minimum)
        {
            var op = OperatorOf(Take().Kind);
            var right = Binary(next + 1);
            var step = new OperatorStep(op, right, LastEnd);
            if (steps is null || next != level)
            {
                // A looser operator takes all that stands to its left as its first operand.
                if (steps is not null) first = new OperatorChain(new TextSpan(start, steps[^1].End), first, steps);
                steps = [];
                level = next;
            }

            steps.Add(step);
        }

        return steps is null ? left : new OperatorChain(new TextSpan(start, steps[^1].End), first, steps);
    }

    private Expression Unary()
    {
        if (!AtAny(s_simpleStart)) throw Unexpected();
        if (Current.Kind is not (TokenKind.Plus or TokenKind.Minus)) return BitUnary();
        Enter();
        var start = Current.Start;
        var op = Take().Kind == TokenKind.Plus ? UnaryOperator.Plus : UnaryOperator.Minus;
        var operand = Unary();
        Leave();
        return new UnaryExpression(From(start), op, operand);
    }

    private Expression BitUnary()
    {
        if (!At(TokenKind.Not) && !At(TokenKind.Bang)) return Presence();
        Enter();
        var start = Current.Start;
        var op = Take().Kind == TokenKind.Not ? UnaryOperator.Not : UnaryOperator.BitNot;
        var operand = BitUnary();
        Leave();
        return new UnaryExpression(From(start), op, operand);
    }

    private Expression Presence()
    {
        if (!At(TokenKind.Present) && !At(TokenKind.Absent)) return Primary();
        var start = Current.Start;
        var isPresent = Take().Kind == TokenKind.Present;
        var path = Path();
        return new PresenceExpression(From(start), isPresent, path);
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

    private RecordField RecordField()
    {
        var key = String();
        Expect(TokenKind.Colon);
        return new RecordField(key, Immutable());
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

    private PatchExpression Patch()
    {
        var start = Take().Start;
        var target = Immutable();
        Expect(TokenKind.Of);
        var operations = new List<PatchOperation>();
        do operations.Add(PatchOperation());
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
            var pattern = Pattern();
            var guard = Accept(TokenKind.When) ? Immutable() : null;
            Expect(TokenKind.Arrow);
            var body = Body(isMutable);
            clauses.Add(new MatchClause(From(clauseStart), pattern, guard, body));
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
            var clauseStart = Expect(TokenKind.LeftParen).Start;
            var key = Expect(TokenKind.Identifier).Text!;
            Expect(TokenKind.Comma);
            var value = Expect(TokenKind.Identifier).Text!;
            Expect(TokenKind.RightParen);
            var span = new TextSpan(clauseStart, Current.Start);
            var guard = Accept(TokenKind.When) ? Immutable() : null;
            Expect(TokenKind.Arrow);
            clauses.Add(new ForClause(span, key, value, guard, Body(isMutable)));
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

    private List<Expression> Body(bool isMutable)
    {
        var body = new List<Expression>();
        do body.Add(isMutable ? Mutable() : Immutable());
        while (Accept(isMutable ? TokenKind.Semicolon : TokenKind.Comma));
        return body;
    }

    /// <summary>The binary operators, the loosest first, those of one level with one number.</summary>
    public static IEnumerable<(int Level, TokenKind Token, BinaryOperator Operator)> BinaryOperators =>
        s_binaryOperators.Kinds().Select(static k => (LevelOf(k), k, OperatorOf(k))).OrderBy(static o => o.Item3);

    private static int LevelOf(TokenKind op) => op switch
    {
        TokenKind.Or => 1,
        TokenKind.Xor => 2,
        TokenKind.And => 3,
        TokenKind.Caret => 4,
        TokenKind.Ampersand => 5,
        TokenKind.Equal or TokenKind.NotEqual => 6,
        TokenKind.GreaterEqual or TokenKind.Greater or TokenKind.LessEqual or TokenKind.Less => 7,
        TokenKind.ShiftLeft or TokenKind.ShiftRight or TokenKind.ShiftRightUnsigned => 8,
        TokenKind.Plus or TokenKind.Minus => 9,
        _ => 10,
    };

    private static BinaryOperator OperatorOf(TokenKind op) => op switch
    {
        TokenKind.Or => BinaryOperator.Or,
        TokenKind.Xor => BinaryOperator.Xor,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Caret => BinaryOperator.BitXor,
        TokenKind.Ampersand => BinaryOperator.BitAnd,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.GreaterEqual => BinaryOperator.GreaterEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.LessEqual => BinaryOperator.LessEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.ShiftLeft => BinaryOperator.ShiftLeft,
        TokenKind.ShiftRight => BinaryOperator.ShiftRight,
        TokenKind.ShiftRightUnsigned => BinaryOperator.ShiftRightUnsigned,
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        _ => BinaryOperator.Modulo,
    };
}
