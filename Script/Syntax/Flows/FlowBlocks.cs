using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>The blocks of queries, flows and modules (spec: query 3, troy A1), those of the scripts in them included.</summary>
internal static class FlowBlocks
{
    public static readonly BlockTable Table = new(
        [
            .. ScriptBlocks.Openers,
            new(TokenKind.Window, static (before, _) => before == TokenKind.Define),
            new(TokenKind.Script, static (before, _) => before == TokenKind.Define),
            new(TokenKind.Pipeline, static (before, _) => before == TokenKind.Define),
            new(TokenKind.Flow, static (before, _) => before == TokenKind.Define),
            new(TokenKind.With, static (_, block) => block is not (TokenKind.Fn or TokenKind.Window)),
        ],
        ScriptBlocks.Members)
    {
        Definitions = TokenSet.Of(
            TokenKind.Use, TokenKind.Define, TokenKind.Create, TokenKind.Select, TokenKind.Deploy, TokenKind.Connect, TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic),
        Ambiguous = TokenSet.Of(TokenKind.Use),
        Dividers = ScriptBlocks.Table.Dividers.With(TokenSet.Of(
            TokenKind.From, TokenKind.Where, TokenKind.Group, TokenKind.Having, TokenKind.Args, TokenKind.State, TokenKind.Script, TokenKind.Pipeline, TokenKind.Flow)),
        Dependent = ScriptBlocks.Table.Dependent,
        Keywords =
        [
            .. ScriptBlocks.Table.Keywords, "define", "create", "deploy", "connect", "select", "from", "where", "group", "having", "args", "window", "script", "pipeline", "flow",
        ],
    };
}
