using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Compiler;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>The warnings, and their places (spec: language 12.6).</summary>
public class WarningTests
{
    [Theory]
    [InlineData("", "match event of case 1 => 2 case _ => 3 end")]
    [InlineData("", "match event of case 1 => 2 case x = _ => 3 end")]
    [InlineData("behaviour", "«match event of case 1 => 2 end»")]
    [InlineData("behaviour", "«match event of case _ when true => 2 end»")]
    [InlineData("behaviour", "«match event of case x = _ when x => 2 end»")]
    [InlineData("behaviour", "«match event of case %{} => 2 end»")]
    [InlineData("behaviour", "let a = [(«match event of\n case 1 => 2\nend»)]")]
    [InlineData("behaviour", "match event of case _ => 1 «case _ => 2» end")]
    [InlineData("behaviour", "match event of case _ => 1 «case x = _ => let y = x; y + 1» end")]
    [InlineData("behaviour behaviour", "match event of case _ => 1 «case _ => 2» case 3 => 3 «case _ => 4» end")]
    [InlineData("", "match event of case _ => 1 case _ when event => 2 case 7 => 1 end")]
    [InlineData("behaviour", "fn f(a) with «match a of case 1 => 2 end» end; 1")]
    [InlineData("", "fn f(a) of case (1) => 2 case _ => 3 end; 1")]
    [InlineData("behaviour", "match event of case «%{ present k, k == 1 }» => 1 case _ => 2 end")]
    [InlineData("behaviour", "match event of case «%{ k ~= json||, present k }» => 1 case _ => 2 end")]
    [InlineData("behaviour", "match event of case r = «%{ absent k, k == 1 }» => 1 case _ => 2 end")]
    [InlineData("behaviour", "match event of case %{ a ~= «%{ absent k, k > 1 }» } => 1 case _ => 2 end")]
    [InlineData("", "match event of case %{ present k, l == 1, l > 0 } => 1 case _ => 2 end")]
    [InlineData("", "match event of case %{ present k, a ~= %{ k == 1 } } => 1 case _ => 2 end")]
    [InlineData("behaviour", "fn f(a) of case («%{ absent k, k == 1 }») => 1 case _ => 2 end; 1")]
    [InlineData("behaviour behaviour", "«match event of case «%{ absent k, k == 1 }» => 1 end»")]
    [InlineData("consistency", "«const limit = 1»; 2")]
    [InlineData("consistency", "## what it is\n«const LIMITs = [1,\n 2]»; 2")]
    [InlineData("", "const `A B-1` = 1; 2")]
    [InlineData("general", "«for event of case (k, v) => v into 0 use + end»")]
    [InlineData("general", "let x = («for event of case (k, v) => v into 0 use + end»)")]
    [InlineData("", "for event of case (k, v) => v into 0 end")]
    [InlineData("behaviour", "use std::string; «string::len(event, 2)»")]
    [InlineData("behaviour", "use std::string; «string::replace(event, \"a\")»")]
    [InlineData("behaviour", "use std::string; «string::split(event, 1)»")]
    [InlineData("behaviour", "use std::string; «string::uppercase([event])»")]
    [InlineData("behaviour", "use std::string; «string::uppercase(string::len(event))»")]
    [InlineData("behaviour", "use std::string; «string::substr(\"#{event}\", \"0\", 1)»")]
    [InlineData("behaviour", "«core::random::integer(1, 2, 3)»")]
    [InlineData("", "use std::string; string::len(string::uppercase(event)); string::format(\"{}{}\", event, 1)")]
    [InlineData("performance", "use std::array; «array::push(event, 1)»")]
    [InlineData("performance", "use std; [«std::array::concatenate(event, event)»]")]
    [InlineData("performance", "use std::record; «record::contains(event, \"a\")»")]
    [InlineData("performance", "use std::record as r; «r::combine(event, {})»")]
    [InlineData("performance", "«core::system::nanotime()»")]
    [InlineData("performance", "«core::array::push(event, 1)»")]
    [InlineData("performance", "«intrinsic fn add(a, b) as array::push»; 1")]
    [InlineData("performance performance", "«intrinsic fn add(a, b) as array::push»; «add(event, 1)»")]
    [InlineData("performance performance", "use std::array; fn f(a) with «array::push(a, 1)» end; «f(event)»")]
    [InlineData("performance", "use std::array; fn f(a) with 1; «array::push(a, 1)» end; f(event)")]
    [InlineData("performance", "use std::array; fn f(a) with [«array::push(a, 1)»] end; f(event)")]
    [InlineData("performance performance performance", "use std::array; fn f(a) with «array::push(a, 1)» end; fn g(a) with «f(a)» end; «g(event)»")]
    [InlineData("behaviour", "«None»")]
    [InlineData("behaviour", "let event.ok = «True»; [True, false]")]
    [InlineData("behaviour behaviour", "let total = 1; «totl» + «item.price»")]
    [InlineData("behaviour", "let «rec.a» = 1; event")]
    [InlineData("behaviour", "event[«i»]")]
    [InlineData("behaviour", "match event of case x = _ => x end; «x»")]
    [InlineData("behaviour", "for event of case (i, v) => v + «w» end")]
    [InlineData("behaviour", "let a = 1; fn f(b) with b + «a» end; f(a)")]
    [InlineData("behaviour", "fn f(b) of case (1) => «c» case _ => b end; f(event)")]
    [InlineData("", "match event of case 1 => let x = 1; x case _ => x end")]
    [InlineData("", "for event of case (i, v) => match v of case 1 => last case _ => let last = v end end")]
    [InlineData("", "[present x, absent x, present x.y]")]
    [InlineData("", "fn f(a, ...) with let b = args; [a, b] end; const C = 1; [f(C), f(event)]")]
    public void It_is_warned_of(string classes, string script) => MarkedScript.Warns(classes, script);

    [Fact]
    public void Warnings_are_sorted_by_class_then_by_place()
    {
        var (script, places) = MarkedScript.Split("«match event of case 1 => «for event of case (k, v) => «core::array::push(v, 1)» into [] use + end» end»; «const x = 1»; «match 1 of case 2 => 2 end»");
        Assert.Equal(
            $"general {places[1]}; performance {places[2]}; consistency {places[3]}; behaviour {places[0]}; behaviour {places[4]}",
            ScriptRun.WarningsOf(script));
    }

    [Theory]
    [InlineData("None", "Nothing assigns `None`: to read it is an error; did you mean `null`?")]
    [InlineData("True", "Nothing assigns `True`: to read it is an error; did you mean `true`?")]
    [InlineData("let total = 1; totla", "Nothing assigns `totla`: to read it is an error; did you mean `total`?")]
    [InlineData("something_else", "Nothing assigns `something_else`: to read it is an error")]
    public void A_name_that_nothing_assigns_is_told_with_the_one_that_was_meant(string script, string message)
    {
        var findings = new List<Diagnostic>();
        ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.Equal([message], findings.Select(static f => f.Message));
    }
}
