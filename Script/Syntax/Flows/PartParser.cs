using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>What queries, flows and modules are made of: names, arguments, values, scripts, documentation (spec: query 3).</summary>
internal sealed class PartParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    private static readonly TokenSet s_documented = TokenSet.Of(TokenKind.Define, TokenKind.Deploy, TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic);

    private readonly UseParser _uses = new(tokens);
    private readonly ScriptParser _scripts = new(tokens, recovery, expressions);

    public TokenStream Tokens => tokens;

    public Recovery Recovery => recovery;

    public ExpressionParser Expressions => expressions;

    private SourceText Source => tokens.Source;

    public Place At(TextSpan span) => Place.At(Source.SpanOf(span));

    /// <summary>From there to the last token that was taken.</summary>
    public Place From(int start) => At(tokens.From(start));

    /// <summary>From there to where the next token begins; at the end of the text to its last token (spec: query 20.2).</summary>
    public Place UpToNext(int start) => tokens.Current.Kind == TokenKind.EndOfInput ? From(start) : At(new TextSpan(start, tokens.Current.Start));

    public Name Name()
    {
        var token = tokens.Expect(TokenKind.Identifier);
        return new(token.Text!, At(token.Span));
    }

    /// <summary><c>name</c> or <c>module::name</c>.</summary>
    public Name QualifiedName()
    {
        var start = tokens.Current.Start;
        var path = expressions.Paths.QualifiedName(out var name);
        path.Add(name);
        return new(string.Join("::", path), From(start));
    }

    /// <summary>The comment in front of a definition, and what a definition may begin with behind it; null for none.</summary>
    /// <param name="start">Where it begins; without one, where the definition does.</param>
    public Text? Documentation(out int start)
    {
        start = tokens.Current.Start;
        if (!tokens.At(TokenKind.Doc)) return null;
        var lines = new List<string>();
        while (tokens.Current.Kind == TokenKind.Doc) lines.Add(tokens.Take().Text!);
        tokens.AtAny(s_documented.With(TokenKind.Doc));
        return Comment(lines, start);
    }

    /// <summary>The comment at the beginning of a file; null for none.</summary>
    public Text? ModuleDocumentation()
    {
        if (!tokens.At(TokenKind.ModuleDoc)) return null;
        var start = tokens.Current.Start;
        var lines = new List<string>();
        while (tokens.At(TokenKind.ModuleDoc)) lines.Add(tokens.Take().Text!);
        return Comment(lines, start);
    }

    /// <summary>A statement, once <c>use</c> is the current token.</summary>
    public IEnumerable<Use> Use()
    {
        var use = _uses.Use();
        return UsesOf(use, At(use.Target));
    }

    public static IEnumerable<Use> UsesOf(UseStatement use, Place place) =>
        use.Modules.Select(m => new Use(string.Join("::", m.Path), m.Alias == m.Path[^1] ? null : new(m.Alias, place), place));

    /// <summary>The section <c>args</c>, if it is here.</summary>
    public Parts<Parameter> Args()
    {
        if (!tokens.Accept(TokenKind.Args)) return [];
        var parameters = new List<Parameter>();
        do
        {
            var name = Name();
            parameters.Add(new(name) { Default = tokens.Accept(TokenKind.Assign) ? Setting() : null });
        }
        while (tokens.Accept(TokenKind.Comma) && tokens.At(TokenKind.Identifier));
        return [.. parameters];
    }

    /// <summary>The clause <c>with</c>, once it is the current token, without <c>end</c>.</summary>
    public Parts<Field> With()
    {
        tokens.Expect(TokenKind.With);
        var fields = new List<Field>();
        do
        {
            var key = Name();
            tokens.Expect(TokenKind.Assign);
            fields.Add(new(key, Setting()));
        }
        while (tokens.Accept(TokenKind.Comma) && tokens.At(TokenKind.Identifier));
        return [.. fields];
    }

    /// <summary><c>with ... end</c>, if it is here.</summary>
    public Parts<Field> WithEnd()
    {
        if (!tokens.At(TokenKind.With)) return [];
        var fields = With();
        tokens.Expect(TokenKind.End);
        return fields;
    }

    /// <summary><c>#!config name = value</c>, once that is the current token.</summary>
    public Field Directive()
    {
        tokens.Expect(TokenKind.ConfigDirective);
        // Two of the names are keywords elsewhere.
        var name = tokens.Current.Kind is TokenKind.From or TokenKind.Into ? Keyword() : Name();
        tokens.Expect(TokenKind.Assign);
        return new(name, Setting());
    }

    private Name Keyword()
    {
        var token = tokens.Take();
        return new(Source.Text[token.Start..token.End], At(token.Span));
    }

    public Setting Setting() => SettingBuilder.Of(Source, expressions.Simple());

    /// <summary>A clause of a <c>select</c>.</summary>
    public Text Clause() => Parsed(expressions.Immutable());

    /// <summary>An expression that is no <c>match</c> and no <c>for</c>.</summary>
    public Text Simple() => Parsed(expressions.Simple());

    /// <summary>The body of a script inside a definition.</summary>
    /// <param name="ends">What ends it, and stays.</param>
    public Text Script(TokenSet ends)
    {
        var start = tokens.Current.Start;
        var statements = new List<Statement>();
        recovery.Sequence(() => statements.Add(_scripts.Statement()), ends);
        var span = tokens.From(start);
        return new ParsedText(new ParsedScript(Source, new ScriptFile([], statements), span), At(span));
    }

    private ParsedText Parsed(Expression expression) => new(new ParsedExpression(Source, expression), SettingBuilder.At(Source, expression));

    private WrittenText Comment(List<string> lines, int start) => new(new SourceText(Source.Name, string.Join('\n', lines)), From(start));
}
