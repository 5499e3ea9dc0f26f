using System.Globalization;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Integers, decimal and hexadecimal, and floats (spec: language 1.4, language 1.5). Behind a malformed one it is read on.</summary>
internal sealed class NumberLexer(Scanner scanner)
{
    public void Number()
    {
        var start = scanner.At;
        scanner.Skip(static c => char.IsAsciiDigit(c) || c == '_');
        var digits = scanner.Since(start);
        switch (scanner.Peek(0))
        {
            case '.':
                Float(start);
                return;
            case 'x':
                Hex(start, digits);
                return;
        }

        if (scanner.IsAtName)
            Report(
                new LexicalException(
                    ErrorKind.UnexpectedCharacter, scanner.At, scanner.At,
                    $"A number ends before `{scanner.Peek(0)}`: letters may not follow it directly"));
        else if (!ulong.TryParse(Plain(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            Report(new LexicalException(ErrorKind.InvalidIntLiteral, start, scanner.At, $"`{digits}` is too large: integers end at {ulong.MaxValue}"));
        else scanner.Add(new Token(TokenKind.Integer, start, scanner.At, value));
    }

    private void Float(int start)
    {
        scanner.At++;
        scanner.Skip(static c => char.IsAsciiDigit(c) || c == '_');
        if (scanner.Peek(0) == 'e')
        {
            var mark = scanner.At++;
            if (scanner.IsAtEnd)
                throw new LexicalException(ErrorKind.InvalidFloatLiteral, start, mark, "The exponent of this number has no digits");
            var signed = scanner.Peek(0) is '+' or '-';
            var first = scanner.Peek(signed ? 1 : 0);
            if (!char.IsAsciiDigit(first))
            {
                var end = scanner.At + 1;
                while (end < scanner.Text.Length && (char.IsAsciiDigit(scanner.Text[end]) || scanner.Text[end] == '_')) end++;
                Report(new LexicalException(ErrorKind.InvalidFloatLiteral, start, end, "The exponent of this number has no digits"));
                return;
            }

            if (signed) scanner.At++;
            scanner.Skip(static c => char.IsAsciiDigit(c) || c == '_');
        }
        else if (scanner.IsAtName)
        {
            Report(new LexicalException(ErrorKind.UnexpectedCharacter, start, scanner.At, $"A number ends before `{scanner.Peek(0)}`: letters may not follow it directly"));
            return;
        }

        var value = double.Parse(Plain(scanner.Since(start)), NumberStyles.Float, CultureInfo.InvariantCulture);
        scanner.Add(new Token(TokenKind.Float, start, scanner.At, BitConverter.DoubleToUInt64Bits(value)));
    }

    private void Hex(int start, ReadOnlySpan<char> prefix)
    {
        scanner.At++;
        if (scanner.IsAtEnd)
            throw new LexicalException(ErrorKind.UnexpectedEndOfStream, scanner.Text.Length, scanner.Text.Length, "The text ends within a hexadecimal number");
        var first = scanner.At;
        scanner.At += char.IsSurrogatePair(scanner.Peek(0), scanner.Peek(1)) ? 2 : 1;
        scanner.Skip(static c => char.IsAsciiHexDigit(c) || c == '_');
        var digits = Plain(scanner.Since(first));
        LexicalException? error = null;
        if (prefix is not "0") error = new LexicalException(ErrorKind.InvalidHexLiteral, start, scanner.At, "A hexadecimal number begins with `0x`");
        else if (scanner.IsAtName)
            error = new LexicalException(ErrorKind.UnexpectedCharacter, start, scanner.At, $"A number ends before `{scanner.Peek(0)}`: letters may not follow it directly");
        else if (ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            scanner.Add(new Token(TokenKind.Integer, start, scanner.At, value));
        else error = new LexicalException(ErrorKind.InvalidHexLiteral, start, scanner.At, "Hexadecimal digits of at most 64 bits belong here");
        if (error is null) return;

        // The character behind the `x` belongs to the error, but may be what ends the number.
        scanner.At = first;
        Report(error);
    }

    /// <summary>Notes a malformed number and goes on behind it.</summary>
    private void Report(LexicalException error)
    {
        scanner.Report(error);
        scanner.Skip(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        scanner.Add(new Token(TokenKind.Bad, error.Span.Start, scanner.At));
    }

    private static string Plain(ReadOnlySpan<char> digits) => digits.ToString().Replace("_", "", StringComparison.Ordinal);
}
