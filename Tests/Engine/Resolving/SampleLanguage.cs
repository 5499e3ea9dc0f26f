using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax.Flows;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>
/// A language as small as tests of definitions need: a constant is JSON or <c>args.NAME</c>, <c>#{NAME}</c> interpolates an argument, a
/// script is wrong where it says <c>wrong</c> and emits where it says <c>emit => PORT</c>, and modules are what the resolver finds below
/// <c>std/</c> or in the document.
/// </summary>
internal sealed class SampleLanguage : IDefinitionLanguage
{
    /// <summary>The scripts that were compiled, with their arguments.</summary>
    public List<(ScriptSections Sections, ScriptScope Scope)> Scripts { get; } = [];

    public List<(SelectClauses Clauses, ScriptScope Scope)> Selects { get; } = [];

    public PipelineDefinition? ReadQuery(SourceText source, string name, List<Diagnostic> findings) => FlowSyntax.Query(source, name, findings);

    public ModuleDefinitions? ReadModule(string path, IModuleResolver modules, List<Diagnostic> findings) =>
        modules.Find(path.Replace("::", "/")) is { } source ? FlowSyntax.Module(source, findings) : null;

    public ModuleDefinitions? ReadModule(SourceText source, List<Diagnostic> findings) => FlowSyntax.Module(source, findings);

    public DefinitionDocument? ReadDocument(SourceText source, List<Diagnostic> findings) => FlowSyntax.Document(source, findings);

    public Value? EvaluateConstant(ScriptText expression, ScriptScope scope, List<Diagnostic> findings)
    {
        foreach (var use in scope.Uses)
        {
            if (use.Module.StartsWith("std::", StringComparison.Ordinal) || scope.Modules.Find(use.Module.Replace("::", "/")) is not null) continue;
            findings.Add(new() { Severity = Severity.Error, Code = "ModuleNotFound", Message = $"Module `{use.Module}` not found or not readable error in module path: {string.Join(':', scope.Modules.SearchPath)}" });
            return null;
        }

        if (expression.Text.StartsWith("args.", StringComparison.Ordinal) && scope.Args.TryGetField(expression.Text[5..], out var value)) return value;
        try
        {
            return JsonText.Parse(expression.Text);
        }
        catch (JsonSyntaxException)
        {
            return Refuse(expression, expression.Text, findings);
        }
    }

    public Value? Interpolate(ScriptText text, ScriptScope scope, List<Diagnostic> findings)
    {
        var result = text.Text;
        foreach (var field in scope.Args.Fields) result = result.Replace($"#{{args.{field.Name.Text}}}", field.Value.AsText() ?? field.Value.ToString());
        return Value.From(result);
    }

    public CompiledSections? CompileScript(ScriptSections script, ScriptScope scope, List<Diagnostic> findings)
    {
        Scripts.Add((script, scope));
        foreach (var text in script.Ports.Values.Prepend(script.Main))
            if (text.Text.Contains("wrong")) Refuse(text, "wrong", findings);
        var ports = script.Ports.Values.Prepend(script.Main).SelectMany(static t => t.Text.Split("emit => ").Skip(1)).Select(static p => Port.Of(p.Split(' ')[0]));
        return findings.Count == 0 ? new(_ => new Nothing(), ports.ToHashSet()) : null;
    }

    public Func<OperatorContext, IOperator>? CompileSelect(SelectClauses select, ScriptScope scope, List<Diagnostic> findings)
    {
        Selects.Add((select, scope));
        foreach (var text in new[] { select.Target, select.Where, select.Having })
            if (text?.Text.Contains("wrong") == true) Refuse(text, "wrong", findings);
        return findings.Count == 0 ? _ => new Nothing() : null;
    }

    private static Value? Refuse(ScriptText source, string word, List<Diagnostic> findings)
    {
        var at = source.Text.IndexOf(word, StringComparison.Ordinal);
        var before = source.Text[..at].Split('\n');
        var start = new Position(before.Length, before[^1].Length + 1, at);
        var end = new Position(before.Length, before[^1].Length + 1 + word.Length, at + word.Length);
        findings.Add(new() { Severity = Severity.Error, Code = "Wrong", Message = $"`{word}` is wrong", Span = new(source.Source, start, end) });
        return null;
    }

    private sealed class Nothing : IOperator
    {
        public void OnEvent(Port input, ref Event e, IEmitter output)
        {
        }
    }
}
