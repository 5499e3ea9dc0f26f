using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>Finds the text of a module by its path, such as <c>std/array</c> for <c>std::array</c>.</summary>
/// <remarks>
/// Called by the script language while it compiles, that is while definitions are loaded or a script is read, never while events go by; on the thread
/// of that load, which waits. Calls of one load do not overlap, but several loads may share a resolver: it must bear calls from several threads at once.
/// </remarks>
public interface IModuleResolver
{
    /// <summary>The text of the module; null when there is none. Asked again by each compilation that uses it.</summary>
    SourceText? Find(string path);

    /// <summary>Where it looked, for the error. Asked when <see cref="Find"/> gave null.</summary>
    IReadOnlyList<string> SearchPath { get; }

    /// <summary>Modules whose names may have been meant by a path that <see cref="Find"/> does not know, in the same notation.</summary>
    IEnumerable<string> Near(string path) => [];
}

/// <summary>A <c>use</c> of a scope: a module path and the alias it gets.</summary>
/// <param name="Module">Such as <c>std::time::nanos</c>.</param>
/// <param name="As">The alias; null for the last segment.</param>
public sealed record UseDefinition(string Module, string? As);

/// <summary>The names that a script or an expression can refer to besides its own.</summary>
/// <param name="Args">The effective arguments, a record, substituted for <c>args</c>.</param>
/// <param name="Uses">Modules that are imported around it.</param>
/// <param name="Modules">Finds modules, those that the text itself imports too.</param>
public sealed record ScriptScope(Value Args, IReadOnlyList<UseDefinition> Uses, IModuleResolver Modules)
{
    /// <summary>The module around it, whose constants and functions it sees; null for none.</summary>
    public SourceText? Module { get; init; }

    /// <summary>Whether anything gives arguments here: where nothing does, <c>args</c> is no constant.</summary>
    public bool HasArgs { get; init; } = true;
}

/// <summary>The sections of a script node.</summary>
/// <param name="Main">What happens to an event on port <c>in</c>.</param>
/// <param name="Ports">What happens to events on further ports.</param>
/// <param name="State">The state at start.</param>
public sealed record ScriptSections(ScriptText Main, IReadOnlyDictionary<string, ScriptText> Ports, Value State);

/// <summary>A script node, compiled.</summary>
/// <param name="Create">Makes one for a running pipeline.</param>
/// <param name="Ports">The ports that its sections emit on by name, as far as the names are constant.</param>
public sealed record CompiledSections(Func<OperatorContext, IOperator> Create, IReadOnlySet<Port> Ports);

/// <summary>The clauses of a select, null where left out.</summary>
public sealed record SelectClauses(ScriptText? Target, ScriptText? Where, ScriptText? Having)
{
    /// <summary>What stands behind <c>group by</c>, from left to right, sets within sets resolved; none for no grouping.</summary>
    public IReadOnlyList<GroupDimension> Group { get; init; } = [];

    /// <summary>The windows, the first one nearest to the events; none for none.</summary>
    public IReadOnlyList<WindowClauses> Windows { get; init; } = [];
}

/// <summary>A dimension of groups.</summary>
/// <param name="IsEach">Whether the expression is a list, each element of which is a group.</param>
/// <param name="Place">The whole of it, for errors.</param>
public sealed record GroupDimension(ScriptText Expression, bool IsEach, SourceSpan? Place);

/// <summary>A window, its values filled in (spec: query 13).</summary>
/// <param name="Name">Of its definition, without module: the value of <c>window</c>.</param>
/// <param name="Kind">What closes it.</param>
public sealed record WindowClauses(string Name, WindowEnd Kind)
{
    /// <summary>Events, or nanoseconds.</summary>
    public ulong Size { get; init; }

    /// <summary>How many groups may be held at once; null for any number.</summary>
    public ulong? MaxGroups { get; init; }

    /// <summary>The state at start.</summary>
    public Value State { get; init; }

    /// <summary>Weighs an event, tells its time, or says whether the window ends.</summary>
    public ScriptText? Script { get; init; }

    /// <summary>Whether a tick closes it.</summary>
    public ScriptText? Tick { get; init; }

    /// <summary>Whether what it holds comes out when nothing more can come.</summary>
    public bool EmitsAtEnd { get; init; }
}

/// <summary>What closes a window.</summary>
public enum WindowEnd
{
    /// <summary>A number of events.</summary>
    Size,

    /// <summary>A time.</summary>
    Interval,

    /// <summary>Its script.</summary>
    State,
}

/// <summary>
/// The services of the script language that flow definitions need. The Engine knows no language; the host hands one in. Findings are
/// added to <c>findings</c> with spans in the given texts;
/// a tree that another language has made is an <see cref="ArgumentException"/>; a null result means that at least one error was added.
/// </summary>
/// <remarks>
/// Called by what resolves definitions, while a document is loaded or checked, on the thread of that load, one call at a time; several documents may be
/// loaded at the same time, so an implementation must bear calls from several threads. What <see cref="CompileScript"/> and <see cref="CompileSelect"/>
/// give is called later: once for each pipeline that is made, on the thread that deploys its flow, and also at the same time for several.
/// </remarks>
public interface IScriptLanguage
{
    /// <summary>The value of a constant expression.</summary>
    Value? EvaluateConstant(ScriptText expression, ScriptScope scope, List<Diagnostic> findings);

    /// <summary>The value of a string literal's inside, with <c>#{ }</c> interpolation.</summary>
    Value? Interpolate(ScriptText text, ScriptScope scope, List<Diagnostic> findings);

    /// <summary>Compiles a script node.</summary>
    CompiledSections? CompileScript(ScriptSections script, ScriptScope scope, List<Diagnostic> findings);

    /// <summary>Compiles a select; the result makes one for each running pipeline.</summary>
    Func<OperatorContext, IOperator>? CompileSelect(SelectClauses select, ScriptScope scope, List<Diagnostic> findings);
}
