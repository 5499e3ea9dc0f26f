using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>How a run ends and what remains of it (spec: language 11.1).</summary>
public class EmitTests
{
    [Theory]
    [InlineData("event", """{"a":1}""", """{"a":1}""")]
    [InlineData("event.a; 7", "null", "7")]
    [InlineData("emit", "[1]", "[1]")]
    [InlineData("let event.b = 2; emit; 7", """{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("emit event.a", """{"a":1}""", "1")]
    [InlineData("emit => \"err\"", "5", "err: 5")]
    [InlineData("emit => \"out\"", "5", "5")]
    [InlineData("emit 7 => \"Slow\"", "5", "slow: 7")]
    [InlineData("emit 7 => \"P#{event}\"", "5", "p5: 7")]
    [InlineData("emit => \"\"\"\nX\"\"\"", "5", "x: 5")]
    [InlineData("let x = emit event => \"a\"; 7", "5", "a: 5")]
    [InlineData("let event = emit 3; 7", "5", "3")]
    [InlineData("drop", "5", "drop")]
    [InlineData("drop; 1", "5", "drop")]
    [InlineData("let x = drop; 1", "5", "drop")]
    [InlineData("let x = match event of case 5 => drop case _ => 1 end; 7", "5", "drop")]
    [InlineData("emit match event of case 5 => \"five\" case _ => 1 end => \"m\"", "5", "m: \"five\"")]
    [InlineData("emit for event of case (k, v) => v + 1 end", "[5]", "[6]")]
    [InlineData("use std", "5", "5")]
    [InlineData("fn f() with 1 end", "5", "5")]
    [InlineData("fn f() with 1 end; intrinsic fn len(x) as string::len", "5", "5")]
    [InlineData("const A = 5; fn f() with 1 end", "7", "7")]
    [InlineData("fn f() with 1 end; const A = 5", "7", "5")]
    [InlineData("1; const A = 5", "7", "5")]
    [InlineData("let a = 1; fn f() with 1 end", "7", "1")]
    public void A_run_ends(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("emit event.nope => \"#{event.«no»}\"", "BadAccessInEvent")]
    [InlineData("emit event.«nope» => \"port\"", "BadAccessInEvent")]
    public void The_port_is_computed_before_the_value(string script, string kind) => MarkedScript.Fails(kind, script, "{}");

    [Theory]
    [InlineData("let event.x = 1; let $y = 2; let state = {\"z\": 3}; event.nope", "{}", ScriptOutcome.Error, """{"x":1}""", """{"y":2}""", """{"z":3}""")]
    [InlineData("let event.x = 1; let $y = 2; let state = {\"z\": 3}; drop", "{}", ScriptOutcome.Drop, """{"x":1}""", """{"y":2}""", """{"z":3}""")]
    [InlineData("let event.x = 1; let $y = 2; let state = {\"z\": 3}; emit 9 => \"a\"", "{}", ScriptOutcome.Emit, """{"x":1}""", """{"y":2}""", """{"z":3}""")]
    [InlineData("let event.a.b.c = event.nope", "{}", ScriptOutcome.Error, "{}", "{}", "null")]
    [InlineData("let event.a.b[7] = 1", "{}", ScriptOutcome.Error, """{"a":{"b":{}}}""", "{}", "null")]
    [InlineData("let event = patch event of insert \"a\" => 1; update \"z\" => 1 end", "{}", ScriptOutcome.Error, "{}", "{}", "null")]
    public void What_was_changed_before_the_end_stays(string script, string payload, object outcome, string eventAfter, string metaAfter, string stateAfter)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        Assert.NotNull(compiled);
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        Assert.Equal((ScriptOutcome)outcome, compiled.NewInstance(new CallContext()).Run(ref data, ref meta, ref state));
        Assert.Equal((eventAfter, metaAfter, stateAfter), (data.ToString(), meta.ToString(), state.ToString()));
    }
}
