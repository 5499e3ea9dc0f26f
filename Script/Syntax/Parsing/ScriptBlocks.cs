using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The blocks of scripts (spec: language 2.2 and 2.3).</summary>
internal static class ScriptBlocks
{
    public static readonly BlockTable Table = new(
        [
            new(TokenKind.Match),
            new(TokenKind.For),
            new(TokenKind.Patch),
            new(TokenKind.Merge, static (before, block) => block != TokenKind.Patch || before is not (TokenKind.Of or TokenKind.Semicolon)),
            new(TokenKind.Fn, static (before, _) => before != TokenKind.Intrinsic),
        ],
        [
            (TokenKind.Insert, TokenKind.Patch), (TokenKind.Upsert, TokenKind.Patch), (TokenKind.Update, TokenKind.Patch),
            (TokenKind.Erase, TokenKind.Patch), (TokenKind.Move, TokenKind.Patch), (TokenKind.Copy, TokenKind.Patch), (TokenKind.Default, TokenKind.Patch),
        ])
    {
        Definitions = TokenSet.Of(TokenKind.Use, TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic),
        Ambiguous = TokenSet.Of(TokenKind.Use),
        Dividers = TokenSet.Of(TokenKind.Of, TokenKind.With, TokenKind.Case, TokenKind.Into, TokenKind.End, TokenKind.EndOfInput),
        Dependent = TokenSet.Of(TokenKind.Arrow, TokenKind.Let, TokenKind.Emit, TokenKind.Drop),
        Keywords = ["end", "case", "of", "with", "into", "match", "for", "patch", "merge", "fn"],
    };
}
