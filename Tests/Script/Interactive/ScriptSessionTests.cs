using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interactive;

namespace Tremor.Dataflow.Tests.Script.Interactive;

public sealed class ScriptSessionTests
{
    private readonly ScriptSession _session = new(NoModules.Instance, new CallContext());

    [Theory]
    [InlineData("match 1 of", true)]
    [InlineData("fn f(x) with x", true)]
    [InlineData("let x =", true)]
    [InlineData("[1, ", true)]
    [InlineData("1 ~", true)]
    [InlineData("\"\"\"\ntext", true)]
    [InlineData("\"a #{ 1", true)]
    [InlineData("## words", true)]
    [InlineData("patch event of insert \"a\" => 1 # why", true)]
    [InlineData("", false)]
    [InlineData("  # a comment", false)]
    [InlineData("1", false)]
    [InlineData("1;", false)]
    [InlineData("1 2", false)]
    [InlineData("\"open", false)]
    [InlineData("match 1 off", false)]
    [InlineData("`open", false)]
    [InlineData("~ re|open", false)]
    public void An_input_is_incomplete_where_more_can_make_it_right(string text, bool isIncomplete) =>
        Assert.Equal(isIncomplete, ScriptSession.IsIncomplete(text));

    /// <summary>The run does what it may for ever, so that nothing but the interruption ends it, however late that comes.</summary>
    [Fact]
    public async Task A_long_run_can_be_interrupted()
    {
        var session = new ScriptSession(NoModules.Instance, new CallContext { WorkLimit = long.MaxValue });
        session.Submit(new SourceText("", "let r = core::range::range(0, 10000)"), []);
        var findings = new List<Diagnostic>();
        const string Endless = "for r of case (a, b) => for r of case (c, d) => for r of case (e, f) => let x = f end end end; 1";
        var run = Task.Run(() => session.Submit(new SourceText("", Endless), findings));
        while (!run.IsCompleted)
        {
            session.Interrupt();
            await Task.Yield();
        }

        Assert.True((await run).IsFailed);
        Assert.Equal("Interrupted", Assert.Single(findings).Code);
        Assert.Equal("2", session.Submit(new SourceText("", "1 + 1"), findings).Value.ToString());
    }

    [Theory]
    [InlineData("core::string::format(\"{}{}\", big, big)")]
    [InlineData("\"#{big}#{big}\"")]
    [InlineData("[deep]")]
    [InlineData("let state = deep; 1")]
    public void What_is_too_large_or_too_deep_is_an_error_and_the_session_goes_on(string input)
    {
        Submit("let kept = 1");
        Submit("fn down(n, v) with match n of case 0 => v case _ => recur(n - 1, [v]) end end");
        _session.Submit(new SourceText("", "let deep = down(1000, down(1000, down(1000, event)))"), []);
        _session.Submit(new SourceText("", "let big = event; " + string.Concat(Enumerable.Repeat("let big = [big, big]; ", 40)) + "1"), []);
        var findings = new List<Diagnostic>();
        Assert.True(_session.Submit(new SourceText("", input), findings).IsFailed);
        Assert.Contains(Assert.Single(findings, static f => f.Severity == Severity.Error).Code, (string[])["Overflow", "RecursionLimit"]);
        Assert.Equal("1", Submit("kept"));
        Assert.Equal("null", _session.State.ToString());
    }

    [Fact]
    public void A_function_keeps_what_it_was_compiled_with()
    {
        Submit("fn inner() with 1 end");
        Submit("fn outer() with inner() end");
        Submit("fn inner() with 2 end");
        Assert.Equal("1", Submit("outer()"));
    }

    [Fact]
    public void Variables_survive_many_inputs_with_variables_of_their_own()
    {
        Submit("let kept = [1]");
        for (var i = 0; i < 50; i++) Submit($"for [1, 2] of case (i{i}, e{i}) => let v{i} = e{i}; v{i} end");
        Assert.Equal("[1]", Submit("kept"));
        Assert.Equal("2", Submit("v49"));
    }

    [Fact]
    public void A_failure_inside_a_function_leaves_the_variables_where_they_are()
    {
        Submit("let kept = 1");
        Submit("fn fails(x) with x.nope end");
        const string deeper = "for l of case (i, v) => for l of case (j, w) => let r = {\"r\": r}; let s = {\"r\": s} end end";
        Submit($"fn bottomless(l) with let r = {{}}; let s = {{}}; {deeper}; merge r of s end end");
        _session.Event = JsonText.Parse("[" + string.Join(',', Enumerable.Repeat(0, 500)) + "]");
        foreach (var call in new[] { "fails(kept)", "bottomless(event)" })
        {
            Assert.True(_session.Submit(new SourceText("", call), []).IsFailed);
            Assert.Equal("1", Submit("kept"));
        }
    }

    [Theory]
    [InlineData("std", 0, "")]
    [InlineData("use std::str", 4, "std::string")]
    [InlineData("string::upp", 0, "string::uppercase(")]
    [InlineData("1 + my_v", 4, "my_value")]
    [InlineData("my_f", 0, "my_fn(")]
    [InlineData("MY", 0, "MY_CONST")]
    [InlineData("str", 0, "stream string::")]
    [InlineData("mat", 0, "match")]
    [InlineData("nowhere::", 0, "")]
    [InlineData("", 0, "")]
    public void Names_are_completed(string line, int start, string words)
    {
        Submit("use std::string; const MY_CONST = 1; fn my_fn() with 1 end; let my_value = 1");
        Assert.Equal(words, string.Join(' ', _session.Complete(line, out var at)));
        Assert.Equal(start, at);
    }

    private string Submit(string text)
    {
        var findings = new List<Diagnostic>();
        var result = _session.Submit(new SourceText("", text), findings);
        Assert.DoesNotContain(findings, static f => f.Severity == Severity.Error);
        return result.Value.ToString();
    }
}
