using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>No script takes all memory or runs for ever: what one run, and what the compiler, may do has a limit.</summary>
public class WorkLimitTests
{
    [Theory]
    [InlineData(100, "let x = 1;\n«for event of case (k, v) => v end»")]
    [InlineData(900, "for event of case (k, v) => («for event of\n case (i, w) => 1\nend») end")]
    [InlineData(100, "fn f(n) with match n of case 0 => 0 case _ => recur(n - 1) end end; 1 + «f(event[0] + 200)»")]
    [InlineData(100, "let a = \"0123456789abcdef0123456789abcdef\"; let b = \"#{a}#{a}#{a}#{a}#{a}#{a}#{a}#{a}\"; let c = \"#{b}#{b}#{b}#{b}\"; «\"#{c}#{c}\"»")]
    [InlineData(100, "[1, «event + event» + event]")]
    [InlineData(250, "core::array::len(«core::array::concatenate(event, event)»)")]
    [InlineData(250, "let r = {}; for event of case (i, v) => let r[\"k#{i}\"] = v end; [1, «merge r of {\"x\": 1} end», merge r of {} end]")]
    [InlineData(300, "for event of case (i, v) => patch {\"a\": {}} of insert \"b\" => 1; «merge \"a\" => {\"x\": v}» end end")]
    public void The_place_where_the_work_ran_out_is_shown(long limit, string script)
    {
        var (text, places) = MarkedScript.Split(script);
        Assert.Equal($"RecursionLimit {Assert.Single(places)}", Run(text, "[" + string.Join(",", Enumerable.Range(0, 150)) + "]", limit));
    }

