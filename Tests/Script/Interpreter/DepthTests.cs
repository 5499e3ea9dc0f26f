using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Values and calls that nest deeper and deeper meet a limit, not the end of the stack.</summary>
public class DepthTests
{
    private const string Deeper = "fn deep(n, v) with match n of case 0 => v case _ => recur(n - 1, [v]) end end;";

    [Theory]
    [InlineData("let state = [state]; state")]
    [InlineData("let state = {\"s\": state}; event")]
    [InlineData("match state of case null => let state = {} case _ => let state.s = state end; event")]
    [InlineData("let state = patch {} of insert \"s\" => state end; event")]
    [InlineData("let state = merge {\"s\": 1} of {\"s\": state} end; event")]
    public void A_state_that_nests_deeper_with_each_event_meets_the_limit_and_stays(string script)
    {
        var instance = Compile(script).NewInstance(new CallContext());
        var state = Value.Null;
        var outcome = ScriptOutcome.Emit;
        for (var i = 0; i < 1100 && outcome == ScriptOutcome.Emit; i++) outcome = Run(instance, ref state);
        Assert.Equal(ScriptOutcome.Error, outcome);
        Assert.Equal("RecursionLimit", instance.Error!.Code);
        Assert.Contains("The state nests more than 1024 levels", instance.Error.Message, StringComparison.Ordinal);
        Assert.False(ValueDepth.Exceeds(state));
        Assert.True(ValueDepth.Exceeds(state, 1020));
        Assert.Equal(ScriptOutcome.Error, Run(instance, ref state));
        Assert.True(ValueEquality.AreEqual(state, state.Detach()));
        Assert.NotEmpty(state.ToString());
    }

