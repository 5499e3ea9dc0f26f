using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>
/// Calls a library function as a script does, both ways that the language has: with literals, folded when the script is compiled, and with
/// arguments known only at run time. Both must agree (spec: stdlib 1.4).
/// </summary>
internal static class LibraryCall
{
    private static readonly string[] s_perEvent = ["url::", "random::", "origin::", "system::", "win::", "test::assert", "::gen_", "otel::gen_", "logging::gen_"];

    /// <summary>Checks a call against its result as JSON, or <c>BT</c>, <c>BA</c>, <c>RT</c> for an error that spans the call.</summary>
    /// <param name="function">Such as <c>array::len</c>, or the full path outside of <c>std</c> and <c>tremor</c>.</param>
    /// <param name="arguments">The arguments as they stand in the script.</param>
    public static void Gives(string function, string arguments, string expected)
    {
        Assert.Equal(expected.Trim(' '), Folded(function, arguments).Shown);
        Assert.Equal(expected.Trim(' '), AtRunTime(function, arguments).Shown);
    }

    /// <summary>Checks that a call fails in both ways, and that the text names what is expected.</summary>
    public static void Fails(string function, string arguments, string kind, string fact)
    {
        foreach (var (shown, message) in new[] { Folded(function, arguments), AtRunTime(function, arguments) })
        {
            Assert.Equal(kind, shown);
            Assert.Contains(fact, message, StringComparison.Ordinal);
        }
    }

    private static (string Shown, string Message) Folded(string function, string arguments)
    {
        var (use, call) = Parts(function);
        return Run($"{use}\n", $"{call}({arguments})", s_perEvent.Any(function.Contains) ? "" : "compile: ");
    }

    private static (string Shown, string Message) AtRunTime(string function, string arguments)
    {
        var (use, call) = Parts(function);
        var count = int.Parse(ScriptRun.Of($"use std::array; array::len([{arguments}])"));
        var names = string.Join(", ", Enumerable.Range(0, count).Select(static i => $"given[{i}]"));
        // without arguments there is nothing that could be unknown when the script is compiled
        return Run($"{use} let given = [{arguments}];\n", $"{call}({names})", count > 0 || s_perEvent.Any(function.Contains) ? "" : "compile: ");
    }

    private static (string Shown, string Message) Run(string before, string call, string phase)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", before + call), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Diagnostic error;
        if (compiled is null) error = findings.First(static f => f.Severity == Severity.Error);
        else
        {
            var instance = compiled.NewInstance(new CallContext());
            var (data, meta, state) = (Value.Null, Value.EmptyRecord, Value.Null);
            if (instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Emit) return (JsonText.ToString(instance.Value), "");
            error = instance.Error!;
        }

        var shown = (compiled is null ? "compile: " : "") + ScriptRun.Describe(error);
        var place = $"2:1-2:{call.EnumerateRunes().Count() + 1}";
        foreach (var (kind, code) in new[] { ("BT", "BadType"), ("BA", "BadArity"), ("RT", "RuntimeError") })
            if (shown == $"{phase}{code} {place}") return (kind, error.Message);
        return ($"{shown}: {error.Message}", error.Message);
    }

    private static (string Use, string Call) Parts(string function)
    {
        var path = function.Split("::");
        if (path.Length > 2) return ($"use {string.Join("::", path[..^1])};", $"{path[^2]}::{path[^1]}");
        var root = path[0] switch { "chash" or "origin" or "system" or "mime" or "windows" => "tremor", "nanos" => "std::time", _ => "std" };
        return ($"use {root}::{path[0]};", function);
    }
}
