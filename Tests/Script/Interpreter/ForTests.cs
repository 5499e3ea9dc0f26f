namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary><c>for</c> and how results are combined (spec: language 6).</summary>
public class ForTests
{
    [Theory]
    [InlineData("""for event of case (k, v) => [k, v] end""", """{"a":1,"b":[2]}""", """[["a",1],["b",[2]]]""")]
    [InlineData("""for event of case (k, v) => [k, v] end""", """["x",null]""", """[[0,"x"],[1,null]]""")]
    [InlineData("""for event of case (k, v) => v end""", "null", "[]")]
    [InlineData("""for event of case (k, v) => v end""", "\"abc\"", "[]")]
    [InlineData("""for event of case (k, v) => v end""", "7", "[]")]
    [InlineData("""for event of case (k, v) => v into 7 end""", "true", "7")]
    [InlineData("""for << 1, 2 >> of case (k, v) => v end""", "true", "[]")]
    [InlineData("""for event of case (k, v) when v > 1 => "big" case (k, v) when v == 0 => "zero" end""", "[2,1,0]", """["big","zero"]""")]
    [InlineData("""for event of case (a, b) => b case (k, v) => event.nope end""", "[2]", "[2]")]
    [InlineData("""for event of case (k, v) => let event = []; v end""", "[1,2]", "[1,2]")]
    [InlineData("""let a = [1, 2]; for a of case (k, v) => let a = "gone" end; a""", "0", "\"gone\"")]
    [InlineData("""let k = 9; let v = 8; for [1] of case (k, v) => let k = [k] end; [k, v]""", "0", "[9,8]")]
    [InlineData("""for [1, 2] of case (k, v) => let last = v end; last""", "0", "2")]
    [InlineData("""for event of case (k, v) => for v of case (k, v) => v + 1 end end""", "[[1],[2,3]]", "[[2],[3,4]]")]
    [InlineData("""for event of case (k, v) => let v.seen = k; v end""", """[{"a":1}]""", """[{"a":1,"seen":0}]""")]
    [InlineData("""(for event of case (k, v) => event.nope, v end)""", "[4]", "[4]")]
    [InlineData("""for event of case (k, v) => event.nope; v end""", "[4]", "[4]")]
    public void Items_are_visited_in_order(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("for event of case (k, v) => emit v => k end; 1", "[5,6]", "unparsed")]
    [InlineData("for event of case (k, v) => emit v => \"#{k}\" end; 1", """{"Side":6,"b":7}""", "side: 6")]
    [InlineData("for event of case (k, v) when v > 5 => drop case (k, v) => 1 end; 1", "[5,6]", "drop")]
    [InlineData("let x = for event of case (k, v) => emit v end; 1", "[5,6]", "5")]
    [InlineData("for event of case (k, v) => v + \"\" into event.nope end; 1", "[5,6]", "1")]
    [InlineData("for event of case (k, v) => let sum = v; sum + \"\" end; sum", "[5,6]", "6")]
    public void Effects_happen_where_the_value_is_not_used(string script, string payload, string expected)
    {
        var result = ScriptRun.Of(script, payload);
        if (expected == "unparsed") Assert.StartsWith("compile: UnrecognizedToken", result, StringComparison.Ordinal);
        else Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("into []", "[1,[2]]", "[1,[2]]")]
    [InlineData("into [0] use +", "[1,2]", "[0,1,2]")]
    [InlineData("into event", "[1,2]", "[1,2,1,2]")]
    [InlineData("into [0]", """[{"a":1}]""", """[0,{"a":1}]""")]
    [InlineData("into {}", """[{"a":1},{"b":2,"a":3}]""", """{"a":3,"b":2}""")]
    [InlineData("into {\"a\": 0} use +", """[{"a":{"b":1}},{"a":{"c":1}}]""", """{"a":{"c":1}}""")]
    [InlineData("into 100", "[1,2,3]", "106")]
    [InlineData("into 1.5", "[1,2]", "4.5")]
    [InlineData("into 100 use -", "[1,2,3]", "94")]
    [InlineData("into 2 use *", "[3,4]", "24")]
    [InlineData("into 24 use /", "[3,4]", "2.0")]
    [InlineData("into 29 use %", "[10,4]", "1")]
    [InlineData("into 7 use &", "[3,6]", "2")]
    [InlineData("into 7 use ^", "[3,6]", "2")]
    [InlineData("into 1 use <<", "[3,1]", "16")]
    [InlineData("into 16 use >>", "[3,1]", "1")]
    [InlineData("into -2 use >>>", "[1]", "9223372036854775807")]
    [InlineData("into false use or", "[false,true,7]", "true")]
    [InlineData("into false use or", "[false,false]", "false")]
    [InlineData("into true use and", "[true,false,7]", "false")]
    [InlineData("into true use and", "[true,true]", "true")]
    [InlineData("into false use xor", "[true,true,true]", "true")]
    [InlineData("into [] use -", "[]", "[]")]
    [InlineData("into {} use or", "[]", "{}")]
    [InlineData("into \"\"", "[]", "\"\"")]
    [InlineData("into null", "[]", "null")]
    public void Results_are_combined(string into, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of($"for event of case (i, v) => v {into} end", payload));

