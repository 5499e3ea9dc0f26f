using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Operators, brackets and separators; what is none of these is a bad token, which no parser accepts (spec: language 1.10).</summary>
internal static class SymbolLexer
{
    public static void Read(Scanner scanner)
    {
        var c = scanner.Current;
        if (c is '%' or '!' or '~' && scanner.Rest.Length == 1)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, scanner.Text.Length, scanner.Text.Length, $"The text ends after `{c}`");
        var (kind, length) = (c, scanner.Peek(1), scanner.Peek(2)) switch
        {
            (',', _, _) => (TokenKind.Comma, 1),
            (';', _, _) => (TokenKind.Semicolon, 1),
            ('.', _, _) => (TokenKind.Dot, 1),
            (':', ':', ':') => (TokenKind.Bad, scanner.Rest.IndexOfAnyExcept(':') is >= 0 and var colons ? colons : scanner.Rest.Length),
            (':', ':', _) => (TokenKind.ColonColon, 2),
            (':', _, _) => (TokenKind.Colon, 1),
            ('=', '=', _) => (TokenKind.Equal, 2),
            ('=', '>', _) => (TokenKind.Arrow, 2),
            ('=', _, _) => (TokenKind.Assign, 1),
            ('!', '=', _) => (TokenKind.NotEqual, 2),
            ('!', _, _) => (TokenKind.Bang, 1),
            ('>', '=', _) => (TokenKind.GreaterEqual, 2),
            ('>', '>', '>') => (TokenKind.ShiftRightUnsigned, 3),
            ('>', '>', _) => (TokenKind.ShiftRight, 2),
            ('<', '=', _) => (TokenKind.LessEqual, 2),
            ('<', '<', _) => (TokenKind.ShiftLeft, 2),
            ('<' or '>', _, _) when scanner.Rest.Length == 1 => (TokenKind.Bad, 1),
            ('>', _, _) => (TokenKind.Greater, 1),
            ('<', _, _) => (TokenKind.Less, 1),
            ('~', '=', _) => (TokenKind.TildeEqual, 2),
            ('~', _, _) => (TokenKind.Tilde, 1),
            ('$', _, _) => (TokenKind.Dollar, 1),
            ('_', _, _) => (TokenKind.Wildcard, 1),
            ('+', _, _) => (TokenKind.Plus, 1),
            ('-', _, _) => (TokenKind.Minus, 1),
            ('*', _, _) => (TokenKind.Star, 1),
            ('/', _, _) => (TokenKind.Slash, 1),
            ('%', '(', _) => (TokenKind.TuplePattern, 2),
            ('%', '[', _) => (TokenKind.ArrayPattern, 2),
            ('%', '{', _) => (TokenKind.RecordPattern, 2),
            ('%', _, _) => (TokenKind.Percent, 1),
            ('^', _, _) => (TokenKind.Caret, 1),
            ('&', _, _) => (TokenKind.Ampersand, 1),
            ('(', _, _) => (TokenKind.LeftParen, 1),
            (')', _, _) => (TokenKind.RightParen, 1),
            ('[', _, _) => (TokenKind.LeftBracket, 1),
            (']', _, _) => (TokenKind.RightBracket, 1),
            ('{', _, _) => (TokenKind.LeftBrace, 1),
            ('}', _, _) => (TokenKind.RightBrace, 1),
            _ => (TokenKind.Bad, char.IsSurrogatePair(c, scanner.Peek(1)) ? 2 : 1),
        };
        if (kind != TokenKind.Bad)
        {
            scanner.Take(kind, length);
            return;
        }

        // Colons and a backslash are as wide as they are; every other bad token is a place without width.
        var at = scanner.At;
        scanner.Add(new Token(TokenKind.Bad, at, c is ':' or '\\' ? at + length : at, 0, scanner.Text.Substring(at, length)));
        scanner.At += length;
    }
}
