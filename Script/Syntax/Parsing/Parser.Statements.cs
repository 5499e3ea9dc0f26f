using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <content>Files and definitions (spec: language 2.2).</content>
internal sealed partial class Parser
{
    private static readonly TokenSet s_bodyStops = TokenSet.Of(TokenKind.Semicolon, TokenKind.End);
    private static readonly TokenSet s_fnCaseStops = TokenSet.Of(TokenKind.Semicolon, TokenKind.Case);
    private static readonly TokenSet s_documented = TokenSet.Of(TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic);

    private ScriptFile File(bool acceptsModuleDoc, bool isModule)
    {
        var doc = new List<string>();
        while (acceptsModuleDoc && At(TokenKind.ModuleDoc)) doc.Add(Take().Text!);
        var statements = new List<Statement>();
        do
        {
            if (!TopLevel(() => statements.Add(Statement(isModule)))) break;
        }
        while (!At(TokenKind.EndOfInput));
        return new ScriptFile(doc, statements);
    }

    private Statement Statement(bool isModule)
    {
        if (At(TokenKind.Use)) return Use();
        var doc = Documentation();
        if (At(TokenKind.Const)) return Const(doc);
        if (At(TokenKind.Fn)) return Fn(doc);
        if (At(TokenKind.Intrinsic)) return Intrinsic(doc);
        if (isModule || doc is not null) throw Unexpected();
        return new ExpressionStatement(Mutable());
    }

    private string? Documentation()
    {
        if (!At(TokenKind.Doc)) return null;
        var lines = new List<string>();
        while (Current.Kind == TokenKind.Doc) lines.Add(Take().Text!);
        AtAny(s_documented.With(TokenKind.Doc));
        return string.Join('\n', lines);
    }

    private UseStatement Use()
    {
        var start = Take().Start;
        var modules = new List<UsedModule>();
        var first = Current;
        UseTarget([], modules);
        var span = From(start);
        // Of `a` and `a as b` only the module is meant; everything longer is shown as a whole.
        var target = modules is [{ Path.Count: 1 }] && _tokens[_at - 1].Kind == TokenKind.Identifier ? first.Span : new TextSpan(first.Start, span.End);
        return new UseStatement(span, target, modules);
    }

    private void UseTarget(IReadOnlyList<string> above, List<UsedModule> modules)
    {
        Enter();
        var path = new List<string>(above) { Expect(TokenKind.Identifier).Text! };
        while (true)
        {
            if (Accept(TokenKind.ColonColon))
            {
                if (Accept(TokenKind.LeftBrace))
                {
                    do UseTarget(path, modules);
                    while (Accept(TokenKind.Comma));
                    Expect(TokenKind.RightBrace);
                    break;
                }

                path.Add(Expect(TokenKind.Identifier).Text!);
                continue;
            }

            modules.Add(new UsedModule(path, Accept(TokenKind.As) ? Expect(TokenKind.Identifier).Text! : path[^1]));
            break;
        }

        Leave();
    }

    private ConstStatement Const(string? doc)
    {
        var start = Take().Start;
        var name = Expect(TokenKind.Identifier).Text!;
        Expect(TokenKind.Assign);
        var value = Immutable();
        return new ConstStatement(From(start), doc, name, value);
    }

    private FnStatement Fn(string? doc)
    {
        var start = Take().Start;
        var name = Expect(TokenKind.Identifier).Text!;
        var parameters = Parameters(out var isVariadic);
        if (!isVariadic && Accept(TokenKind.Of))
        {
            var cases = FnCases();
            return new FnStatement(From(start), doc, name, parameters, false, [], cases);
        }

        Expect(TokenKind.With);
        var body = new List<Expression>();
        do
        {
            Guarded(() => body.Add(Mutable()), s_bodyStops);
            if (!Accept(TokenKind.Semicolon)) break;
        }
        while (!At(TokenKind.End));
        Expect(TokenKind.End);
        return new FnStatement(From(start), doc, name, parameters, isVariadic, body, []);
    }

    private List<MatchClause> FnCases()
    {
        var cases = new List<MatchClause>();
        while (true)
        {
            var start = Expect(TokenKind.Case).Start;
            if (Accept(TokenKind.Wildcard))
            {
                var wildcard = new WildcardPattern(From(start));
                Expect(TokenKind.Arrow);
                var last = Body(isMutable: true, s_bodyStops);
                cases.Add(new MatchClause(From(start), wildcard, null, last));
                Expect(TokenKind.End);
                return cases;
            }

            Guarded(
                () =>
                {
                    var patternStart = Expect(TokenKind.LeftParen).Start;
                    var elements = new List<Pattern>();
                    do elements.Add(Element());
                    while (Accept(TokenKind.Comma));
                    Expect(TokenKind.RightParen);
                    var pattern = new TuplePattern(From(patternStart), elements, false);
                    var guard = Accept(TokenKind.When) ? Immutable() : null;
                    Expect(TokenKind.Arrow);
                    var body = Body(isMutable: true, s_fnCaseStops);
                    cases.Add(new MatchClause(From(start), pattern, guard, body));
                },
                TokenSet.Of(TokenKind.Case));
        }
    }

    private IntrinsicStatement Intrinsic(string? doc)
    {
        var start = Take().Start;
        Expect(TokenKind.Fn);
        var name = Expect(TokenKind.Identifier).Text!;
        var parameters = Parameters(out var isVariadic);
        Expect(TokenKind.As);
        var target = Prefix(out var function);
        target.Add(function);
        return new IntrinsicStatement(From(start), doc, name, parameters, isVariadic, target);
    }

    private List<FnParameter> Parameters(out bool isVariadic)
    {
        isVariadic = false;
        Expect(TokenKind.LeftParen);
        var parameters = new List<FnParameter>();
        if (!At(TokenKind.RightParen))
        {
            do
            {
                if (Ellipsis())
                {
                    isVariadic = true;
                    break;
                }

                var name = Expect(TokenKind.Identifier);
                parameters.Add(new FnParameter(name.Text!, name.Span));
            }
            while (Accept(TokenKind.Comma));
        }

        Expect(TokenKind.RightParen);
        return parameters;
    }
}
