using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The blocks of scripts (spec: language 2.2, language 2.3). A language that holds scripts has these among its own.</summary>
internal static class ScriptBlocks
{
    public static readonly IReadOnlyList<BlockOpener> Openers =
    [
        new(TokenKind.Match),
        new(TokenKind.For),
        new(TokenKind.Patch),
        new(TokenKind.Merge, static (before, block) => block != TokenKind.Patch || before is not (TokenKind.Of or TokenKind.Semicolon)),
        new(TokenKind.Fn, static (before, _) => before != TokenKind.Intrinsic),
    ];

    public static readonly IReadOnlyList<BlockMember> Members =
    [
        new(TokenKind.Insert, TokenKind.Patch), new(TokenKind.Upsert, TokenKind.Patch), new(TokenKind.Update, TokenKind.Patch),
        new(TokenKind.Erase, TokenKind.Patch), new(TokenKind.Move, TokenKind.Patch), new(TokenKind.Copy, TokenKind.Patch),
        new(TokenKind.Default, TokenKind.Patch),
    ];

    public static readonly BlockTable Table = new(Openers, Members)
    {
        Definitions = TokenSet.Of(TokenKind.Use, TokenKind.Const, TokenKind.Fn, TokenKind.Intrinsic),
        Ambiguous = TokenSet.Of(TokenKind.Use),
        Dividers = TokenSet.Of(TokenKind.Of, TokenKind.With, TokenKind.Case, TokenKind.Into, TokenKind.End, TokenKind.EndOfInput),
        Dependent = TokenSet.Of(TokenKind.Arrow, TokenKind.Let, TokenKind.Emit, TokenKind.Drop),
        Keywords = ["end", "case", "of", "with", "into", "match", "for", "patch", "merge", "fn"],
    };
}
