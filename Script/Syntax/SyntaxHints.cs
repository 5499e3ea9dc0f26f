using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax;

/// <summary>What to try when a token does not fit (spec: language 12.5).</summary>
internal static class SyntaxHints
{
    /// <param name="text">The token as it is written.</param>
    public static string? For(TokenKind found, string text, TokenSet expected)
    {
        if (found is TokenKind.Case or TokenKind.Default)
            return "Did you put a `;` behind the last expression of the body before? It separates expressions, and none may follow the last one";
        if (Tokens.IsKeyword(found) && expected.Contains(TokenKind.Identifier)) return $"`{text}` is a keyword; write it between backticks to use it as a name: `` `{text}` ``";
        if (found is TokenKind.StringStart or TokenKind.HeredocStart && expected.Contains(TokenKind.Identifier) && !expected.Contains(TokenKind.StringStart))
            return "A name with special characters is written between backticks, not quotes";
        if (found is TokenKind.Doc or TokenKind.ModuleDoc) return "Documentation comments stand only before definitions; write an ordinary comment with a single `#`";
        if (found == TokenKind.Minus && expected.Contains(TokenKind.LeftParen)) return "Put the negative value into parentheses";
        if (found is not (TokenKind.Identifier or TokenKind.Bad) && !Tokens.IsKeyword(found)) return null;
        var names = expected.Kinds().Where(static k => Tokens.IsKeyword(k) || k is >= TokenKind.Comma and <= TokenKind.RecordPattern).Select(Tokens.NameOf);
        return NearestName.FindWithin(3, text, names) is { } near ? $"Did you mean `{near}`?" : null;
    }
}
