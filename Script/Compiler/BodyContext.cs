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

    /// <summary>Of the script of a window: which one.</summary>
    public WindowSection Section { get; init; }

    /// <summary>The statement at the top level that is being built.</summary>
    public Expression? Statement { get; set; }

    /// <summary>Of a clause that may aggregate: the target and the <c>having</c> of a windowed <c>select</c>.</summary>
    public WindowedClauses? Windowed { get; init; }

    /// <summary>Whether the event must not be looked at outside of aggregates: the target of a windowed <c>select</c>.</summary>
    public bool BansEvent { get; init; }

    public Compilation Compilation => compilation;

    public NameScope Names => names;

    public FunctionBody? Function => function;

    public BodyVariables Variables { get; } = new();

    /// <summary>What fails whatever the event.</summary>
    public CertainFailures Failures { get; } = new();

    public Site SiteOf(SyntaxNode node) => SiteOf(node.Span);

    public Site SiteOf(TextSpan span) => new(source, span);

    /// <summary>Where three errors are drawn: from the first column of a node's last line to its end (spec: language 12.7).</summary>
    public Site LastLineOf(SyntaxNode node)
    {
        var start = node.Span.End == 0 ? 0 : source.Text.LastIndexOf('\n', node.Span.End - 1) + 1;
        return new(source, new TextSpan(start, node.Span.End), node.Span);
    }

    /// <param name="outer">What to show around it.</param>
    public Site SiteOf(TextSpan span, TextSpan outer) => new(source, span, outer);

    /// <summary>Notes what may turn out to fail always; not where nobody is to be warned.</summary>
    public void Suspect(SyntaxNode node, Func<SlotKinds, string?> mistake)
    {
        if (warnings is not null) Failures.Suspect(node, mistake);
    }

    public void Warn(WarningClass warningClass, SyntaxNode node, string message) => warnings?.Add(warningClass, SiteOf(node), message);

    /// <summary>Notes that the body looks at the event, its metadata or the state.</summary>
    public void TouchEvent(PathExpression path)
    {
        if (function is not null) function.TouchesEvent = true;
        else if (Section == WindowSection.Tick && path.Root is PathRoot.Event or PathRoot.Meta)
            throw Error(ErrorKind.Generic, SiteOf(Statement!), $"`{(path.Root == PathRoot.Event ? "event" : "$")}` isn't accessible in this context");
        else if (BansEvent && path.Root is PathRoot.Event or PathRoot.Meta && Windowed is { IsInside: false, EventReference: null }) Windowed.EventReference = SiteOf(path);
    }

    /// <summary>Fails where the script of a window assigns the event or its metadata (spec: query 13).</summary>
    public void CheckAssignment(PathExpression path)
    {
        if (function is null && Section != WindowSection.None && path.Root is PathRoot.Event or PathRoot.Meta)
            throw Error(ErrorKind.Generic, SiteOf(Statement!), $"Can not assign to `{(path.Root == PathRoot.Event ? "event" : "$")}` here");
    }

    public static ScriptException Error(ErrorKind kind, Site site, string message, string? hint = null, int lines = -1) =>
        new(new ScriptError(kind, site, message, hint, lines));
}

/// <summary>The sections of a window's script.</summary>
internal enum WindowSection
{
    /// <summary>It is no script of a window.</summary>
    None,

    /// <summary>Run at an event.</summary>
    Event,

    /// <summary>Run when time passes.</summary>
    Tick,
}
