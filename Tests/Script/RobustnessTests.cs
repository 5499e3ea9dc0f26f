using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>No text, however wrong, does more than fail.</summary>
public class RobustnessTests
{
    private static readonly string[] s_pieces =
    [
        "event", "state", "$x", "args", "let ", "x", " = ", "match ", " of ", "case ", " => ", " end", "for ", "(k, v)", "into ", "use ", "+", "-", "*", "/",
        "%", "==", "!=", "<", "<<", ">>", "and ", "or ", "not ", "!", "present ", "absent ", ".a", "[0]", "[1:2]", "(", ")", "[", "]", "{",
        "}", "%{", "%(", "%[",
        "\"s\"", "\"#{", "}\"", "\"\"\"\n", "\"\"\"", "1", "0", "18446744073709551615", "1.5", "0x1f", "null", "true", ",", ";", ":", "::", "_", "~ json||", "~=", "...",
        "fn f(a) with ", "f(", "recur(", "const C = ", "C", "emit ", "drop", "patch ", "merge ", "insert \"a\" => ", "erase \"a\"", "when ", "# c\n", "## d\n", "\n", "\\", "\"", "`q`", "|", "é", "\u0000",
    ];

    [Property(MaxTest = 2000)]
    public Property No_sequence_of_tokens_does_more_than_fail() =>
        Prop.ForAll(Gen.Elements(s_pieces).ArrayOf().ToArbitrary(), static pieces => { RunAll(string.Concat(pieces)); });

    [Property(MaxTest = 1000)]
    public void No_text_does_more_than_fail(string? text) => RunAll(text ?? "");

