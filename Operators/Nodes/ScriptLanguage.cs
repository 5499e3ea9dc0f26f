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
    public static readonly ScriptLanguage Instance = new();

    public Value? EvaluateConstant(
        SourceText expression, Value args, IReadOnlyList<UseDefinition> uses, IModuleResolver modules, List<Diagnostic> findings) =>
        ScriptCompiler.Evaluate(expression, Surroundings(args, uses, modules), findings);

    public Value? Interpolate(
        SourceText text, Value args, IReadOnlyList<UseDefinition> uses, IModuleResolver modules, List<Diagnostic> findings) =>
        ScriptCompiler.Interpolate(text, Surroundings(args, uses, modules), findings);

    public Func<OperatorContext, IOperator>? CompileScript(ScriptDefinition script, IModuleResolver modules, List<Diagnostic> findings)
    {
        var surroundings = Surroundings(script.Args, [], modules);
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

    public Func<OperatorContext, IOperator>? CompileSelect(SelectDefinition select, IModuleResolver modules, List<Diagnostic> findings)
    {
        var surroundings = Surroundings(select.Args, select.Uses, modules);
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

    private static ScriptSurroundings Surroundings(Value args, IReadOnlyList<UseDefinition> uses, IModuleResolver modules) =>
        new() { Modules = modules, Args = args, Uses = uses, IsFile = false };

    private static bool Reject(List<Diagnostic> findings, SourceText source, string message)
    {
        findings.Add(new Diagnostic { Severity = Severity.Error, Code = "Generic", Message = message, Span = new SourceSpan(source, Position.Start, Position.Start) });
        return false;
    }
}
