using System.Text;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Escapes in strings (spec: language 1.6). Behind a wrong one it is read on.</summary>
internal static class StringEscapes
{
    /// <summary>Reads an escape from its backslash on, and adds what it stands for.</summary>
    public static void Read(Scanner scanner, StringBuilder text)
    {
        var start = scanner.At;
        if (scanner.At + 1 >= scanner.Text.Length)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, scanner.Text.Length, scanner.Text.Length, "The text ends after a backslash");
        var c = scanner.Text[scanner.At + 1];
        if (c == 'u')
        {
            text.Append(UnicodeEscape(scanner));
            return;
        }

        var value = c switch { '"' => '"', '\\' => '\\', '#' => '#', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => '\0' };
        if (value == '\0')
        {
            var end = start + (char.IsSurrogatePair(c, scanner.Peek(2)) ? 3 : 2);
            scanner.Report(
                new LexicalException(
                    ErrorKind.UnexpectedEscapeCode, start, end, $"`\\{scanner.Text[(start + 1)..end]}` is no escape",
                    "there are \\\" \\\\ \\# \\b \\f \\n \\r \\t and \\uXXXX"));
            scanner.At = end;
            return;
        }

        text.Append(value);
        scanner.At += 2;
    }

    private static char UnicodeEscape(Scanner scanner)
    {
        var start = scanner.At;
        var value = 0;
        for (var i = 2; i < 6; i++)
        {
            if (start + i >= scanner.Text.Length || !char.IsAsciiHexDigit(scanner.Text[start + i]))
            {
                var end = Math.Min(start + i + (char.IsSurrogatePair(scanner.Peek(i), scanner.Peek(i + 1)) ? 2 : 1), scanner.Text.Length);
                scanner.Report(new LexicalException(ErrorKind.InvalidUtf8Sequence, start, end, "`\\u` takes exactly four hexadecimal digits"));
                scanner.At += i;
                return '\ufffd';
            }

            value = (value << 4) | Convert.ToInt32(scanner.Text[start + i].ToString(), 16);
        }

        if (char.IsSurrogate((char)value))
            scanner.Report(
                new LexicalException(
                    ErrorKind.InvalidUtf8Sequence, start, start + 6, $"`\\u{value:x4}` is half of a surrogate pair",
                    "write the character itself"));
        scanner.At += 6;
        return (char)value;
    }
}