    /// <summary>The wish of the environment: rounds of each search and the seed that it begins with.</summary>
    private static int Rounds(int usual) => int.TryParse(Environment.GetEnvironmentVariable("TREMOR_FUZZ"), out var wanted) ? wanted : usual;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("TREMOR_FUZZ_SEED"), out var wanted) ? wanted : 1;

    [Fact]
    public void No_mutation_of_a_script_does_more_than_fail()
    {
        var rounds = Rounds(3000);
        var seed = Seed;
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "Tests/Cases/scripts"), "script.tremor", SearchOption.AllDirectories)
            .Order().Select(File.ReadAllText).ToArray();
        var random = new Random(seed);
        for (var i = 0; i < rounds; i++)
        {
            var text = Mutate(random.Next(4) == 0 ? new RandomScript(random).Script() : scripts[random.Next(scripts.Length)], scripts, random);
            try
            {
                RunAll(text);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {i} of seed {seed}: {text}", e);
            }
        }
    }

    [Fact]
    public void Well_formed_scripts_run()
    {
        var (rounds, seed) = (Rounds(3000), Seed);
        for (var i = 0; i < rounds; i++)
        {
            // Each round has its own generator, so that it can be repeated alone.
            var text = new RandomScript(new Random(unchecked((seed * 1_000_003) + i))).Script();
            try
            {
                var findings = RunAll(text);
                Assert.DoesNotContain(findings, static f => f.Code is "UnrecognizedToken" or "ParserError" or "ExtraToken" or "InvalidToken");
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {i} of seed {seed}: {text}", e);
            }
        }
    }

    /// <summary>The same text with its names as constants, which is folded, and as locals, which is not: value, or kind and place of the error.</summary>
    [Fact]
    public void Folding_keeps_results_and_places()
    {
        var (rounds, seed) = (Rounds(3000), Seed);
        string[] values = ["0", "1", "2", "63", "9223372036854775808", "2.5", "true", "null", "\"a\"", "\"\"", "[1, 2, 3]", "[]", "{}", "{\"a\": 1, \"k\": [2]}", "<< 1, 2 >>", "(-1)"];
        for (var i = 0; i < rounds; i++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + i));
            var expression = new RandomScript(random).Strict(random.Next(1, 5));
            var (constants, locals) = ("", "");
            foreach (var name in "ABCDE")
            {
                var value = values[random.Next(values.Length)];
                constants += $"const {name} = {value};";
                locals += $"let   {name} = {value};";
            }

            var folded = Unplaced(ScriptRun.Of(constants + "\n" + expression));
            var computed = Unplaced(ScriptRun.Of(locals + "\n" + expression));
            Assert.True(folded == computed, $"round {i} of seed {seed}: {constants}\n{expression}\nfolded: {folded}\ncomputed: {computed}");
        }

        // The unary operators name the operand or the whole, and an array with something computed in it has an error of its own
        // (spec: language 12.4, language 3.3).
        static string Unplaced(string result)
        {
            var bare = result.StartsWith("compile: ", StringComparison.Ordinal) ? result[9..] : result;
            return bare.StartsWith("InvalidUnary", StringComparison.Ordinal)
                ? "InvalidUnary"
                : bare.Replace("TypeError ", "InvalidBinary ", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[", "]", "1")]
    [InlineData("(", ")", "1")]
    [InlineData("{\"a\": ", "}", "1")]
    [InlineData("-", "", "1")]
    [InlineData("not ", "", "event")]
    [InlineData("(match event of case _ => ", " end)", "1")]
    [InlineData("match event of case _ => ", " end", "1")]
    [InlineData("for [event] of case (k, v) => ", " end", "1")]
    [InlineData("let x = ", "", "1")]
    [InlineData("event[", "]", "1")]
    [InlineData("<< ", " >>", "1")]
    [InlineData("patch event of merge => ", " end", "{}")]
    [InlineData("merge event of ", " end", "{}")]
    [InlineData("\"#{", "}\"", "1")]
    [InlineData("match event of case %{ a ~= ", " } => 1 case _ => 2 end", "%{}")]
    public void Deep_nesting_meets_a_limit(string open, string close, string inner)
    {
        foreach (var depth in (int[])[50, 490, 100_000])
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
            RunAll(text);
        }
    }

    [Fact]
    public void Long_chains_need_no_stack()
    {
        Assert.Equal("100001", ScriptRun.Of("event" + string.Concat(Enumerable.Repeat(" + 1", 100_000)), "1"));
        Assert.StartsWith("BadAccessInEvent", ScriptRun.Of("event" + string.Concat(Enumerable.Repeat(".a", 100_000)), "{}"), StringComparison.Ordinal);
        Assert.Equal(
            "7",
            ScriptRun.Of("match event of " + string.Concat(Enumerable.Range(0, 5_000).Select(static i => $"case {i} => {i} ")) + "case _ => 0 end", "7"));
    }

    [Fact]
    public void Functions_that_call_each_other_in_a_long_row_meet_a_limit()
    {
        var text = new StringBuilder("fn f0(x) with x end;");
        for (var i = 1; i < 20_000; i++) text.Append($"fn f{i}(x) with [f{i - 1}(x)] end;");
        text.Append("f19999(event)");
        Assert.StartsWith("RecursionLimit", ScriptRun.Of(text.ToString()), StringComparison.Ordinal);
    }

    /// <summary>Folding never changes a result: the same operators on constants and on fields of the event.</summary>
    [Property(MaxTest = 1500)]
    public Property Folding_never_changes_a_result()
    {
        string[] literals =
        [
            "0", "1", "7", "63", "64", "9223372036854775807", "9223372036854775808", "18446744073709551615", "2.5", "0.0", "true", "false",
            "null", "\"a\"", "\"\"", "[1]", "[]", "{}", "{\"a\":1}",
        ];
        string[] operators = ["+", "-", "*", "/", "%", "&", "^", "<<", ">>", ">>>", "==", "!=", "<", "<=", ">", ">="];
        var operand = Gen.Elements(literals);
        var expression =
            from a in operand
            from b in operand
            from c in operand
            from o in Gen.Elements(operators)
            from p in Gen.Elements(operators)
            from unary in Gen.Elements("", "-", "+", "not ")
            select (a, b, c, o, p, unary);
        return Prop.ForAll(expression.ToArbitrary(), static e =>
        {
            var folded = ScriptRun.Of($"({e.unary}{e.a} {e.o} {e.b}) {e.p} {e.c}");
            var computed = ScriptRun.Of($"({e.unary}event[0] {e.o} event[1]) {e.p} event[2]", $"[{e.a},{e.b},{e.c}]");
            return Bare(folded) == Bare(computed);
        });

        // Of errors the kind counts: the texts differ in length.
        static string Bare(string result) => result.StartsWith("compile: ", StringComparison.Ordinal) ? result.Split(' ')[1] : result.Split(' ')[0];
    }

    /// <summary>
    /// Nor an error that is a limit: what grows with each round, or does work, beyond what the compiler may do, what one run may do, or the depth
    /// of values.
    /// </summary>
    [Property(MaxTest = 60)]
    public Property Folding_never_changes_a_limit()
    {
        var growth = Gen.Elements("[v, v]", "[v]", "v + v", "\"#{v}#{v}\"", "{\"a\": v}", "[v] + [v]", "v");
        var use = Gen.Elements("f(N, V)", "f(N, V) == f(N, V)", "[f(N, V)]", "core::type::as_string(f(N, V))", "\"#{f(N, V)}\"", "core::json::encode(f(N, V))", "f(N, f(3, V))");
        var work =
            from g in growth
            from u in use
            from rounds in Gen.Elements(0, 1, 5, 18, 20, 22, 40, 1000, 1023, 1030)
            from value in Gen.Elements("1", "[1]", "\"a\"")
            select (g, u, rounds, value);
        return Prop.ForAll(work.ToArbitrary(), static w =>
        {
            var function = $"fn f(n, v) with match n of case 0 => v case _ => recur(n - 1, {w.g}) end end; ";
            var folded = ScriptRun.Of(function + w.u.Replace("N", $"{w.rounds}").Replace("V", w.value));
            var computed = ScriptRun.Of(function + w.u.Replace("N", "event[0]").Replace("V", "event[1]"), $"[{w.rounds},{w.value}]");
            Assert.Equal(Kind(computed), Kind(folded));
        });

        // Of errors the kind counts: the texts differ in length. Which of two limits is met first depends on what memory there is.
        static string Kind(string result)
        {
            var bare = result.StartsWith("compile: ", StringComparison.Ordinal) ? result[9..] : result;
            var kind = char.IsAsciiLetterUpper(bare[0]) ? bare.Split(' ')[0] : bare;
            return kind is "Overflow" or "RecursionLimit" ? "a limit" : kind;
        }
    }

    private static List<Diagnostic> RunAll(string text)
    {
        var findings = new List<Diagnostic>();
        var script = ScriptCompiler.Compile(new SourceText("fuzz", text), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        foreach (var finding in findings) DiagnosticRenderer.Render(finding);
        Assert.True(script is not null || findings.Count > 0);
        if (script is null) return findings;
        var instance = script.NewInstance(new CallContext());
        var state = Value.Null;
        foreach (var payload in (string[])["null", "{\"a\":{\"b\":[1,2]},\"b\":[3,\"x\"],\"k\":\"s\",\"n\":4,\"from\":{}}", "[1,\"a\",{}]"])
        {
            var (data, meta) = (JsonText.Parse(payload), Value.EmptyRecord);
            instance.Run(ref data, ref meta, ref state);
            if (instance.Error is { } error) DiagnosticRenderer.Render(error);
        }

        return findings;
    }

    private static string Mutate(string text, string[] scripts, Random random)
    {
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(12), text.Length - at);
            var other = scripts[random.Next(scripts.Length)];
            var from = random.Next(other.Length);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                2 => text.Insert(at, other.Substring(from, Math.Min(random.Next(40), other.Length - from))),
                _ => text.Remove(at, length).Insert(at, s_pieces[random.Next(s_pieces.Length)]),
            };
        }

        return text;
    }
}
