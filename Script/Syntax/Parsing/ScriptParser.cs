using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>Scripts, statement by statement (spec: language 2.2).</summary>
internal sealed class ScriptParser(TokenStream tokens, Recovery recovery, ExpressionParser expressions)
{
    private readonly UseParser _uses = new(tokens);
    private readonly DefinitionParser _definitions = new(tokens, recovery, expressions);

    /// <summary>A whole file, or a script inside a definition.</summary>
    /// <param name="acceptsModuleDoc">Whether <c>###</c> may stand in front.</param>
    public ScriptFile File(bool acceptsModuleDoc)
    {
        var doc = new List<string>();
        while (acceptsModuleDoc && tokens.At(TokenKind.ModuleDoc)) doc.Add(tokens.Take().Text!);
        var statements = new List<Statement>();
        do
        {
            if (!recovery.Statement(() => statements.Add(Statement()))) break;
        }
        while (!tokens.At(TokenKind.EndOfInput));
        return new ScriptFile(doc, statements);
    }

    /// <summary>One statement, without what separates it from the next.</summary>
    public Statement Statement()
    {
        if (tokens.At(TokenKind.Use)) return _uses.Use();
        var doc = _definitions.Documentation();
        if (_definitions.Definition(doc) is { } definition) return definition;
        if (doc is not null) throw tokens.Unexpected();
        return new ExpressionStatement(expressions.Mutable());
    }
}
