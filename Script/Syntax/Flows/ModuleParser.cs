using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>A module: constants and functions for scripts, and definitions for pipelines and flows (spec: query 4, troy A1).</summary>
/// <param name="Script">Constants, functions and imports.</param>
/// <param name="Definitions">Of windows, operators, scripts, pipelines, connectors and flows, in order.</param>
internal sealed record ModuleFile(ScriptFile Script, IReadOnlyList<Definition> Definitions);

/// <inheritdoc cref="ModuleFile"/>
internal sealed class ModuleParser(PartParser parts, QueryParser queries, TroyParser flows, DefinitionParser definitions)
{
    private static readonly TokenSet s_defined = TokenSet.Of(
        TokenKind.Window, TokenKind.Operator, TokenKind.Script, TokenKind.Pipeline, TokenKind.Connector, TokenKind.Flow);

    private readonly UseParser _uses = new(parts.Tokens);

    public ModuleFile Module()
    {
        var tokens = parts.Tokens;
        var (doc, statements, defined) = (new List<string>(), new List<Statement>(), new List<Definition>());
        while (tokens.At(TokenKind.ModuleDoc)) doc.Add(tokens.Take().Text!);
        while (parts.Recovery.Statement(Statement) && !tokens.At(TokenKind.EndOfInput))
        {
        }

        return new(new(doc, statements), defined);

        void Statement()
        {
            if (tokens.At(TokenKind.Use))
            {
                statements.Add(_uses.Use());
                return;
            }

            var comment = parts.Documentation(out var commented);
            if (definitions.Definition(comment is WrittenText written ? written.Source.Text : null) is { } definition)
            {
                statements.Add(definition);
                return;
            }

            var start = tokens.Expect(TokenKind.Define).Start;
            tokens.ExpectAny(s_defined);
            defined.Add(queries.Definition(start, comment)
                ?? (tokens.Accept(TokenKind.Connector) ? flows.Connector(commented) with { Doc = comment } : Flow()));

            Definition Flow()
            {
                tokens.Take();
                return flows.Flow(commented) with { Doc = comment };
            }
        }
    }
}
