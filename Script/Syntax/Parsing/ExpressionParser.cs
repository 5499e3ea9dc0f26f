using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// Expressions (spec: language 2.3, language 2.4), wherever they stand: in scripts, in the clauses of a query, in the settings of a
/// definition.
/// </summary>
internal sealed class ExpressionParser
{
    private readonly TokenStream _tokens;
    private readonly OperatorParser _operators;
    private readonly MatchParser _matches;
    private readonly PatchParser _patches;
    private readonly BytesParser _bytes;

    public ExpressionParser(TokenStream tokens, Recovery recovery)
    {
        _tokens = tokens;
        Strings = new StringParser(tokens, this);
        Paths = new PathParser(tokens, this);
        Patterns = new PatternParser(tokens, this);
        Clauses = new ClauseParser(tokens, recovery, this);
        _operators = new OperatorParser(tokens, this);
        _matches = new MatchParser(tokens, recovery, this);
        _patches = new PatchParser(tokens, recovery, this);
        _bytes = new BytesParser(tokens, this);
    }

    public StringParser Strings { get; }

    public PathParser Paths { get; }

    public PatternParser Patterns { get; }

    public ClauseParser Clauses { get; }

    /// <summary><c>expr</c>: what a statement is; may assign, emit and drop.</summary>
    public Expression Mutable()
    {
        _tokens.Enter();
        var start = _tokens.Current.Start;
        Expression result;
        if (_tokens.At(TokenKind.Match)) result = _matches.Match(isMutable: true);
        else if (_tokens.At(TokenKind.For)) result = _matches.For(isMutable: true);
        else if (_tokens.Accept(TokenKind.Let)) result = Let();
        else if (_tokens.Accept(TokenKind.Drop)) result = new DropExpression(_tokens.From(start));
        else if (_tokens.Accept(TokenKind.Emit))
        {
            var value = _tokens.AtAny(Beginnings.Immutable) ? Immutable() : null;
            var port = _tokens.Accept(TokenKind.Arrow) ? Strings.String() : null;
            result = new EmitExpression(_tokens.From(start), value, port);
        }
        else result = Simple();

        _tokens.Leave();
        return result;
    }

    /// <summary><c>cexpr</c>: changes nothing.</summary>
    public Expression Immutable()
    {
        _tokens.Enter();
        var result = _tokens.At(TokenKind.Match) ? _matches.Match(isMutable: false) : _tokens.At(TokenKind.For) ? _matches.For(isMutable: false) : Simple();
        _tokens.Leave();
        return result;
    }

    /// <summary><c>iexpr</c>: operators over primaries.</summary>
    public Expression Simple()
    {
        _tokens.Enter();
        var result = _operators.Chain();
        _tokens.Leave();
        return result;
    }

    /// <summary>An operand.</summary>
    public Expression Primary()
    {
        _tokens.ExpectAny(Beginnings.Primary);
        var token = _tokens.Current;
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
                return Strings.String();
            case TokenKind.Patch:
                return _patches.Patch();
            case TokenKind.Merge:
                return _patches.Merge();
            case TokenKind.ShiftLeft:
                return _bytes.Bytes();
            case TokenKind.Recur:
                _tokens.Take();
                var arguments = Arguments();
                return new RecurExpression(_tokens.From(token.Start), arguments);
            default:
                return Paths.PathOrPrimary();
        }
    }

    /// <summary>The arguments of a call, with their parentheses.</summary>
    public List<Expression> Arguments()
    {
        _tokens.Expect(TokenKind.LeftParen);
        return _tokens.List(TokenKind.RightParen, Immutable);
    }

    private LetExpression Let()
    {
        var start = _tokens.Current.Start;
        var path = Paths.Path();
        _tokens.Expect(TokenKind.Assign);
        var value = Mutable();
        return new LetExpression(_tokens.From(start), path, value);
    }

    private LiteralExpression Literal(Value value) => new(_tokens.Take().Span, value);
}
