using System.Text;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Extractor literals, bar to bar: the common leading blanks of their pieces are cut, the pieces joined (spec: language 1.9).</summary>
internal static class ExtractorLexer
{
    public static void Read(Scanner scanner)
    {
        var start = scanner.At++;
        var pieces = new List<StringBuilder> { new() };
        while (true)
        {
            if (scanner.IsAtEnd || scanner.Current == '\n')
                throw new LexicalException(
                    ErrorKind.UnterminatedExtractor, start, scanner.EndOfLine(scanner.At), "This extractor has no closing `|` on its line",
                    start > 0 && IsName(scanner.Text[start - 1])
                        ? "a bar inside of it is written `\\|`; a backslash at the end of a line continues it"
                        : "a `|` begins the argument of an extractor, as in `~ re|..|`; to hand a value on, write one call in the other: `f(g(event.a))`");
            var c = scanner.Text[scanner.At++];
            if (c == '|') break;
            if (c != '\\')
            {
                pieces[^1].Append(c);
                continue;
            }

            if (scanner.IsAtEnd)
                throw new LexicalException(ErrorKind.UnexpectedEndOfStream, scanner.Text.Length, scanner.Text.Length, "The text ends after a backslash");
            var escaped = scanner.Current;
            if (escaped == '\n') pieces.Add(new StringBuilder());
            else if (escaped is '\\' or '|') pieces[^1].Append(escaped);
            else
                scanner.Report(
                    new LexicalException(
                        ErrorKind.UnexpectedEscapeCode, scanner.At, scanner.At, $"`\\{escaped}` is no escape of an extractor",
                        "write a backslash as `\\\\`"));
            scanner.At++;
        }

        var full = pieces.Select(static p => p.ToString()).Where(static p => p.Length > 0).ToList();
        var indent = full.Count == 0 ? 0 : full.Min(static p => p.Length - p.TrimStart().Length);
        scanner.Add(new Token(TokenKind.Extractor, start, scanner.At, 0, string.Concat(full.Select(p => p[indent..]))));
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