    [Theory]
    [InlineData("for event of case (i, v) when false => v into [] use - end", "[1]", "[]")]
    [InlineData("for event of case (i, v) => v into [] end", """[[1],[2]]""", "[[1],[2]]")]
    [InlineData("for event of case (i, v) when v > 1 => v into 0 end", "[1,2,3]", "5")]
    [InlineData("for event of case (i, v) when i == 0 => true case (i, v) => event.nope into false use or end", "[1,2]", "true")]
    [InlineData("for event of case (i, v) when v => false case (i, v) => event.nope into true use and end", "[true,false]", "false")]
    [InlineData("let start = 2; for [1] of case (start, v) => start into start end", "0", "2")]
    [InlineData("\"#{for event of case (i, v) => v end}\"", "[]", "unparsed")]
    [InlineData("\"#{(for event of case (i, v) => v end)}\"", "[1]", "\"[1]\"")]
    public void Only_items_with_a_clause_count(string script, string payload, string expected)
    {
        var result = ScriptRun.Of(script, payload);
        if (expected == "unparsed") Assert.StartsWith("compile: UnrecognizedToken", result, StringComparison.Ordinal);
        else Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("Generic", "for event of case (i, v) => «v» into [] use - end", "[1]")]
    [InlineData("Generic", "for event of case (i, v) => «v» into [] use or end", "[true]")]
    [InlineData("Generic", "for event of case (i, v) => let a = 1; «v * 2» into {} use * end", "[1]")]
    [InlineData("Generic", "(for event of case (i, v) => 1, («v») into {} use and end)", "[true]")]
    [InlineData("TypeError", "for event of case (i, v) => «v» into {} end", "[1]")]
    [InlineData("TypeError", "for event of case (i, v) => let b = v; «[b]» into {} use + end", "[1]")]
    [InlineData("InvalidBinary", "for event of case «(i, v) »=> v into \"\" end", """["a"]""")]
    [InlineData("InvalidBinary", "for event of case «(i, v) »=> v into null end", "[1]")]
    [InlineData("InvalidBinary", "for event of case «(i, v) »=> v into true use & end", "[true]")]
    [InlineData("InvalidBinary", "for event of case (a, b) when b == 1 => 1 case «(i, v)\n  »when true => v into 0 use - end", """[1,"x"]""")]
    [InlineData("InvalidBinary", "for event of case «(i, v)»=> v into 1.5 use % end", "[1]")]
    [InlineData("InvalidBinaryBoolean", "for event of case (i, v) => «v» into true use xor end", "[1]")]
    [InlineData("InvalidBinaryBoolean", "for event of case (i, v) => let b = 1; «v» into false use or end", "[1]")]
    [InlineData("InvalidBinaryBoolean", "for event of case (i, v) => «v» into false use or end", "[false,1]")]
    [InlineData("BadAccessInEvent", "for event of case (i, v) => event.«nope» into true use or end", """{"a":1}""")]
    [InlineData("BadAccessInEvent", "for event of case (i, v) => event.«nope» into false use and end", """{"a":1}""")]
    [InlineData("TypeConflict", "for event of case (i, v) when «v» => v end", "[1]")]
    [InlineData("TypeConflict", "for event of case (i, v) when false => 1 case (i, v) when («i + 1») => v end", "[1]")]
    [InlineData("BadAccessInLocal", "for event of case (i, v) => v into «i» end", "[1]")]
    [InlineData("BadAccessInLocal", "for «v» of case (i, v) => v end", "[1]")]
    [InlineData("BadAccessInLocal", "for event of case (i, v) => v end; «v»", "[1]")]
    [InlineData("BadAccessInEvent", "for event of case (i, v) => v into event.«nope» end", "{}")]
    [InlineData("BadAccessInEvent", "for event.«nope» of case (i, v) => v end", "{}")]
    public void A_failure_has_its_place(string kind, string script, string payload) => MarkedScript.Fails(kind, script, payload);
}
