using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>One error of a script, found when it is compiled or while it runs.</summary>
/// <param name="Site">Null where there is no place.</param>
/// <param name="Lines">How many lines around the place to show instead of the site's context; -1 for the context.</param>
internal sealed record ScriptError(ErrorKind Kind, Site? Site, string Message, string? Hint = null, int Lines = -1)
{
    /// <inheritdoc cref="Diagnostic.IsLast"/>
    public bool IsLast { get; init; }

    public Diagnostic ToDiagnostic() => new()
    {
        IsLast = IsLast,
        Severity = Severity.Error,
        Code = Kind.ToString(),
        Message = Message,
        Hint = Hint,
        Span = Site?.Inner,
        Outer = Site is null ? null : Lines < 0 ? Site.Outer : Site.Widened(Lines),
    };
}

/// <summary>A text is no valid definition. Thrown by lexer, parser and compiler, caught where a compilation begins.</summary>
/// <param name="error">The first error (spec: language 12.7).</param>
/// <param name="others">Further ones of the same phase, in the order of the text.</param>
internal sealed class ScriptException(ScriptError error, IReadOnlyList<ScriptError>? others = null) : Exception(error.Message)
{
    public ScriptError Error => error;

    /// <summary>Everything that is known to be wrong, the first error first.</summary>
    public IEnumerable<ScriptError> All => others is null ? [error] : others.Prepend(error);

    public IEnumerable<Diagnostic> ToDiagnostics() => All.Select(static e => e.ToDiagnostic());
}
