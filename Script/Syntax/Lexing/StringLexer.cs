using System.Text;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>Strings and heredocs, with the tokens of their interpolations (spec: language 1.6, language 1.7, language 1.8).</summary>
/// <param name="interpolation">Reads the tokens of an interpolation up to its brace; false where there is none.</param>
internal sealed class StringLexer(Scanner scanner, Func<bool> interpolation)
{
    /// <summary>How deep strings may nest in interpolations of strings.</summary>
    public const int MaxNesting = 100;

    private const string InterpolationHint = "write `\\#{` for the two characters themselves";

    private int _nesting;

    private enum StringForm
    {
        Plain,
        Heredoc,

        /// <summary>A text that is the inside of a string as a whole.</summary>
        Template,
    }

    /// <summary>Reads a string or heredoc from its quotes on.</summary>
    public void String()
    {
        var start = scanner.At;
        if (scanner.Peek(1) == '"' && scanner.Peek(2) == '"')
        {
            scanner.At += 3;
            if (scanner.IsAtEnd)
                throw new LexicalException(ErrorKind.UnterminatedHereDoc, start, scanner.At, "This heredoc has no closing `\"\"\"`");
            if (scanner.Current != '\n')
                throw new LexicalException(ErrorKind.TailingHereDoc, start, scanner.At, "A heredoc begins on the line after its `\"\"\"`", "begin a new line directly after the quotes");
            scanner.Add(new Token(TokenKind.HeredocStart, start, scanner.At));
            scanner.At++;
            Body(start, StringForm.Heredoc);
        }
        else
        {
            scanner.Take(TokenKind.StringStart, 1);
            Body(start, StringForm.Plain);
        }
    }

    /// <summary>Reads the whole text as the inside of a string.</summary>
    public void Template()
    {
        scanner.Take(TokenKind.StringStart, 0);
        Body(0, StringForm.Template);
    }

    /// <param name="open">Where the opening quotes are.</param>
    private void Body(int open, StringForm form)
    {
        if (++_nesting > MaxNesting)
            throw new LexicalException(ErrorKind.ParserError, open, open + 1, $"Strings nest deeper than {MaxNesting} levels");
        var text = new StringBuilder();
        var textStart = scanner.At;
        while (true)
        {
            if (scanner.IsAtEnd)
            {
                if (form == StringForm.Plain) throw Unterminated(open);
                if (form == StringForm.Heredoc)
                    throw new LexicalException(ErrorKind.UnterminatedHereDoc, open, scanner.Text.Length, "This heredoc has no closing `\"\"\"`");
                Close(TokenKind.StringEnd, 0);
                return;
            }

            var c = scanner.Current;
            switch (c)
            {
                case '\n' when form == StringForm.Plain:
                    throw Unterminated(open);
                case '"' when form == StringForm.Plain:
                    Close(TokenKind.StringEnd, 1);
                    return;
                case '"' when form == StringForm.Heredoc && scanner.Peek(1) == '"' && scanner.Peek(2) == '"':
                    Close(TokenKind.HeredocEnd, 3);
                    return;
                case '\\':
                    StringEscapes.Read(scanner, text);
                    break;
                case '#' when scanner.Peek(1) == '{':
                    Flush();
                    Interpolation(open, form);
                    textStart = scanner.At;
                    break;
                default:
                    var run = scanner.Rest;
                    var length = Math.Max(1, run.IndexOfAny("\"\\#\n") is >= 0 and var stop ? stop : run.Length);
                    text.Append(run[..length]);
                    scanner.At += length;
                    break;
            }
        }

        void Flush()
        {
            if (text.Length == 0) return;
            scanner.Add(new Token(TokenKind.StringText, textStart, scanner.At, 0, text.ToString()));
            text.Clear();
        }

        void Close(TokenKind kind, int length)
        {
            Flush();
            scanner.Take(kind, length);
            _nesting--;
        }
    }

    private LexicalException Unterminated(int open) =>
        new(ErrorKind.UnterminatedStringLiteral, open, scanner.EndOfLine(scanner.At), "This string has no closing quote on its line", "a string over several lines is a heredoc: `\"\"\"`");

    private void Interpolation(int open, StringForm form)
    {
        var start = scanner.At;
        if (scanner.Peek(2) == '}')
        {
            scanner.Report(new LexicalException(ErrorKind.EmptyInterpolation, start, start + 3, "There is nothing between `#{` and `}`", InterpolationHint));
            scanner.At += 3;
            return;
        }

        scanner.Take(TokenKind.InterpolationStart, 2);
        bool closed;
        try
        {
            closed = interpolation();
        }
        catch (LexicalException e) when (form == StringForm.Plain && e.Kind == ErrorKind.UnterminatedStringLiteral)
        {
            // The quote meant to close this string opened another one: what is missing is the brace.
            throw new LexicalException(ErrorKind.UnterminatedInterpolation, start, start + 2, "This interpolation has no closing `}`", InterpolationHint);
        }
        catch (LexicalException e) when (form == StringForm.Heredoc && e.Kind is ErrorKind.UnterminatedHereDoc or ErrorKind.TailingHereDoc)
        {
            throw new LexicalException(
                ErrorKind.UnterminatedInterpolation, open, scanner.EndOfLine(e.Span.End), "This interpolation has no closing `}`",
                InterpolationHint);
        }
        catch (LexicalException e) when (form == StringForm.Plain && e.Kind == ErrorKind.TailingHereDoc)
        {
            throw new LexicalException(ErrorKind.UnterminatedHereDoc, e.Span.Start, e.Span.End, e.Message, e.Hint);
        }

        if (!closed)
            throw new LexicalException(ErrorKind.UnterminatedInterpolation, start, start + 2, "This interpolation has no closing `}`", InterpolationHint);
        scanner.Take(TokenKind.InterpolationEnd, 1);
    }
}
