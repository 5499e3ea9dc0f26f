using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The definitions of scripts and modules: constants and functions, with their documentation (spec: language 2.2).</summary>
internal sealed class DefinitionParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    private static readonly TokenSet s_end = TokenSet.Of(TokenKind.End);
    private static readonly TokenSet s_case = TokenSet.Of(TokenKind.Case);
    private static readonly TokenSet s_documented = TokenSet.Of(TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic);

    /// <summary>The documentation in front of a definition; null for none.</summary>
    public string? Documentation()
    {
        if (!tokens.At(TokenKind.Doc)) return null;
        var lines = new List<string>();
        while (tokens.Current.Kind == TokenKind.Doc) lines.Add(tokens.Take().Text!);
        tokens.AtAny(s_documented.With(TokenKind.Doc));
        return string.Join('\n', lines);
    }

    /// <summary>A definition, if here is one.</summary>
    public Statement? Definition(string? doc)
    {
        if (tokens.At(TokenKind.Const)) return Const(doc);
        if (tokens.At(TokenKind.Fn)) return Fn(doc);
        return tokens.At(TokenKind.Intrinsic) ? Intrinsic(doc) : null;
    }

    private ConstStatement Const(string? doc)
    {
        var start = tokens.Take().Start;
        var name = tokens.Expect(TokenKind.Identifier).Text!;
        tokens.Expect(TokenKind.Assign);
        var value = expressions.Immutable();
        return new ConstStatement(tokens.From(start), doc, name, value);
    }

    private FnStatement Fn(string? doc)
    {
        var start = tokens.Take().Start;
        var name = tokens.Expect(TokenKind.Identifier).Text!;
        var parameters = Parameters(out var isVariadic);
        if (!isVariadic && tokens.Accept(TokenKind.Of))
        {
            var cases = Cases();
            return new FnStatement(tokens.From(start), doc, name, parameters, false, [], cases);
        }

        tokens.Expect(TokenKind.With);
        var body = new List<Expression>();
        recovery.Sequence(() => body.Add(expressions.Mutable()), s_end);
        tokens.Expect(TokenKind.End);
        return new FnStatement(tokens.From(start), doc, name, parameters, isVariadic, body, []);
    }

    /// <summary>The cases of a matching function: the last one is the default.</summary>
    private List<MatchClause> Cases()
    {
        var cases = new List<MatchClause>();
        while (true)
        {
            var start = tokens.Expect(TokenKind.Case).Start;
            if (tokens.Accept(TokenKind.Wildcard))
            {
                var wildcard = new WildcardPattern(tokens.From(start));
                tokens.Expect(TokenKind.Arrow);
                var last = expressions.Clauses.Body(isMutable: true, s_end);
                cases.Add(new MatchClause(tokens.From(start), wildcard, null, last));
                tokens.Expect(TokenKind.End);
                return cases;
            }

            recovery.Item(() => cases.Add(Case(start)), s_case);
        }
    }

    private MatchClause Case(int start)
    {
        var patternStart = tokens.Expect(TokenKind.LeftParen).Start;
        var elements = new List<Pattern>();
        do elements.Add(expressions.Patterns.Element());
        while (tokens.Accept(TokenKind.Comma));
        tokens.Expect(TokenKind.RightParen);
        var pattern = new TuplePattern(tokens.From(patternStart), elements, false);
        var guard = expressions.Clauses.Guard();
        var body = expressions.Clauses.Body(isMutable: true, s_case);
        return new MatchClause(tokens.From(start), pattern, guard, body);
    }

    private IntrinsicStatement Intrinsic(string? doc)
    {
        var start = tokens.Take().Start;
        tokens.Expect(TokenKind.Fn);
        var name = tokens.Expect(TokenKind.Identifier).Text!;
        var parameters = Parameters(out var isVariadic);
        tokens.Expect(TokenKind.As);
        var target = expressions.Paths.QualifiedName(out var function);
        target.Add(function);
        return new IntrinsicStatement(tokens.From(start), doc, name, parameters, isVariadic, target);
    }

    private List<FnParameter> Parameters(out bool isVariadic)
    {
        isVariadic = false;
        tokens.Expect(TokenKind.LeftParen);
        var parameters = new List<FnParameter>();
        if (!tokens.At(TokenKind.RightParen))
        {
            do
            {
                if (tokens.AcceptEllipsis())
                {
                    isVariadic = true;
                    break;
                }

                var name = tokens.Expect(TokenKind.Identifier);
                parameters.Add(new FnParameter(name.Text!, name.Span));
            }
            while (tokens.Accept(TokenKind.Comma));
        }

        tokens.Expect(TokenKind.RightParen);
        return parameters;
    }
}