    [Fact]
    public void Fifty_loops_in_each_other_end()
    {
        var script = new StringBuilder("1");
        for (var i = 0; i < 50; i++) script.Insert(0, $"for event of case (k{i}, v{i}) => ").Append(" end");
        Assert.StartsWith("RecursionLimit", Run(script.ToString(), "{\"a\":1,\"b\":2}", 4 << 20), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RecursionLimit", "fn f(s) with recur(\"#{s}#{s}\") end; f(event)", "\"a\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(s + s) end; f(event)", "\"a\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(s + s) end; f(event)", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur([s, s]) end; f(event) == 1", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::array::push(s, s)) end; f(event)", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::string::replace(s, \"a\", \"aaaa\")) end; f(event)", "\"aaaaaaaaaaaaaaaa\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::array::join([s, s, s], \",\")) end; f(event)", "\"a\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::string::format(\"{}{}{}\", s, s, s)) end; f(event)", "\"a\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::re::replace_all(\"a\", s, \"aaaa\")) end; f(event)", "\"aaaaaaaaaaaaaaaa\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::array::flatten([s, s])) end; f(event)", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::array::concatenate(s, s)) end; f(event)", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur(for s of case (k, v) => v into s end) end; f(event)", "[1]")]
    [InlineData("RecursionLimit", "fn f(s) with recur(<< s/binary, s/binary >>) end; f(event)", "\"a\"")]
    [InlineData("RecursionLimit", "fn f(s) with recur(core::base64::encode(<< s/binary, s/binary >>)) end; f(event)", "\"a\"")]
    public void What_doubles_in_a_recursion_ends(string kind, string script, string payload) =>
        Assert.StartsWith(kind, Run(script, payload, 1 << 20), StringComparison.Ordinal);

    [Theory]
    [InlineData("let a = [a, a]; ", "a", "Overflow")]
    [InlineData("let a = {\"a\": a, \"b\": a}; ", "a", "Overflow")]
    [InlineData("let a = [a, a]; let b = [b, b]; ", "a == b", "Overflow")]
    [InlineData("let a = {\"x\": a, \"y\": a}; let b = {\"x\": b, \"y\": b}; ", "a == b", "Overflow")]
    [InlineData("let a = [a, a]; let b = [b, b]; ", "match a of case b => 1 case _ => 2 end", "Overflow")]
    [InlineData("let a = [a, a]; let b = [b, b]; ", "core::array::contains([a], b)", "Overflow")]
    [InlineData("let a = [a, a]; let b = [b, b]; ", "core::array::sort([a, b])", "Overflow")]
    [InlineData("let a = [a, a]; ", "core::array::flatten(a)", "RuntimeError")]
    [InlineData("let a = [a, a]; ", "\"#{a}\"", "Overflow")]
    [InlineData("let a = [a, a]; ", "core::json::encode(a)", "RuntimeError")]
    [InlineData("let a = [a, a]; ", "core::string::format(\"{}\", a)", "Overflow")]
    [InlineData("let a = [a, a]; ", "let state = a; 1", "Overflow")]
    [InlineData("let a = [a, a]; ", "let event = a; 1", "Overflow")]
    [InlineData("let a = {\"x\": a, \"y\": a}; let b = {\"x\": b, \"y\": b}; ", "merge a of b end", "RecursionLimit")]
    [InlineData("let a = {\"x\": a, \"y\": a}; let b = {\"x\": b, \"y\": b}; ", "patch a of merge => b end", "RecursionLimit")]
    [InlineData("let a = {\"x\": a, \"y\": a}; let b = {\"x\": b, \"y\": b}; ", "patch a of default => b end", "RecursionLimit")]
    [InlineData("let a = [a, a]; ", "<< a >>", "Generic")]
    [InlineData("let a = [a, a]; ", "match a of case 1 => 2 end", "NoClauseHit")]
    public void A_small_value_that_stands_for_a_large_one_does_no_harm(string step, string use, string kind)
    {
        var script = "let a = event; let b = event; " + string.Concat(Enumerable.Repeat(step, 60)) + use;
        Assert.StartsWith(kind, Run(script, "{}", 4 << 20), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("«a == b»", "Overflow")]
    [InlineData("[1, «core::array::contains([a], b)»]", "Overflow")]
    [InlineData("let c = «match a of case b => 1 case _ => 2 end»; 1", "Overflow")]
    public void The_place_is_that_of_the_operation(string use, string kind) =>
        MarkedScript.Fails(kind, "let a = event; let b = event; " + string.Concat(Enumerable.Repeat("let a = [a, a]; let b = [b, b]; ", 60)) + use);

    [Fact]
    public void A_constant_that_gets_too_large_has_a_place() => Assert.StartsWith(
        "compile: Overflow 1:",
        ScriptRun.Of("const C0 = [1]; " + string.Concat(Enumerable.Range(1, 40).Select(static i => $"const C{i} = [C{i - 1}, C{i - 1}]; ")) + "1"),
        StringComparison.Ordinal);

    [Fact]
    public void Many_references_to_a_long_text_or_document_count_as_what_they_stand_for()
    {
        var text = "\"" + new string('x', 1 << 20) + "\"";
        Assert.StartsWith("Overflow", Run("for core::range::range(0, 600) of case (i, v) => event end", text), StringComparison.Ordinal);
        Assert.StartsWith("Overflow", Run("for core::range::range(0, 600) of case (i, v) => event end", $"[{text}]"), StringComparison.Ordinal);
        Assert.StartsWith("Overflow", Run("let event.x = 1; for core::range::range(0, 600) of case (i, v) => event end", $"{{\"a\":{text}}}"), StringComparison.Ordinal);
        Assert.StartsWith("[\"xxx", Run("for core::range::range(0, 8) of case (i, v) => event end", text), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_one_behind_the_other_end()
    {
        var script = string.Concat(Enumerable.Range(0, 400).Select(static i => $"let t{i} = \"#{{event}}{i}\"; ")) + "1";
        Assert.StartsWith("RecursionLimit", Run(script, "\"" + new string('x', 1 << 16) + "\"", 8 << 16), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fn f(s) with recur(s + s) end; f(\"a\")")]
    [InlineData("fn f(s) with recur([s, s]) end; f(\"a\")")]
    [InlineData("fn f(n) with match n of case 0 => 0 case _ => recur(n - 1) end end; fn g(n) with for core::range::range(0, 100000) of case (k, v) => f(n) end end; g(1000)")]
    [InlineData("fn f(a) with for a of case (k, v) => for a of case (k, v) => for a of case (k, v) => 1 end end end end; const C = f(core::range::range(0, 1000)); C")]
    [InlineData("fn f0() with [1, 2] end; fn f1() with [f0(), f0()] end; fn f2() with [f1(), f1(), f1(), f1()] end; fn f3() with [f2(), f2(), f2(), f2()] end; fn f4() with [f3(), f3(), f3(), f3()] end; fn f5() with [f4(), f4(), f4(), f4()] end; fn f6() with [f5(), f5(), f5(), f5()] end; fn f7() with [f6(), f6(), f6(), f6()] end; fn f8() with [f7(), f7(), f7(), f7()] end; fn f9() with [f8(), f8(), f8(), f8()] end; fn f10() with [f9(), f9(), f9(), f9()] end; fn f11() with [f10(), f10(), f10(), f10()] end; f11()")]
    public void The_compiler_ends_too(string script)
    {
        var result = Run(script, "1", 1 << 20);
        Assert.Matches("^((compile: )?(RecursionLimit|Overflow) |\\[\\[)", result);
    }

    [Theory]
    [InlineData("let x = core::array::len(core::range::range(0, 6000000)); x", "6000000")]
    [InlineData("fn f(r) with for r of case (k, v) => for r of case (l, w) => 1 end end; 7 end; f(core::range::range(0, 3000))", "7")]
    [InlineData("fn d(n, v) with match n of case 0 => v case _ => recur(n - 1, [v]) end end; core::array::len(d(1000, d(1000, 1)))", "1")]
    [InlineData("fn f(n) with recur(n) end; f(1)", "compile: RecursionLimit")]
    [InlineData("fn f(s) with recur(\"#{s}#{s}\") end; f(\"a\")", "Overflow")]
    [InlineData("fn d(n, v) with match n of case 0 => v case _ => recur(n - 1, [v]) end end; d(1000, d(1000, 1))", "RecursionLimit")]
    [InlineData("fn s(n, v) with match n of case 0 => v case _ => recur(n - 1, [v, v]) end end; s(60, 1) == s(60, 1)", "Overflow")]
    public void What_is_too_much_for_the_compiler_is_left_to_the_run(string script, string expected) =>
        Assert.StartsWith(expected, Run(script, "1", 64 << 20), StringComparison.Ordinal);

    [Theory]
    [InlineData("state = state + state", "[1]")]
    [InlineData("state = [state, state]", "1")]
    [InlineData("state = {\"a\": state, \"b\": state}", "1")]
    [InlineData("state = state + state", "\"0123456789abcdef\"")]
    [InlineData("state.x = state.x + [event] + state.x", "{\"x\":[]}")]
    [InlineData("state.x.y = [state.x.y, \"#{state.x.y}\"]", "{\"x\":{\"y\":1}}")]
    public void A_state_that_doubles_meets_a_limit_at_the_assignment_and_stays(string step, string start)
    {
        var (text, places) = MarkedScript.Split($"let y = 1;\nlet «{step}»;\n1");
        var findings = new List<Diagnostic>();
        var script = ScriptCompiler.Compile(new SourceText("test", text), new ScriptSurroundings { Modules = NoModules.Instance }, findings)!;
        var instance = script.NewInstance(new CallContext { StateLimit = 10_000 });
        var (state, rounds) = (JsonText.Parse(start), 0);
        while (RunOnce()) Assert.True(++rounds < 60);
        Assert.Equal($"Overflow {Assert.Single(places)}", ScriptRun.Describe(instance.Error!));
        Assert.Equal("The state stands for more than 10000 parts", instance.Error!.Message);
        Assert.Contains("take out what is old", instance.Error.Hint, StringComparison.Ordinal);
        Assert.False(ValueDepth.Exceeds(state));
        Assert.False(RunOnce());

        bool RunOnce()
        {
            var (data, meta) = (JsonText.Parse("{\"n\":1}"), Value.EmptyRecord);
            return instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Emit;
        }
    }

    /// <summary>Nobody may change the items of an array: here somebody does, to see who looks at them again.</summary>
    [Theory]
    [InlineData("let state.n = event.n")]
    [InlineData("let state.big = state.big + [event.n]")]
    [InlineData("let state.big = core::array::push(state.big, event)")]
    [InlineData("let state.deep.n = [event]")]
    public void Only_what_is_new_of_a_state_is_looked_at(string script)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("test", script), new ScriptSurroundings { Modules = NoModules.Instance }, [])!;
        var instance = compiled.NewInstance(new CallContext { StateLimit = 2000 });
        var items = new Value[500];
        var state = Value.EmptyRecord.With(new("big"), Value.FromArray(items)).With(new("deep"), Value.EmptyRecord.With(new("big"), Value.FromArray(items)));
        RunOnce();
        var looked = JsonText.Parse("[" + string.Join(',', Enumerable.Repeat("0", 3000)) + "]");
        items[1] = looked;
        Assert.True(state.TryGetField("big"u8, out var big));
        big.AsArray!.Items[1] = looked;
        for (var i = 0; i < 5; i++) RunOnce();

        void RunOnce()
        {
            var (data, meta) = (JsonText.Parse("{\"n\":1}"), Value.EmptyRecord);
            Assert.True(instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Emit, instance.Error?.Message);
        }
    }

    [Theory]
    [InlineData("let a = [a, a]; ", 60, "core::json::encode(a)", "the value stands for more than 33554432 items, fields and 16 bytes of text")]
    [InlineData("let a = [a]; ", 1100, "core::json::encode(a)", "the value is nested deeper than 1024 levels")]
    [InlineData("let a = [a, a]; let b = [b, b]; ", 60, "a == b", "A value gets too large: a value stands for more than 33554432 parts")]
    [InlineData("let a = [a, a]; ", 60, "a", "The result stands for more than 33554432 parts")]
    [InlineData("let a = [a]; ", 1100, "a", "The result nests more than 1024 levels of arrays and records")]
    public void What_is_too_large_and_what_is_too_deep_is_called_so(string step, int times, string use, string expected)
    {
        var script = "let a = event; let b = event; " + string.Concat(Enumerable.Repeat(step, times)) + use;
        var instance = ScriptCompiler.Compile(new SourceText("test", script), new ScriptSurroundings { Modules = NoModules.Instance }, [])!.NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse("1"), Value.EmptyRecord, Value.Null);
        Assert.Equal(ScriptOutcome.Error, instance.Run(ref data, ref meta, ref state));
        Assert.EndsWith(expected, instance.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nests_too_deep_for_the_stack_is_called_so()
    {
        const string Script = "let x = 1; let y = 1; for event of case (i, v) => for event of case (j, w) => let x = [x]; let y = [y] end end; x == y";
        var instance = ScriptCompiler.Compile(new SourceText("test", Script), new ScriptSurroundings { Modules = NoModules.Instance }, [])!.NewInstance(new CallContext());
        var (data, meta, state) = (Value.FromArray(new Value[250]), Value.EmptyRecord, Value.Null);
        var thread = new Thread(() => instance.Run(ref data, ref meta, ref state), 256 << 10);
        thread.Start();
        thread.Join();
        Assert.Equal("A value nests too deep for this operation", instance.Error!.Message);
    }

    [Theory]
    [InlineData("const C = d(1000, d(1000, 1)); C", "This constant nests more than 1024 levels of arrays and records")]
    [InlineData("const C = s(60, 1); C", "This constant gets too large")]
    public void A_constant_that_is_too_large_or_too_deep_is_called_so(string use, string expected)
    {
        const string Functions = "fn d(n, v) with match n of case 0 => v case _ => recur(n - 1, [v]) end end; fn s(n, v) with match n of case 0 => v case _ => recur(n - 1, [v, v]) end end; ";
        var findings = new List<Diagnostic>();
        Assert.Null(ScriptCompiler.Compile(new SourceText("test", Functions + use), new ScriptSurroundings { Modules = NoModules.Instance }, findings));
        Assert.Equal(expected, findings.First(static f => f.Severity == Severity.Error).Message);
    }

    [Fact]
    public void All_constants_of_a_script_share_what_they_may_take()
    {
        var script = "fn f(n) with for core::range::range(0, 1000) of case (k, v) => for core::range::range(0, 1000) of case (k, v) => 1 end end; 1 end; "
            + string.Concat(Enumerable.Range(0, 100).Select(static i => $"const C{i} = f({i}); ")) + "1";
        Assert.StartsWith("compile: RecursionLimit", Run(script, "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_does_not_matter_to_the_next()
    {
        var compiled = ScriptCompiler.Compile(
            new SourceText("test.tremor", "for event of case (k, v) => v end"), new ScriptSurroundings { Modules = NoModules.Instance },
            []);
        var instance = compiled!.NewInstance(new CallContext { WorkLimit = 7 });
        var outcomes = new List<ScriptOutcome>();
        foreach (var payload in (string[])["[1,2,3]", "[1,2,3,4]", "[1]"])
        {
            var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
            outcomes.Add(instance.Run(ref data, ref meta, ref state));
        }

        Assert.Equal([ScriptOutcome.Emit, ScriptOutcome.Error, ScriptOutcome.Emit], outcomes);
    }

    private static string Run(string script, string payload, long? workLimit = null)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        if (compiled is null) return "compile: " + ScriptRun.Describe(findings.First(static f => f.Severity == Severity.Error));
        var context = workLimit is { } limit ? new CallContext { WorkLimit = limit } : new CallContext();
        var instance = compiled.NewInstance(context);
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        return instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Error ? ScriptRun.Describe(instance.Error!) : instance.Value.ToString();
    }
}
