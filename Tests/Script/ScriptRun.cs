using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>Compiles and runs scripts for tests, and says in one line what came of it.</summary>
internal static class ScriptRun
{
    /// <summary>
    /// The outcome of a script on an event: the JSON of the value, <c>port: value</c> on another port than <c>out</c>, <c>drop</c>, or
    /// <c>Kind line:column-endLine:endColumn</c> of an error; one of the compiler begins with <c>compile: </c>.
    /// </summary>
    public static string Of(string script, string payload = "null", IModuleResolver? modules = null)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(
            new SourceText("test.tremor", script), new ScriptSurroundings { Modules = modules ?? NoModules.Instance }, findings);
        if (compiled is null) return "compile: " + Describe(findings.First(static f => f.Severity == Severity.Error));
        var instance = compiled.NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        return instance.Run(ref data, ref meta, ref state) switch
        {
            ScriptOutcome.Emit => (instance.Port.Name == "out" ? "" : instance.Port.Name + ": ") + instance.Value,
            ScriptOutcome.Drop => "drop",
            _ => Describe(instance.Error!),
        };
    }

    /// <summary>The values that a script with the library of this program gives for events of these ingest times, one behind the other.</summary>
    public static List<string> At(string script, params ulong[] ingestTimes)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.True(compiled is not null, string.Join("; ", findings.Select(Describe)));
        var context = new CallContext();
        var instance = compiled.NewInstance(context);
        var values = new List<string>();
        foreach (var time in ingestTimes)
        {
            context.NextEvent(time, origin: null);
            var (data, meta, state) = (Value.Null, Value.EmptyRecord, Value.Null);
            Assert.Equal(ScriptOutcome.Emit, instance.Run(ref data, ref meta, ref state));
            values.Add(instance.Value.ToString());
        }

        return values;
    }

    /// <summary>The event after a run, whatever came of it.</summary>
    public static string EventAfter(string script, string payload)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.True(compiled is not null, string.Join("; ", findings.Select(Describe)));
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        compiled.NewInstance(new CallContext()).Run(ref data, ref meta, ref state);
        return data.ToString()!;
    }

    public static string Describe(Diagnostic finding) => finding.Span is { } span
        ? $"{finding.Code} {span.Start.Line}:{span.Start.Column}-{span.End.Line}:{span.End.Column}"
        : finding.Code;

    /// <summary>The warnings, each as class and place.</summary>
    public static string WarningsOf(string script)
    {
        var findings = new List<Diagnostic>();
        ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        return string.Join("; ", findings.Select(Describe));
    }
}

/// <summary>Modules by path, from memory.</summary>
internal sealed class MapModules(params (string Path, string Text)[] modules) : IModuleResolver
{
    private readonly Dictionary<string, SourceText> _modules = modules.ToDictionary(static m => m.Path, static m => new SourceText(m.Path + ".tremor", m.Text));

    public IReadOnlyList<string> SearchPath => ["/modules"];

    public SourceText? Find(string path) => _modules.GetValueOrDefault(path);
}

internal sealed class NoModules : IModuleResolver
{
    public static readonly NoModules Instance = new();

    public IReadOnlyList<string> SearchPath => [];

    public SourceText? Find(string path) => null;
}
