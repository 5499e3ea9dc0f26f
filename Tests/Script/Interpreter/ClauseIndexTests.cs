using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Clauses that are found by an index are those that are found one after the other.</summary>
public class ClauseIndexTests
{
    /// <summary>An index on <c>b</c> would never come to it.</summary>
    [Theory]
    [InlineData("a > 1", "\"t\"")]
    [InlineData("a == event.nope", "1")]
    [InlineData("a ~= %{ x > 1 }", "{\"x\":\"t\"}")]
    [InlineData("a ~= %{ x == 1, y > 1 }", "{\"x\":1,\"y\":\"t\"}")]
    [InlineData("a ~= %[ %{ x > 1 } ]", "[{\"x\":\"t\"}]")]
    [InlineData("a ~= %[ 1, event.nope ]", "[1]")]
    [InlineData("a ~= %( %{ x > 1 } )", "[{\"x\":\"t\"}]")]
    [InlineData("a ~= %( 1, event.nope, ... )", "[1,2]")]
    public void A_test_that_fails_is_not_left_out_for_the_one_behind_it(string test, string value)
    {
        var script = $"match event of case %{{ {test}, b == 1 }} => 1 case %{{ {test}, b == 2 }} => 2 case _ => 3 end";
        Assert.Matches("^(InvalidBinary|BadAccessInEvent) ", ScriptRun.Of(script, $$"""{"a":{{value}},"b":9}"""));
    }

    private static readonly string[] s_constants =
    [
        "0", "1", "7", "-1", "9223372036854775807", "9223372036854775808", "18446744073709551615", "1.0", "0.5", "true", "false", "null",
        "\"\"", "\"a\"", "\"b\"", "\"aaa\"", "\"abcd\"", "\"abcdefg\"", "\"abcdefgh\"", "\"abcdefghi\"", "\"hgfedcbaabcdefgh\"", "\"ü\"", "[1]", "{}", "{\"a\": 1}",
    ];

    private static readonly string[] s_operators = ["==", "==", "==", "==", "!=", "<", ">="];

    private static readonly Gen<string> s_test =
        from field in Gen.Elements("a", "b")
        from test in Gen.Frequency(
            (6, from op in Gen.Elements(s_operators) from constant in Gen.Elements(s_constants) select $"{field} {op} {Hole(constant)}"),
            (1, Gen.Elements($"present {field}", $"absent {field}", $"{field} ~= glob|a*|", $"{field} ~= %{{ a == {Hole("1")} }}", $"{field} ~= %[ {Hole("1")} ]")))
        select test;

    private static readonly Gen<string> s_pattern = Gen.Frequency(
        (3, Gen.Elements(s_constants).Select(Hole)),
        (6, s_test.ArrayOf().Select(static tests => $"%{{ {string.Join(", ", tests.Take(3))} }}")),
        (1, Gen.Elements("~ glob|ab*|", "%[ 1 ]", "_")));

    private static readonly Gen<string> s_clause =
        from name in Gen.Elements("", "", "n = ")
        from pattern in s_pattern
        from guard in Gen.Elements("", "", "", " when event.a == 1", " when present event.b", " when event.missing", " when 7")
        select $"case {name}{pattern}{(pattern == "_" && guard == "" ? " when false" : guard)} => [NUMBER, {(name == "" ? "null" : "n")}] ";

    private static readonly Gen<string> s_event = Gen.OneOf(
        Gen.Elements(s_constants),
        from a in Gen.Elements(s_constants) from b in Gen.Elements(s_constants) select $"{{\"a\": {a}, \"b\": {b}}}",
        from a in Gen.Elements(s_constants) select $"{{\"a\": {a}}}");

