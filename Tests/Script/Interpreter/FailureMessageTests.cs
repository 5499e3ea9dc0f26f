using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>What a person reads when a script fails.</summary>
public class FailureMessageTests
{
    [Theory]
    [InlineData("event.a.b", """{"a":[1]}""", "Conflicting types: found array but expected record")]
    [InlineData("event[\"a\"]", "[1]", "Conflicting types: found array but expected record")]
    [InlineData("event[\"a\"]", "1.5", "Conflicting types: found float but expected record")]
    [InlineData("event[0]", "null", "Conflicting types: found null but expected array")]
    [InlineData("event[0]", "{}", "Conflicting types: found record but expected array")]
    [InlineData("let i = 0; event[i]", "{}", "Conflicting types: found integer but expected string")]
    [InlineData("event[0:1]", "\"text\"", "Conflicting types: found string but expected array")]
    [InlineData("event[2]", "[1,2]", "The index 2 is beyond the end of an array of 2 elements")]
    [InlineData("event[1:3]", "[1,2]", "The range 1:3 reaches beyond the end of an array of 2 elements")]
    [InlineData("event[event[1]:1]", "[1,2]", "The range 2:1 ends before it starts")]
    [InlineData("event.b", """{"a":1}""", "Trying to access a non existing event key `b`")]
    [InlineData("1 / event", "0", "`/` divides the integer 1 by zero")]
    [InlineData("event % 0", "5", "`%` divides the integer 5 by zero")]
    [InlineData("event * event", "9223372036854775807", "The result of 9223372036854775807 * 9223372036854775807 does not fit 64 bits")]
    [InlineData("1 << event", "64", "A value can be shifted by 0 to 63 bits, not by 64")]
    [InlineData("event - 1", "\"a\"", "`-` is not defined for string and integer")]
    [InlineData("not event", "1", "`not` is not defined for the integer 1")]
    [InlineData("-event", "true", "`-` is not defined for the type bool")]
    [InlineData("event < 1", "[]", "`<` is not defined for array and integer")]
    [InlineData("patch event of insert \"a\" => 1 end", "[]", "Conflicting types: found array but expected record")]
    [InlineData("match event of case 1 => 2 end", "\"other\"", "No clause of this match applies to `\"other\"`")]
    [InlineData("match event of case 1 => 2 end", "{}", "No clause of this match applies to the record")]
    [InlineData("for event of case (i, v) => v into {} end", "[1]", "Only records can be folded into a record; this is of type integer")]
    public void It_says_what_was_found_and_what_was_expected(string script, string payload, string message)
    {
        var error = Fail(script, payload);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("nil", "Did you mean `null`?")]
    [InlineData("let nill = 1; nil", "Did you mean `null`?")]
    [InlineData("tru", "Did you mean `true`?")]
    [InlineData("evnt", "Did you mean `event`?")]
    [InlineData("let count = 1; coutn", "Did you mean `count`?")]
    [InlineData("event.conut", "Did you mean `count`?")]
    [InlineData("event.something", null)]
    [InlineData("let x = 1.5; [1, 2][x]", "use `math::trunc` or another function of `std::math` to make it an integer")]
    public void It_offers_what_may_have_been_meant(string script, string? hint)
    {
        var found = Fail(script, """{"count":1}""").Hint;
        if (hint?.StartsWith("use", StringComparison.Ordinal) is true) Assert.NotNull(found);
        else Assert.Equal(hint, found);
    }

    [Fact]
    public void A_value_that_nests_too_deep_is_said_to()
    {
        var script = "let a = [1]; " + string.Concat(Enumerable.Repeat("let a = [a]; ", 1500));
        Assert.Equal("The result nests more than 1024 levels of arrays and records", Fail(script + "a", "1").Message);
        Assert.Equal("The state nests more than 1024 levels of arrays and records", Fail(script + "let state = a; 1", "1").Message);
        Assert.Equal("The event nests more than 1024 levels of arrays and records", Fail(script + "let event = a; 1", "1").Message);
        Assert.Equal("The metadata nests more than 1024 levels of arrays and records", Fail(script + "let $a = a; 1", "1").Message);
    }

    private static Diagnostic Fail(string script, string payload)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        if (compiled is null) return findings.First(static f => f.Severity == Severity.Error);
        var instance = compiled.NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        Assert.Equal(ScriptOutcome.Error, instance.Run(ref data, ref meta, ref state));
        return instance.Error!;
    }
}
