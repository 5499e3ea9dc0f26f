using System.Text;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Names and keywords (spec: language 1.3).</summary>
internal sealed class NameLexer(Scanner scanner)
{
    /// <summary>Reads a name or keyword, whose first character is known to be one.</summary>
    public void Name()
    {
        var start = scanner.At;
        scanner.At += char.IsHighSurrogate(scanner.Current) ? 2 : 1;
        while (!scanner.IsAtEnd)
        {
            var c = scanner.Current;
            if (char.IsAsciiLetterOrDigit(c) || c == '_') scanner.At++;
            else if (c < 128) break;
            else
            {
                Rune.DecodeFromUtf16(scanner.Rest, out var rune, out var length);
                if (!CharacterClasses.IsNameContinue(rune)) break;
                scanner.At += length;
            }
        }

        var text = scanner.Since(start);
        var kind = Tokens.Keyword(text);
        scanner.Add(new Token(kind, start, scanner.At, 0, kind == TokenKind.Identifier ? text.ToString() : null));
    }

    /// <summary>Reads a name between backticks.</summary>
    public void Quoted()
    {
        var at = scanner.At;
        var close = scanner.Rest[1..].IndexOfAny('`', '\n');
        if (close < 0 || scanner.Text[at + 1 + close] == '\n')
            throw new LexicalException(ErrorKind.UnterminatedIdentLiteral, at, scanner.EndOfLine(at), "This quoted name has no closing backtick on its line");
        scanner.Add(new Token(TokenKind.Identifier, at, at + close + 2, 0, scanner.Text.Substring(at + 1, close)));
        scanner.At += close + 2;
    }
}
