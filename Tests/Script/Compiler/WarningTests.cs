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
    [InlineData("behaviour", "let x = 1; «core::string::len(x)»")]
    [InlineData("behaviour", "let x = 1; let y = x; «core::string::len(y)»")]
    [InlineData("behaviour", "let x = 1; let x = x + 1; «core::string::len(x)»")]
    [InlineData("behaviour", "«core::string::len(x)»; let x = 1; let x = [x]; let x = {}")]
    [InlineData("behaviour", "let x = {}; let x.a = \"\"; «core::string::len(x)»")]
    [InlineData("behaviour", "«core::string::len(event.a + 1)»")]
    [InlineData("behaviour", "«core::string::len(event.a - event.b)»")]
    [InlineData("behaviour", "«core::string::len(event.a * 2 + event.b)»")]
    [InlineData("behaviour", "«core::string::len(event.a == 1)»")]
    [InlineData("behaviour", "«core::string::len(not event.a)»")]
    [InlineData("behaviour", "«core::string::len(-event.a)»")]
    [InlineData("behaviour", "«core::string::len(present event.a)»")]
    [InlineData("behaviour", "«core::string::len(event.a and event.b)»")]
    [InlineData("behaviour", "«core::array::len(\"a\" + event.a)»")]
    [InlineData("behaviour", "«core::array::len(\"a#{event.a}\")»")]
    [InlineData("behaviour", "«core::string::len(for event of case (i, v) => v end)»")]
    [InlineData("behaviour", "«core::string::len(for event of case (i, v) => v into {} end)»")]
    [InlineData("behaviour", "«core::string::len(match event of case 1 => 1 case _ => 2.5 end)»")]
    [InlineData("behaviour", "«core::string::len(merge event of {} end)»")]
    [InlineData("behaviour", "«core::string::len(patch event of insert \"a\" => 1 end)»")]
    [InlineData("behaviour", "«core::string::len(<< event.a:8 >>)»")]
    [InlineData("behaviour", "fn f(a) with a - 1 end; «core::string::len(f(event))»")]
    [InlineData("behaviour", "fn f(a) of case (1) => 1 case _ => [] end; «core::string::len(f(event))»")]
    [InlineData("behaviour", "fn f(a) with «core::string::len([a])» end; f(event)")]
    [InlineData("behaviour", "fn f(a) with let b = [a]; «core::string::len(b)» end; f(event)")]
    [InlineData("behaviour", "«core::math::floor(\"#{event}\")»")]
    [InlineData("behaviour", "match event of case _ when «core::string::len([1, event])» == 1 => 1 case _ => 2 end")]
    [InlineData("", "let x = 1; let x = \"a\"; core::string::len(x)")]
    [InlineData("", "let x = 1; let x = event; core::string::len(x)")]
    [InlineData("", "let x = 1; for event of case (i, v) => let x = v; core::string::len(x) end")]
    [InlineData("", "for event of case (i, v) => [core::string::len(i), core::string::len(v)] end")]
    [InlineData("", "match event of case x = _ => core::string::len(x) end")]
    [InlineData("", "fn f(a) with core::string::len(a) end; [f(event), f(event)]")]
    [InlineData("", "fn f(a) with let a = 1; let a = \"x\"; core::string::len(a) end; f(event)")]
    [InlineData("", "fn f(a) of case (~ json||) => core::string::len(a) case _ => core::string::len(a) end; f(event)")]
    [InlineData("", "fn f(a) with match a of case 0 => 0 case _ => recur(\"x\") end end; core::math::floor(f(event))")]
    [InlineData("", "core::string::len(event.a + event.b)")]
    [InlineData("", "core::string::len(\"a\" + event.b)")]
    [InlineData("", "core::string::len(match event of case 1 => 1 case _ => \"a\" end)")]
    [InlineData("general", "core::math::floor(«for event of case (i, v) => v into 0 use + end»)")]
    [InlineData("", "core::math::max(event.a + 1, 2.5)")]
    [InlineData("", "event.a < \"b\" and event.b > 1 or not event.c")]
    [InlineData("behaviour", "«\"total: \" + core::string::len(event)»")]
    [InlineData("behaviour", "let n = 1; let text = «\"n = \" + n»; text")]
    [InlineData("behaviour", "«event.a - \"1\"» < 2")]
    [InlineData("behaviour", "«[event] < 2»")]
    [InlineData("behaviour", "«(event.a == 1) + 1»")]
    [InlineData("behaviour", "«not (event.a + 1)»")]
    [InlineData("behaviour", "let n = event.a * 2; «-\"#{n}\"»")]
    [InlineData("behaviour", "«[event] and true»")]
    [InlineData("behaviour", "fn f(x) with x end; «f(event, 2)»")]
    [InlineData("behaviour", "fn f(x, y) with x + y end; «f(event)»")]
    [InlineData("behaviour", "fn f(x, y) of case (1, 2) => 1 case _ => 2 end; «f(event)»")]
    [InlineData("", "fn f(x) with [x, args] end; f(event, 2)")]
    [InlineData("", "fn f(x, ...) with [x, args] end; f(event, 2)")]
    [InlineData("", "fn f(x, y) with match present y of case true => x + y case _ => x end end; f(event)")]
    [InlineData("", "fn f(x, y) with let y = 1; x + y end; f(event)")]
    [InlineData("", "fn f(x, y) with match x of case 0 => y case _ => recur(x - 1, 1) end end; f(event)")]
    [InlineData("", "fn f(x, y) with x end; f(event)")]
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

    [Theory]
    [InlineData("let x = 1; core::string::len(x)", "Bad type passed to function string::len/1: argument 1 is an integer, a string is wanted: this call always fails")]
    [InlineData("core::string::len(event.a + 1)", "Bad type passed to function string::len/1: argument 1 is a number, a string is wanted: this call always fails")]
    [InlineData("core::math::max(\"#{event}\", 1)", "Bad type passed to function math::max/2: argument 1 is a string, a number is wanted: this call always fails")]
    [InlineData("core::string::len(event, 1)", "Bad arity for function string::len/1: it takes 1 argument but was called with 2 arguments: this call always fails")]
    [InlineData("core::string::split(event)", "Bad arity for function string::split/2: it takes 2 arguments but was called with 1 argument: this call always fails")]
    [InlineData("core::string::substr(event)", "Bad arity for function string::substr/3: it takes 3 arguments but was called with 1 argument: this call always fails")]
    [InlineData("core::random::float(1, 2, event)", "Bad arity for function random::float/0..=2: it takes 0 to 2 arguments but was called with 3 arguments: this call always fails")]
    [InlineData("core::random::bool(event)", "Bad arity for function random::bool/0: it takes no arguments but was called with 1 argument: this call always fails")]
    [InlineData("\"n = \" + core::string::len(event)", "`+` is not defined for a string and an integer (`\"#{event.a}\"` makes a text of any value): this always fails")]
    [InlineData("[event] and true", "`and` takes two bools, and here is an array: this always fails")]
    [InlineData("not [event]", "`not` is not defined for an array: this always fails")]
    [InlineData("fn f(x) with x end; f(event, 2)", "`f` takes 1 argument but is called with 2: what is too much is not used")]
    [InlineData("fn f(x, y, z) with x + y + z end; f(event)", "`f` takes 3 arguments but is called with 1: it needs `y` and `z`")]
    [InlineData("fn f(x, y) with match x of case 1 => [y] case _ => y + 1 end end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    [InlineData("fn f(x, y) with match y of case 1 => x case _ => 0 end end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    [InlineData("fn f(x, y) with for x of case (i, e) => e end; match x of case 1 => let z = y; z case _ => x[y] end end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    [InlineData("fn f(x, y) with y and x end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    [InlineData("fn f(x, y) with patch x of upsert \"a\" => y end end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    [InlineData("fn f(x, y) of case (1, 2) => 3 case _ => 4 end; f(event)", "`f` takes 2 arguments but is called with 1: it needs `y`")]
    public void What_always_fails_is_explained(string script, string message)
    {
        var findings = new List<Diagnostic>();
        ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.Equal([message], findings.Select(static f => f.Message));
    }

    [Theory]
    [InlineData("match x of case 1 => y case _ => x end")]
    [InlineData("match x of case %{} => x case r = %{a == y} => r case _ => 0 end")]
    [InlineData("match x of case n when n == y => y case _ => x end")]
    [InlineData("x or y")]
    [InlineData("x and [y] == []")]
    [InlineData("for x of case (i, e) => y end")]
    [InlineData("for x of case (i, e) when e == y => e end")]
    [InlineData("patch x of default \"a\" => y end")]
    [InlineData("present x[y]")]
    [InlineData("match x of case 1 => match x.a of case 2 => y case _ => y end case _ => 0 end")]
    public void A_parameter_that_only_some_ways_through_a_function_read_is_not_needed(string body)
    {
        var findings = new List<Diagnostic>();
        ScriptCompiler.Compile(new SourceText("test.tremor", $"fn f(x, y) with {body} end; f(event)"), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.DoesNotContain(findings, static f => f.Message.Contains("it needs", StringComparison.Ordinal));
    }
}
