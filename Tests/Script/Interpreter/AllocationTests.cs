using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Scripts that only look at an event allocate nothing for it.</summary>
public class AllocationTests
{
    private const string Payload = """
        {"kind":"request","status":404,"took":1.5,"ok":false,"tags":["edge","slow"],"path":["v1","users"],"client":{"name":"probe","id":"a-17"},
         "counts":[1,2,3,4,5],"line":"user=frank took=12ms from 192.0.2.7","file":"/srv/www/logo.png","address":"10.1.2.3",
         "message":"said \"no\"\tto \u00e9"}
        """;

    [Theory]
    [InlineData("event")]
    [InlineData("event.client.name")]
    [InlineData("event.tags[1]")]
    [InlineData("event[\"kind\"]")]
    [InlineData("present event.client.missing")]
    [InlineData("match present event.missing of case true => event.missing case _ => \"none\" end")]
    [InlineData("event.status > 399 and event.took < 2 or event.ok")]
    [InlineData("event.status == 404 and event.client.name == \"probe\" and event.took != 1")]
    [InlineData("event.tags == [\"edge\", \"slow\"] and event.client == {\"name\": \"probe\", \"id\": \"a-17\"}")]
    [InlineData("event.status * 2 + 1 - event.took / 4.0")]
    [InlineData("match event.kind of case \"reply\" => 1 case \"request\" => 2 case _ => 3 end")]
    [InlineData("match event.status of case 200 => 1 case 301 => 2 case 404 => 3 case 500 => 4 case _ => 5 end")]
    [InlineData("match event.took of case 1 => 1 case 2 => 2 case 1.5 => 3 case _ => 4 end")]
    [InlineData("match event.status of case n = _ when n > 500 => 1 case n = _ when n > 400 => n case _ => 3 end")]
    [InlineData("match event of case %{ kind == \"reply\" } => 1 case %{ kind == \"request\", status >= 500 } => 2 case %{ absent kind } => 3 case %{ present client } => 4 case _ => 5 end")]
    [InlineData("match event of case %{ client ~= %{ name == \"other\" } } => 1 case %{ tags ~= %[ \"slow\" ] } => 2 case _ => 3 end")]
    [InlineData("match event.tags of case %[ \"cold\" ] => 1 case %[ \"slow\", \"edge\" ] => 2 case _ => 3 end")]
    [InlineData("match event.path of case %(\"v2\", _) => 1 case %(\"v1\", ...) => 2 case _ => 3 end")]
    [InlineData("match event.file of case ~ glob|/srv/*/*.gif| => 1 case ~ glob|*.png| => 2 case _ => 3 end")]
    [InlineData("match event.file of case ~ glob|/srv/**/logo.*| => 1 case _ => 2 end")]
    [InlineData("match event.address of case ~ cidr|192.168.0.0/16, 10.0.0.0/8| => 1 case _ => 2 end")]
    [InlineData("match event.line of case ~ re|took=(?P<ms>[0-9]+)ms| => 1 case _ => 2 end")]
    [InlineData("match event.line of case ~ grok|%{WORD:key}=%{USER:user} took| => 1 case _ => 2 end")]
    [InlineData("match event.line of case r = ~ re|lost=(?P<ms>[0-9]+)ms| => r case r = ~ grok|%{WORD:key} = %{USER:user}| => r case _ => 2 end")]
    [InlineData("match event.line of case ~ dissect|user=%{user} took=%{took} from %{address}| => 1 case _ => 2 end")]
    [InlineData("match event.line of case ~ kv|%{key}=%{val}| => 1 case _ => 2 end")]
    [InlineData("for event.counts of case (i, n) when n > 2 => n case (i, n) => i into 0 use + end")]
    [InlineData("for event.client of case (k, v) => k == \"id\" into false use or end")]
    [InlineData("core::string::len(event.line) + core::array::len(event.tags)")]
    [InlineData("core::string::contains(event.line, \"took\") and core::array::contains(event.tags, \"slow\")")]
    [InlineData("event.message == \"said \\\"no\\\"\\tto é\" and core::string::contains(event.message, \"no\\\"\")")]
    [InlineData("core::re::is_match(\"took=[0-9]+\", event.line)")]
    [InlineData("fn f(a, n) with match n of case 0 => a case _ => recur(a + n, n - 1) end end; f(0, 5)")]
    [InlineData("fn f(v) of case (\"reply\") => 1 case (\"request\") => 2 case _ => 3 end; f(event.kind)")]
    [InlineData("match event.kind of case \"reply\" => drop case _ => emit event => \"side\" end")]
    public void Looking_at_an_event_allocates_nothing(string text)
    {
        var script = ScriptCompiler.Compile(
            new SourceText("test.tremor", text), new ScriptSurroundings { Modules = NoModules.Instance },
            [])!.NewInstance(new CallContext());
        var payload = JsonText.Parse(Payload);

        // What is made once is made in the first runs: caches, and compiled regular expressions.
        for (var i = 0; i < 200; i++) Run(script, payload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) Run(script, payload);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(ScriptInstance script, Value payload)
    {
        var (meta, state) = (Value.EmptyRecord, Value.Null);
        Assert.True(script.Run(ref payload, ref meta, ref state) != ScriptOutcome.Error, script.Error?.Message);
    }
}