    [Property(MaxTest = 600)]
    public Property An_index_chooses_the_clause_that_comes_first_and_fails_where_the_clauses_fail() =>
        Prop.ForAll(
            (from clauses in s_clause.ListOf(12) from payloads in s_event.ListOf(6) select (clauses, payloads)).ToArbitrary(),
            static sample =>
            {
                var clauses = string.Concat(
                    sample.clauses.Select(static (clause, i) => clause.Replace("NUMBER", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
                var indexed = Compile($"match event of {Fill(clauses, static (constant, _) => constant)}end");
                // Constants that are fields of the metadata are not known when the script is compiled.
                var inOrder = Compile($"match event of {Fill(clauses, static (_, i) => $"$c{i}")}end");
                foreach (var payload in sample.payloads.Select(JsonText.Parse).Append(Value.FromBytes("abcd"u8.ToArray())))
                    Assert.Equal(Run(inOrder, payload), Run(indexed, payload));
            });

    [Theory]
    [InlineData("match event of case %{ a == 1, b > 1 } => 1 case %{ a == 2 } => 2 case %{ a == 1 } => 3 case _ => 4 end", """{"a":1,"b":0}""", "3")]
    [InlineData("match event of case %{ a == 1, b > 1 } => 1 case %{ a == 2 } => 2 case %{ a == 1 } => 3 case _ => 4 end", """{"a":2,"b":"x"}""", "2")]
    [InlineData("match event of case %{ b > 1, a == 1 } => 1 case %{ b > 1, a == 2 } => 2 case _ => 4 end", """{"a":2,"b":"x"}""", "InvalidBinary 1:1-1:89")]
    [InlineData("match event of case 1 => 1 case 2 => 2 case 3 => 3 case _ => 4 end", "3.0", "3")]
    [InlineData("match event of case x = 1 => x case x = 2 => x case x = 3 => x case _ => 4 end", "2.0", "2")]
    [InlineData("match event of case 1 when false => 1 case 2 => 2 case 1 => 3 case _ => 4 end", "1", "3")]
    [InlineData("match event of case -1 => 1 case 18446744073709551615 => 2 case _ => 3 end", "18446744073709551615", "2")]
    [InlineData("match event of case \"\" => 1 case null => 2 case false => 3 case 0 => 4 case _ => 5 end", "false", "3")]
    [InlineData("match event of case %{ a == null } => 1 case %{ a == \"\" } => 2 case _ => 3 end", "{}", "3")]
    [InlineData("match event of case %{ a == 1 } => 1 case %{ a == 2 } => 2 case _ => 3 end", "[1]", "3")]
    [InlineData("match event of case r = %{ a == 1, present b } => r case r = %{ a == 2 } => r case _ => 3 end", """{"a":1,"b":5}""", """{"b":5}""")]
    [InlineData("match event of case %{ a == 1, a == 2 } => 1 case %{ a == 1 } => 2 case _ => 3 end", """{"a":1}""", "2")]
    public void Clauses_apply_in_their_order(string script, string payload, string result) => Assert.Equal(result, ScriptRun.Of(script, payload));

    [Fact]
    public void Thousands_of_clauses_compile_and_run()
    {
        var clauses = string.Concat(Enumerable.Range(0, 4000).Select(static i => $"case %{{ {(i / 2 % 2 == 0 ? "a" : "b")} == {i} }} => {i} "));
        Assert.Equal("3998", ScriptRun.Of($"match event of {clauses}case _ => -1 end", """{"a":-1,"b":3998}"""));
    }

    private static string Hole(string constant) => $"<{constant}>";

    /// <summary>Replaces the holes of a text.</summary>
    private static string Fill(string text, Func<string, int, string> fill)
    {
        foreach (var (constant, i) in s_constants.Select(static (constant, i) => (constant, i)))
            text = text.Replace(Hole(constant), fill(constant, i), StringComparison.Ordinal);
        return text;
    }

    private static ScriptInstance Compile(string text)
    {
        var findings = new List<Diagnostic>();
        var script = ScriptCompiler.Compile(new SourceText("test.tremor", text), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        return script?.NewInstance(new CallContext()) ?? throw new InvalidOperationException($"{text}: {findings[0].Message}");
    }

    private static string Run(ScriptInstance script, Value payload)
    {
        var constants = string.Join(',', s_constants.Select(static (constant, i) => $"\"c{i}\":{constant}"));
        var (meta, state) = (JsonText.Parse($"{{{constants}}}"), Value.Null);
        return script.Run(ref payload, ref meta, ref state) == ScriptOutcome.Error ? $"{script.Error!.Code}: {script.Error.Message}" : script.Value.ToString();
    }
}
