namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>A <c>match</c> that runs several times for one event: what it has found out about one target says nothing of the next.</summary>
public class MatchInLoopTests
{
    [Theory]
    [InlineData("case %{ a > 5 } => \"big\" case %{ a > 0 } => \"small\" case _ => \"none\"", """[{"a":9},{"a":1},{},{"a":7}]""", """["big","small","none","big"]""")]
    [InlineData("case %{ absent a } => 0 case %{ a == 1, present b } => 1 case %{ present a } => 2", """[{},{"a":1,"b":1},{},{"a":2}]""", "[0,1,0,2]")]
    [InlineData("case x = %{ present a, b > 1 } => x case x = %{ present a } => x case _ => null", """[{"a":1,"b":2},{"a":3},{"b":4}]""", """[{"a":1},{"a":3},null]""")]
    public void Each_round_looks_at_its_own_target(string clauses, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of($"for event of case (i, e) => match e of {clauses} end end", payload));

    [Fact]
    public void Each_call_of_a_function_looks_at_its_own_argument()
    {
        const string Script = """
            fn size(e) with
              match e of case %{ a > 5 } => "big" case %{ a > 0 } => "small" case _ => "none" end
            end;
            [size(event[0]), size(event[1]), size(event[2])]
            """;
        Assert.Equal("""["big","small","none"]""", ScriptRun.Of(Script, """[{"a":9},{"a":1},{}]"""));
    }
}
