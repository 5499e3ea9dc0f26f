using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>Finds the text of a module by its path, such as <c>std/array</c> for <c>std::array</c>.</summary>
public interface IModuleResolver
{
    /// <summary>The text of the module; null when there is none.</summary>
    SourceText? Find(string path);

    /// <summary>Where it looked, for the error.</summary>
    IReadOnlyList<string> SearchPath { get; }
}

/// <summary>
/// A script or an expression that a language has parsed already, as part of a longer text (a Troy file, a query). Only the language that made it
/// looks inside.
/// </summary>
public interface IScriptTree
{
    /// <summary>Where it is written.</summary>
    SourceSpan Span { get; }
}

/// <summary>A <c>use</c> of a scope: a module path and the alias it gets.</summary>
/// <param name="Module">Such as <c>std::time::nanos</c>.</param>
/// <param name="As">The alias; null for the last segment.</param>
public sealed record UseDefinition(string Module, string? As);

/// <summary>A script node: main section, sections for further ports, state and effective arguments.</summary>
/// <param name="Args">A record, substituted for <c>args</c>.</param>
/// <param name="State">Initial state.</param>
public sealed record ScriptDefinition(
    SourceText Main, IReadOnlyDictionary<string, SourceText> Ports, Value State, Value Args);

/// <summary>A select without windows: expressions as source text, null where left out.</summary>
/// <param name="Uses">Modules of the surrounding pipeline.</param>
public sealed record SelectDefinition(
    SourceText? Target, SourceText? Where, SourceText? Having, Value Args, IReadOnlyList<UseDefinition> Uses);

/// <summary>
/// The services of the script language that flow definitions need. The Engine knows no language; the host hands one in. Findings are
/// added to <c>findings</c> with spans in the given texts; a null result means that at least one error was added.
/// </summary>
public interface IScriptLanguage
{
    /// <summary>The value of a constant expression, with <c>args</c> replaced.</summary>
    Value? EvaluateConstant(SourceText expression, Value args, IReadOnlyList<UseDefinition> uses, IModuleResolver modules, List<Diagnostic> findings);

    /// <summary>The value of a string literal's inside, with <c>#{ }</c> interpolation.</summary>
    Value? Interpolate(SourceText text, Value args, IReadOnlyList<UseDefinition> uses, IModuleResolver modules, List<Diagnostic> findings);

    Func<OperatorContext, IOperator>? CompileScript(ScriptDefinition script, IModuleResolver modules, List<Diagnostic> findings);

    Func<OperatorContext, IOperator>? CompileSelect(SelectDefinition select, IModuleResolver modules, List<Diagnostic> findings);
}
