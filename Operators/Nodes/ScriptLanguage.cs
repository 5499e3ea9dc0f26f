using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Flows;

namespace Tremor.Dataflow.Operators.Nodes;

/// <summary>The script language as flow definitions need it. Stateless, thread-safe.</summary>
public sealed class ScriptLanguage : IDefinitionLanguage
{
    /// <summary>The one instance.</summary>
    public static readonly ScriptLanguage Instance = new();

    /// <inheritdoc/>
    public Value? EvaluateConstant(ScriptText expression, ScriptScope scope, List<Diagnostic> findings) => expression.Tree is null
        ? ScriptCompiler.Evaluate(expression.Source, Around(scope), findings)
        : ScriptCompiler.Evaluate(TreeOf<ParsedExpression>(expression), Around(scope), findings);

    /// <inheritdoc/>
    public Value? Interpolate(ScriptText text, ScriptScope scope, List<Diagnostic> findings) => text.Tree is null
        ? ScriptCompiler.Interpolate(text.Source, Around(scope), findings)
        : ScriptCompiler.Evaluate(TreeOf<ParsedExpression>(text), Around(scope), findings);

    /// <inheritdoc/>
    public CompiledSections? CompileScript(ScriptSections script, ScriptScope scope, List<Diagnostic> findings)
    {
        var surroundings = Around(scope);
        var main = Section(script.Main);
        var isComplete = main is not null;
        var ports = new Dictionary<Port, CompiledScript>();
        foreach (var (name, text) in script.Ports)
        {
            var port = Port.Of(name);
            if (port.Equals(Port.In)) isComplete = Reject(findings, text, "port `in` is reserved for the `script` section");
            else if (Section(text) is not { } section) isComplete = false;
            else if (!ports.TryAdd(port, section)) isComplete = Reject(findings, text, "script port already defined");
        }

        return isComplete
            ? new(context => new ScriptNode(main!, ports, script.State, context), ports.Values.Prepend(main!).SelectMany(static s => s.Ports).ToHashSet())
            : null;

        CompiledScript? Section(ScriptText text) => text.Tree is null
            ? ScriptCompiler.Compile(text.Source, surroundings, findings)
            : ScriptCompiler.Compile(TreeOf<ParsedScript>(text), surroundings, findings);
    }

    /// <inheritdoc/>
    public Func<OperatorContext, IOperator>? CompileSelect(SelectClauses select, ScriptScope scope, List<Diagnostic> findings) =>
        new SelectCompiler(Around(scope), findings).Compile(select);

    /// <inheritdoc/>
    public PipelineDefinition? ReadQuery(SourceText source, string name, List<Diagnostic> findings) => FlowSyntax.Query(source, name, findings);

    /// <inheritdoc/>
    public ModuleDefinitions? ReadModule(SourceText source, List<Diagnostic> findings) => FlowSyntax.Module(source, findings);

    /// <inheritdoc/>
    public ModuleDefinitions? ReadModule(string path, IModuleResolver modules, List<Diagnostic> findings) =>
        ScriptCompiler.FindModule(path, modules) is { } source ? FlowSyntax.Module(source, findings) : null;

    /// <inheritdoc/>
    public DefinitionDocument? ReadDocument(SourceText source, List<Diagnostic> findings) => FlowSyntax.Document(source, findings);

    internal static T TreeOf<T>(ScriptText text)
        where T : class, IScriptTree =>
        text.Tree as T ?? throw new ArgumentException($"a {text.Tree!.GetType().Name} stands where a {typeof(T).Name} is expected");

    private static ScriptSurroundings Around(ScriptScope scope) =>
        new() { Modules = scope.Modules, Args = scope.HasArgs ? scope.Args : null, Uses = scope.Uses, Module = scope.Module, IsFile = false };

    private static bool Reject(List<Diagnostic> findings, ScriptText text, string message)
    {
        var start = text.Tree?.Span.Start ?? Position.Start;
        findings.Add(new Diagnostic { Severity = Severity.Error, Code = "Generic", Message = message, Span = new SourceSpan(text.Source, start, start) });
        return false;
    }
}
