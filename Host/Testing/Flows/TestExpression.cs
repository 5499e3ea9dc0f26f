using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>An expression of a test in tremor-script.</summary>
internal sealed class TestExpression
{
    private readonly ScriptInstance _script;

    private TestExpression(ScriptInstance script) => _script = script;

    /// <param name="before">A statement in front of it.</param>
    /// <exception cref="FlowTestException">It does not compile, or its file cannot be read.</exception>
    public static TestExpression Compile(Text text, string before, string directory, Definitions definitions, TestClock clock)
    {
        var own = SourceOf(text, directory);
        var source = before.Length == 0 ? own : new SourceText(own.Name, before + own.Text)
        {
            Origin = own.Origin is { } origin ? new(origin.Document, i => origin.IndexIn(Math.Max(0, i - before.Length))) : null,
        };
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(source, new ScriptSurroundings { Modules = definitions.ModulesIn(directory), IsFile = false }, findings);
        if (compiled is null) throw new FlowTestException(findings.First(static f => f.Severity == Severity.Error).Message, text.Place);
        return new(compiled.NewInstance(new CallContext { Time = clock }));
    }

    /// <summary>Its value.</summary>
    /// <param name="error">Why there is none; null where there is.</param>
    public Value Evaluate(Value value, Value meta, ulong ingestNs, out string? error)
    {
        _script.Context.NextEvent(ingestNs, null);
        var state = Value.Null;
        var outcome = _script.Run(ref value, ref meta, ref state);
        error = outcome switch
        {
            ScriptOutcome.Emit => null,
            ScriptOutcome.Drop => "it drops the event",
            _ => _script.Error!.Message,
        };
        return error is null ? _script.Value.Detach() : Value.Null;
    }

    private static SourceText SourceOf(Text text, string directory)
    {
        if (text is WrittenText written) return written.Source;
        var path = Path.Combine(directory, ((TextFile)text).Path.Text);
        try
        {
            return new(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlowTestException($"{path} cannot be read: {e.Message}", text.Place);
        }
    }
}
