using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interactive;
using Tremor.Dataflow.Script.Testing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Testing;

/// <summary>The suites and tests of a file (spec: stdlib 8.2, stdlib 8.3), and the outcome of each test.</summary>
public sealed class UnitTestFileTests
{
    /// <summary>Suites by name, with their tests and what these give: <c>+</c>, <c>-</c>, or the kind of the error.</summary>
    [Theory]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [], \"tests\": [test::test({\"name\": \"t\", \"test\": test::assert(\"\", 1, 1)})]})", "s: t+")]
    [InlineData("test::suite({\"tags\": [], \"tests\": [test::test({\"test\": test::assert(\"\", 1, 2)})]})", ": -")]
    [InlineData("test::suite({\"name\": \"s\", \"tests\": [test::test({\"test\": test::assert(\"\", 1, 1)})]})", "")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [], \"tests\": [test::test({\"test\": true})]})", "")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": true})]})", "s:")]
    [InlineData("test::suite({\"name\": \"s\" + \"s\", \"tags\": [event], \"tests\": []})", "ss:")]
    [InlineData("test::suite({\"name\": event.x, \"tags\": [], \"tests\": []})", ":")]
    [InlineData("let s = test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": []})", "")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event.x], \"tests\": []})", "s: BadAccessInEvent")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test(event)]})", "s: Generic")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": event.x})]})", "s: BadAccessInEvent")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": [event, $, state] == [{}, {}, {}]})]})", "s: +")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": event})]})", "s: -")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"tags\": [event.x], \"test\": event == {}})]})", "s: BadAccessInEvent")]
    [InlineData("let x = 1; test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": x == 1})]})", "s: BadAccessInLocal")]
    [InlineData("const X = 1; fn f() with X end; test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"test\": test::assert(\"\", f(), X)})]})", "s: +")]
    [InlineData("test::suite({\"name\": \"s\", \"tags\": [event], \"tests\": [test::test({\"name\": \"t\", \"name\": \"u\", \"test\": event == {}})]})", "s: u+")]
    public void A_file_is_read_as_suites_and_tests(string text, string suites) => Assert.Equal(suites, Describe("use std::test; " + text));

    [Theory]
    [InlineData("test::suite(event)")]
    [InlineData("test::suite({\"tags\": [event]})")]
    [InlineData("test::suite({\"tags\": [event], \"tests\": event})")]
    [InlineData("test::suite(event, event)")]
    public void A_suite_that_is_not_written_in_place_is_malformed(string text)
    {
        var file = UnitTestFile.Compile(new SourceText("all.tremor", "use std::test; " + text), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        Assert.Equal("Generic", file!.Malformed!.Code);
    }

    /// <summary>A value that is small in memory may stand for hundreds of megabytes of text.</summary>
    [Fact]
    public void Values_that_are_too_large_to_be_shown_are_said_to_be()
    {
        const string text = """
            use std::test; use std::range;
            fn large(n) with
              let x = "0123456789abcdef";
              for range::range(0, 12) of case (i, v) => let x = "#{x}#{x}" end;
              for range::range(0, 11) of case (i, v) => let x = [x, x] end;
              [x, n]
            end;
            test::suite({"name": "s", "tags": [event], "tests": [test::test({"test": test::assert("", large(1), large(event))})]})
            """;
        var file = UnitTestFile.Compile(new SourceText("all.tremor", text), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        var mismatch = Assert.Single(file!.Suites).Tests[0].Run(new CallContext()).Mismatch!;
        Assert.Equal("a value that is too large to be shown != a value that is too large to be shown", mismatch.ToString());
        Assert.False(mismatch.LooksEqual);
        Assert.Equal("[1]: 1 != {}", mismatch.FirstDifference);
    }

    [Fact]
    public void No_mutation_of_a_test_file_or_an_input_does_more_than_fail()
    {
        const int seed = 1;
        var random = new Random(seed);
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "Tests/Cases/unit"), "all.tremor", SearchOption.AllDirectories).Order()
            .Select(File.ReadAllText).ToArray();
        var session = new ScriptSession(NoModules.Instance, new CallContext { WorkLimit = 100_000 });
        for (var i = 0; i < 1500; i++)
        {
            var text = files[random.Next(files.Length)];
            for (var cuts = random.Next(3); cuts >= 0; cuts--)
            {
                var (from, length) = (random.Next(text.Length), random.Next(12));
                var other = files[random.Next(files.Length)];
                var put = random.Next(2) == 0 ? "" : other.Substring(random.Next(other.Length - 20), random.Next(20));
                text = text[..from] + put + text[Math.Min(from + length, text.Length)..];
            }

            try
            {
                Describe(text);
                if (!ScriptSession.IsIncomplete(text)) session.Submit(new SourceText("", text), []);
                session.Complete(text[..Math.Min(80, text.Length)], out _);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {i} of seed {seed}: {text}", e);
            }
        }
    }

    private static string Describe(string text)
    {
        var findings = new List<Diagnostic>();
        var file = UnitTestFile.Compile(new SourceText("all.tremor", text), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        if (file is null) return "compile: " + findings.First(static f => f.Severity == Severity.Error).Code;
        return string.Join(
            "; ",
            file.Suites.Select(static s => $"{s.Name}:{string.Concat(s.Tests.Select(static t => $" {t.Name}{Show(t.Run(new CallContext()))}"))}"));
    }

    private static string Show(UnitTestOutcome outcome) => outcome.Error is { } error ? error.Code : outcome.IsPassed ? "+" : "-";
}
