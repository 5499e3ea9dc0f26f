namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Once something has failed, nothing more of the script happens; and the message says what it was.</summary>
public class AfterFailureTests
{
    /// <summary>With clauses enough for an index, on a value that the index knows, and on one that it does not.</summary>
    [Theory]
    [InlineData("\"a\"")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("[1]")]
    public void A_guard_that_fails_ends_the_match(string payload)
    {
        const string Clauses = """
            case "a" when x.nope => 0 case "a" => let event = "changed"; 1
            case 1 when x.nope => 0 case 1 => let event = "changed"; 1
            case %{ present a } => 2 case [1] when x.nope => 0 case 2 => 3 case 3 => 4 case 4 => 5
            case _ => let event = "changed"; 6
            """;
        var script = $"let x = {{}}; match event of {Clauses} end";
        Assert.StartsWith("BadAccessInLocal", ScriptRun.Of(script, payload), StringComparison.Ordinal);
        Assert.Equal(payload, ScriptRun.EventAfter(script, payload));
    }

    [Theory]
    [InlineData("let x = event.nope; let event = 1")]
    [InlineData("let event[event.nope] = 1; let event = 1")]
    [InlineData("let event = [event.nope, 1]")]
    [InlineData("let event = {\"a\": event.nope, \"b\": 1}")]
    [InlineData("let event = \"a #{event.nope} b\"")]
    [InlineData("let event = event.l[event.nope:1]")]
    [InlineData("let event = event.l[0:event.nope]")]
    [InlineData("let event = 1 + event.nope")]
    [InlineData("let event = event.nope and false")]
    [InlineData("let event = patch event of insert \"x\" => event.nope end")]
    [InlineData("let event = merge event of event.nope end")]
    [InlineData("for event.l of case (i, v) => let x = event.nope; let event = v end; let event = 1")]
    [InlineData("for event.l of case (i, v) when event.nope => let event = v case (i, v) => let event = 2 end")]
    [InlineData("fn f(a) with a end; let event = f(event.nope)")]
    [InlineData("emit event.nope; let event = 1")]
    [InlineData("let event = core::string::len(event.nope)")]
    [InlineData("let event = << event.nope >>")]
    [InlineData("match event of case %{ l == event.nope } => let event = 1 case _ => let event = 2 end")]
    [InlineData("match event.nope of case _ => let event = 1 end")]
    public void An_assignment_behind_a_failure_does_not_happen(string script)
    {
        const string Payload = """{"l":[1,2]}""";
        Assert.StartsWith("BadAccessInEvent", ScriptRun.Of(script, Payload), StringComparison.Ordinal);
        Assert.Equal(Payload, ScriptRun.EventAfter(script, Payload));
    }
}
