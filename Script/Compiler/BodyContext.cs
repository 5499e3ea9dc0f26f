using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>A body on its way from tree to code: what it can name, its text, and what has been found out about it.</summary>
/// <param name="warnings">Null where nobody is to be warned: in modules.</param>
/// <param name="function">The function whose body this is; null for a script.</param>
internal sealed class BodyContext(Compilation compilation, NameScope names, SourceText source, WarningSet? warnings, FunctionBody? function = null)
{
    /// <summary>The value of <c>args</c> in a script, null where that is not known; functions have their own.</summary>
    public Value? Args { get; init; }

    /// <summary>Whether this is a clause of a <c>select</c>, which knows the aggregates by name.</summary>
    public bool IsSelect { get; init; }

    public Compilation Compilation => compilation;

    public NameScope Names => names;

    public FunctionBody? Function => function;

    public BodyVariables Variables { get; } = new();

    public Site SiteOf(SyntaxNode node) => SiteOf(node.Span);

    public Site SiteOf(TextSpan span) => new(source, span);

    /// <param name="outer">What to show around it.</param>
    public Site SiteOf(TextSpan span, TextSpan outer) => new(source, span, outer);

    public void Warn(WarningClass warningClass, SyntaxNode node, string message) => warnings?.Add(warningClass, SiteOf(node), message);

    /// <summary>Notes that the body looks at the event, its metadata or the state.</summary>
    public void TouchEvent()
    {
        if (function is not null) function.TouchesEvent = true;
    }

    public static ScriptException Error(ErrorKind kind, Site site, string message, string? hint = null, int lines = -1) =>
        new(new ScriptError(kind, site, message, hint, lines));
}
