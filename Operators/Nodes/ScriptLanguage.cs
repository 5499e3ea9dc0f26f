using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes;

/// <summary>The script language as flow definitions need it. Stateless, thread-safe.</summary>
public sealed class ScriptLanguage : IScriptLanguage
{
    /// <summary>The one instance.</summary>
    public static readonly ScriptLanguage Instance = new();

    /// <inheritdoc/>
    public Value? EvaluateConstant(SourceText expression, ScriptScope scope, List<Diagnostic> findings) =>
        ScriptCompiler.Evaluate(expression, Around(scope), findings);

    /// <inheritdoc/>
    public Value? Interpolate(SourceText text, ScriptScope scope, List<Diagnostic> findings) =>
        ScriptCompiler.Interpolate(text, Around(scope), findings);

    /// <inheritdoc/>
    public Func<OperatorContext, IOperator>? CompileScript(ScriptSections script, ScriptScope scope, List<Diagnostic> findings)
    {
        var surroundings = Around(scope);
        var main = ScriptCompiler.Compile(script.Main, surroundings, findings);
        var isComplete = main is not null;
        var ports = new Dictionary<Port, CompiledScript>();
        foreach (var (name, source) in script.Ports)
        {
            var port = Port.Of(name);
            if (port.Equals(Port.In)) isComplete = Reject(findings, source, "port `in` is reserved for the `script` section");
            else if (ScriptCompiler.Compile(source, surroundings, findings) is not { } section) isComplete = false;
            else if (!ports.TryAdd(port, section)) isComplete = Reject(findings, source, "script port already defined");
        }

        return isComplete ? _ => new ScriptNode(main!, ports, script.State) : null;
    }

    /// <inheritdoc/>
    public Func<OperatorContext, IOperator>? CompileSelect(SelectClauses select, ScriptScope scope, List<Diagnostic> findings)
    {
        var surroundings = Around(scope);
        var isComplete = true;
        var target = Clause(select.Target);
        var having = Clause(select.Having);
        var where = Clause(select.Where);
        return isComplete ? _ => new SelectNode(target, where, having) : null;

        CompiledScript? Clause(SourceText? source)
        {
            if (source is null) return null;
            var clause = ScriptCompiler.CompileClause(source, surroundings, findings);
            isComplete &= clause is not null;
            return clause;
        }
    }

    private static ScriptSurroundings Around(ScriptScope scope) =>
        new() { Modules = scope.Modules, Args = scope.Args, Uses = scope.Uses, IsFile = false };

    private static bool Reject(List<Diagnostic> findings, SourceText source, string message)
    {
        findings.Add(
            new Diagnostic { Severity = Severity.Error, Code = "Generic", Message = message, Span = new SourceSpan(source, Position.Start, Position.Start) });
        return false;
    }
}
