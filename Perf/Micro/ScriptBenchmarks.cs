using BenchmarkDotNet.Attributes;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Perf.EndToEnd;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>The scripts of <see cref="ScriptSample"/> alone, on parsed events; one operation is 100 events.</summary>
[MemoryDiagnoser]
public class ScriptBenchmarks
{
    private ScriptInstance _script = null!;
    private Value[] _events = [];

    public static IEnumerable<string> Names => ScriptSample.All.Select(static s => s.Name);

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var sample = ScriptSample.Of(Name);
        var findings = new List<Diagnostic>();
        var script = ScriptCompiler.Compile(new SourceText(Name, sample.Text), new ScriptSurroundings { Modules = new DirectoryModules([]) }, findings);
        _script = script?.NewInstance(new CallContext()) ?? throw new DefinitionException(findings);
        var texts = sample.Payloads ?? System.Text.Encoding.UTF8.GetString(LogEvents.Generate(100)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _events = [.. Enumerable.Range(0, 100).Select(i => JsonText.Parse(texts[i % texts.Length]))];
    }

    [Benchmark(OperationsPerInvoke = 100)]
    public Value Run()
    {
        var state = Value.Null;
        foreach (var payload in _events)
        {
            var data = payload;
            var meta = Value.EmptyRecord;
            _script.Run(ref data, ref meta, ref state);
        }

        return state;
    }
}
