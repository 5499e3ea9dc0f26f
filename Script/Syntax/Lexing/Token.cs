using System.Collections.Frozen;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>One token.</summary>
/// <param name="Bits">The value of an integer, or the bits of a float.</param>
/// <param name="Text">The meaning of names, texts and comments; null for everything else.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, ulong Bits = 0, string? Text = null)
{
    public TextSpan Span => new(Start, End);
}

/// <summary>The names of tokens.</summary>
internal static class Tokens
{
    private static readonly string[] s_names = Names();

    private static readonly FrozenDictionary<string, TokenKind> s_keywords =
        Enumerable.Range((int)TokenKind.Absent, TokenKind.Xor - TokenKind.Absent + 1).ToFrozenDictionary(static k => s_names[k], static k => (TokenKind)k);

    private static readonly FrozenDictionary<string, TokenKind>.AlternateLookup<ReadOnlySpan<char>> s_lookup =
        s_keywords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<string> Keywords => s_keywords.Keys;

    public static bool IsKeyword(TokenKind kind) => kind >= TokenKind.Absent;

    /// <summary>The keyword of that spelling; <see cref="TokenKind.Identifier"/> where it is none.</summary>
    public static TokenKind Keyword(ReadOnlySpan<char> text) => s_lookup.TryGetValue(text, out var kind) ? kind : TokenKind.Identifier;

    /// <summary>The spelling of a keyword or symbol; what stands for the token elsewhere, such as <c>&lt;ident&gt;</c>.</summary>
    public static string NameOf(TokenKind kind) => s_names[(int)kind];

    private static string[] Names()
    {
        var names = new string[(int)TokenKind.Xor + 1];
        for (var kind = TokenKind.EndOfInput; kind <= TokenKind.Xor; kind++)
            names[(int)kind] = kind switch
            {
                TokenKind.EndOfInput => "<end-of-stream>",
                TokenKind.Bad => "<bad>",
                TokenKind.Identifier => "<ident>",
                TokenKind.Integer => "<int>",
                TokenKind.Float => "<float>",
                TokenKind.StringStart or TokenKind.StringEnd => "\"",
                TokenKind.HeredocStart or TokenKind.HeredocEnd => "\"\"\"",
                TokenKind.StringText => "<string>",
                TokenKind.InterpolationStart => "#{",
                TokenKind.InterpolationEnd => "}",
                TokenKind.Extractor => "<extractor>",
                TokenKind.Doc => "<doc-comment>",
                TokenKind.ModuleDoc => "<mod-comment>",
                TokenKind.ConfigDirective => "#!config",
                TokenKind.Comma => ",",
                TokenKind.Semicolon => ";",
                TokenKind.Dot => ".",
                TokenKind.Colon => ":",
                TokenKind.ColonColon => "::",
                TokenKind.Assign => "=",
                TokenKind.Equal => "==",
                TokenKind.NotEqual => "!=",
                TokenKind.GreaterEqual => ">=",
                TokenKind.Greater => ">",
                TokenKind.LessEqual => "<=",
                TokenKind.Less => "<",
                TokenKind.ShiftRight => ">>",
                TokenKind.ShiftRightUnsigned => ">>>",
                TokenKind.ShiftLeft => "<<",
                TokenKind.Arrow => "=>",
                TokenKind.Tilde => "~",
                TokenKind.TildeEqual => "~=",
                TokenKind.Dollar => "$",
                TokenKind.Wildcard => "_",
                TokenKind.Plus => "+",
                TokenKind.Minus => "-",
                TokenKind.Star => "*",
                TokenKind.Slash => "/",
                TokenKind.Percent => "%",
                TokenKind.Caret => "^",
                TokenKind.Ampersand => "&",
                TokenKind.Bang => "!",
                TokenKind.LeftParen => "(",
                TokenKind.RightParen => ")",
                TokenKind.LeftBracket => "[",
                TokenKind.RightBracket => "]",
                TokenKind.LeftBrace => "{",
                TokenKind.RightBrace => "}",
                TokenKind.TuplePattern => "%(",
                TokenKind.ArrayPattern => "%[",
                TokenKind.RecordPattern => "%{",
                _ => kind.ToString().ToLowerInvariant(),
            };
        return names;
    }
}