    [Fact]
    public void An_event_that_passes_a_script_again_and_again_meets_the_limit_and_stays()
    {
        var instance = Compile("let event = [event]; event").NewInstance(new CallContext());
        var (data, meta, state, rounds) = (JsonText.Parse("{\"a\":[1]}"), Value.EmptyRecord, Value.Null, 0);
        while (instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Emit && rounds < 2000) rounds++;
        Assert.Equal(1022, rounds);
        Assert.StartsWith("The event nests", instance.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(rounds + 1, data.ToString().Count(static c => c == '['));
    }

    [Theory]
    [InlineData("deep(1000, deep(1000, event))")]
    [InlineData("let event.x = deep(1023, deep(1000, event)); 1")]
    [InlineData("let $x = deep(1023, deep(1000, event)); 1")]
    [InlineData("emit deep(1000, deep(1000, event)) => \"side\"")]
    [InlineData("{\"a\": {\"b\": [deep(1023, event)]}}")]
    [InlineData("event + {\"b\": deep(1023, [event])}")]
    [InlineData("patch event of merge => {\"b\": deep(1023, [event])} end")]
    public void A_result_deeper_than_the_limit_is_an_error(string script) =>
        Assert.StartsWith("RecursionLimit", ScriptRun.Of(Deeper + script, "{}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("deep(1000, deep(1000, 1))")]
    [InlineData("for [1, 2] of case (i, v) => deep(1000, 1) into [] end")]
    public void A_value_of_constants_deeper_than_the_limit_is_an_error(string script)
    {
        var result = ScriptRun.Of(Deeper + script);
        Assert.True(result.StartsWith("RecursionLimit", StringComparison.Ordinal) || result.Length > 100, result);
    }

    [Fact]
    public void A_result_at_the_limit_is_none() =>
        Assert.Equal(new string('[', 1023) + "{}" + new string(']', 1023), ScriptRun.Of(Deeper + "deep(1023, event)", "{}"));

    /// <summary>Within one run a value may get as deep as memory allows; what walks over it finds the stack too small in time.</summary>
    [Theory]
    [InlineData("match x == y of case true => 1 case _ => 2 end")]
    [InlineData("match x < y of case true => 1 case _ => 2 end")]
    [InlineData("match array::contains([x], y) of case true => 1 case _ => 2 end")]
    [InlineData("\"#{x}\"")]
    [InlineData("json::encode(x)")]
    [InlineData("json::encode_pretty(x)")]
    [InlineData("array::flatten(x)")]
    [InlineData("record::combine(r, s)")]
    [InlineData("merge r of s end")]
    [InlineData("patch r of merge => s end")]
    [InlineData("patch r of default => s end")]
    [InlineData("x")]
    [InlineData("[x]")]
    [InlineData("let state = x")]
    [InlineData("r")]
    [InlineData("match r of case %{ r ~= %{ r == 1 } } => 1 case _ => 2 end")]
    [InlineData("string::format(\"{}\", x)")]
    [InlineData("type::as_string(x)")]
    [InlineData("nope::nope(x)")]
    public void Nothing_that_looks_at_a_bottomless_value_does_more_than_fail(string use)
    {
        var script = "use std::array; use std::json; use std::record; use std::string; use std::type;"
            + "let x = 1; let y = 1; let r = {}; let s = {};"
            + "for event of case (i, v) => for event of case (j, w) => let x = [x]; let y = [y]; let r = {\"r\": r}; let s = {\"r\": s} end end;"
            + use;
        var payload = "[" + string.Join(',', Enumerable.Range(0, 500)) + "]";
        var result = ScriptRun.Of(script, payload);
        Assert.True(result.Contains("RecursionLimit", StringComparison.Ordinal) || result.Length < 100, result[..Math.Min(200, result.Length)]);
    }

    /// <summary>The limit is an exception up to the code that catches it, which may stand inside or outside of the call.</summary>
    [Theory]
    [InlineData("f(r, s)")]
    [InlineData("g(r, s)")]
    [InlineData("match 1 of case _ when f(r, s) == 1 => 1 case _ => 2 end")]
    public void A_function_that_meets_a_limit_leaves_event_metadata_and_state_to_the_script(string use)
    {
        var instance = Compile(
            "fn f(a, b) with let event = 7; let state = 9; merge a of b end end; fn g(a, b) with let x = f(a, b); x end;"
            + "let $m = 1; let state = {\"n\": 1}; let r = {}; let s = {};"
            + "for event of case (i, v) => for event of case (j, w) => let r = {\"r\": r}; let s = {\"r\": s} end end;"
            + use).NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse("[" + string.Join(',', Enumerable.Range(0, 500)) + "]"), Value.EmptyRecord, Value.Null);
        Assert.Equal(ScriptOutcome.Error, instance.Run(ref data, ref meta, ref state));
        Assert.Equal("RecursionLimit", instance.Error!.Code);
        Assert.Equal((500, "{\"m\":1}", "{\"n\":1}"), (data.Count, meta.ToString(), state.ToString()));
    }

    [Fact]
    public void Calls_and_matches_nest_five_hundred_levels_deep()
    {
        var text = new StringBuilder("fn f0(x) with x end;");
        for (var i = 1; i < 500; i++) text.Append($"fn f{i}(x) with match x of case 0 => 0 case y = _ => {{ \"v\": for [y] of case (k, v) => f{i - 1}(v) end }}.v[0] end end;");
        text.Append("f499(event)");
        Assert.Equal("7", ScriptRun.Of(text.ToString(), "7"));
    }

    [Fact]
    public void Statements_of_which_nobody_wants_the_value_happen_however_deep_they_stand()
    {
        var text = "let event = event + 1; 0";
        for (var i = 0; i < 50; i++) text = $"match event of case 7 => {text}; 0 case _ => 0 end";
        Assert.Equal("8", ScriptRun.EventAfter(text + "; 0", "7"));
    }

    private static CompiledScript Compile(string script)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.True(compiled is not null, findings.Count == 0 ? "" : findings[^1].Message);
        return compiled;
    }

    private static ScriptOutcome Run(ScriptInstance instance, ref Value state)
    {
        var (data, meta) = (Value.Null, Value.EmptyRecord);
        return instance.Run(ref data, ref meta, ref state);
    }
}
