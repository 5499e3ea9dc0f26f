using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>A lexical error on its way out of nested strings, each of which may say it differently.</summary>
internal sealed class LexicalException(ErrorKind kind, int start, int end, string message, string? hint = null) : Exception(message)
{
    public ErrorKind Kind => kind;

    public TextSpan Span => new(start, end);

    public string? Hint => hint;
}
