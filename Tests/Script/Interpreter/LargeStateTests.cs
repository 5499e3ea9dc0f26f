using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>A state of many keys, of which each event changes one.</summary>
public class LargeStateTests
{
    private const int Keys = 26_000;

    [Theory]
    [InlineData("let state[event.key] = event.n; event")]
    [InlineData("let state.by_key[event.key] = event.n; event")]
    [InlineData("let state.by_key[event.key].count = event.n; event")]
    [InlineData("let state = patch state of upsert \"#{event.key}\" => event.n end; event")]
    [InlineData("let state = merge state of {\"#{event.key}\": event.n} end; event")]
    [InlineData("let state = patch state of insert \"#{event.new}\" => event.n; erase \"#{event.key}\" end; event")]
    public void An_event_allocates_no_copy_of_it(string text)
    {
        var (script, state) = (Script(text), Initial());
        for (var i = 0; i < 40; i++) Run(script, i, ref state);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 40; i < 140; i++) Run(script, i, ref state);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 100, 12_000);
    }

    [Theory]
    [InlineData("let state[event.key] = event.n; state", """{"k7":7}""")]
    [InlineData("let state.by_key[event.key] = event.n; state.by_key", """{"k7":7}""")]
    [InlineData("let state.by_key[event.key].count = event.n; {\"all\": state.by_key}", """{"k7":{"count":7}}""")]
    [InlineData("let state = patch state of upsert \"#{event.key}\" => event.n end; [state]", """{"k7":7}""")]
    public void What_an_event_took_of_it_stays_as_it_was(string text, string part)
    {
        var (script, state) = (Script(text), Initial());
        for (var i = 0; i < 20; i++) Run(script, i, ref state);
        var emitted = Run(script, 7, ref state);
        var before = emitted.ToString();
        Assert.Contains(part[1..^1], before, StringComparison.Ordinal);
        for (var i = 21; i < 60; i++) Run(script, i % 10, ref state, n: -i);
        Assert.Equal(before, emitted.ToString());
        Assert.Contains("""-57""", state.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_may_not_be_kept_leaves_the_one_before()
    {
        var script = Script("let state[event.key] = event.n; match event.n of case 30 => let state.big = state; let state.more = state.big; event case _ => event end", limit: 100_000);
        var state = Initial();
        for (var i = 0; i < 30; i++) Run(script, i, ref state);
        var before = state.ToString();
        Run(script, 30, ref state, expected: ScriptOutcome.Error);
        Assert.Equal(before, state.ToString());
        Run(script, 31, ref state);
        Assert.Equal(Value.From(31), state.TryGetField("k31", out var kept) ? kept : default);
    }

    private static Value Initial()
    {
        var (state, byKey) = (new RecordBuilder(), new RecordBuilder());
        for (var i = 0; i < Keys; i++)
        {
            state.Set($"k{i}", Value.From(i));
            byKey.Set($"k{i}", new RecordBuilder().Set("count", Value.From(0)).Build());
        }

        return state.Set("by_key", byKey.Build()).Build();
    }

    private static Value Run(ScriptInstance script, int key, ref Value state, int? n = null, ScriptOutcome expected = ScriptOutcome.Emit)
    {
        var (data, meta) = (JsonText.Parse($$"""{"key":"k{{key}}","new":"new{{key}}","n":{{n ?? key}}}"""), Value.EmptyRecord);
        Assert.Equal(expected, script.Run(ref data, ref meta, ref state));
        return script.Value;
    }

    private static ScriptInstance Script(string text, long limit = 4 << 20)
    {
        var script = ScriptCompiler.Compile(new SourceText("test", text), new ScriptSurroundings { Modules = NoModules.Instance }, new List<Diagnostic>());
        return script!.NewInstance(new CallContext { StateLimit = limit });
    }
}
