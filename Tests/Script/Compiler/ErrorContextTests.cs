using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Which lines are shown with an error, and where its carets stand (spec: language 13).</summary>
public class ErrorContextTests
{
    /// <summary>The error is in line 5 of 9; the lines shown are named by their numbers, carets follow the line that they stand under.</summary>
    [Theory]
    [InlineData("let e = 1 +;", "3 4 5^ 6 7")] // syntax: two lines more each way
    [InlineData("let e = \"\\q\";", "3 4 5^ 6 7")] // lexical
    [InlineData("let e = nope(1);", "2 3 4 5^ 6 7 8")] // unknown function: three
    [InlineData("let e = core::string::len(event);", "3 4 5^ 6 7")] // call
    [InlineData("let $ = 1;", "3 4 5^ 6 7")] // illegal assignment
    [InlineData("let args = 1;", "3 4 5^ 6 7")]
    [InlineData("let e = event.k;", "5^")] // everything else: the enclosing expression
    [InlineData("let e = event +\n1;", "5 6^")]
    [InlineData("let e = [1,\nevent.k,\n2];", "6^")]
    [InlineData("let e = 1 +\n(2 / 0) +\n3;", "6^")]
    [InlineData("let e = match event of\ncase 1 => 2\nend;", "5 6 7^")]
    public void Lines_around_an_error_are_shown(string line, string expected)
    {
        var script = "let a = 1;\nlet b = 2;\nlet c = 3;\nlet d = 4;\n" + line + "\nlet f = 6;\nlet g = 7;\nlet h = 8;\n9\n";
        var shown = DiagnosticRenderer.Render(ErrorOf(script)).Split('\n')
            .Where(static l => l.Length > 7 && l[6] == '|')
            .Select(static l => l[..5].Trim() is { Length: > 0 } number ? " " + number : l.Contains('^', StringComparison.Ordinal) ? "^" : "");
        Assert.Equal(expected, string.Concat(shown).Trim());
    }

    [Theory]
    [InlineData("event\n  event\n", "    1 | event\n    2 |   event\n      |   ^^^^^ Found the token `event` but expected one of `;`, ")]
    [InlineData("event.k", "    1 | event.k\n      |       ^ Trying to access a non existing event key `k`\n\n")]
    [InlineData("$k", "    1 | $k\n      |  ^ Trying to access a non existing global key `k`\n\n")]
    [InlineData("let state = {}; state.k", "    1 | let state = {}; state.k\n      |                       ^ Trying to access a non existing state key `k`\n\n")]
    [InlineData("let x = {}; x.k", "    1 | let x = {}; x.k\n      |               ^ Trying to access a non existing local key `k`\n\n")]
    [InlineData("1 + ⏎", "^ The text ends here")]
    [InlineData("x @", "    1 | x @\n      |   ^ Found the token `@` but expected one of ")]
    [InlineData("match event of\n  case 1 => 2\nend", "    3 | end\n      | ^^^ ")]
    [InlineData("1;\n  const A = event", "    2 |   const A = event\n      | ^^^^^^^^^^^^^^^^^ ")]
    public void The_carets_stand_under_the_span_with_the_message(string script, string expected)
    {
        var text = DiagnosticRenderer.Render(ErrorOf(script.Replace('⏎', '\n')));
        Assert.StartsWith("Error: \n", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
    }

    private static Diagnostic ErrorOf(string script)
    {
        var findings = new List<Diagnostic>();
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        if (compiled is null) return findings.First(static f => f.Severity == Severity.Error);
        var instance = compiled.NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse("{}"), Value.EmptyRecord, Value.Null);
        Assert.Equal(ScriptOutcome.Error, instance.Run(ref data, ref meta, ref state));
        return instance.Error!;
    }
}
