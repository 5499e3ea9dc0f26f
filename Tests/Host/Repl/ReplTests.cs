using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Repl;

/// <summary><c>tremor repl</c> with its input from a pipe.</summary>
public sealed class ReplTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-repl-");

    [Theory]
    [InlineData("1 + 2", "3")]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("let x = 1\nx + 1", "1|2")]
    [InlineData("let x = 1; let y = 2; x + y\ny", "3|2")]
    [InlineData("const A = 2\nA * 2", "4")]
    [InlineData("const A = 2\nconst A = 3\nA", "3")]
    [InlineData("fn f(x) with\n  x * 2\nend\nf(4)", "8")]
    [InlineData("fn f(x) with x * 2 end\nfn f(x) with x * 3 end\nf(4)", "12")]
    [InlineData("use std::string\nstring::len(\"four\")", "4")]
    [InlineData("use std::string as s;\ns::len(\"four\")", "4")]
    [InlineData("let event = {\"a\": 1}\nlet event.b = 2\nevent", "{\"a\":1}|2|{\"a\":1,\"b\":2}")]
    [InlineData("let $a = 1\n$", "1|{\"a\":1}")]
    [InlineData("state\nlet state = 1\nlet state = state + 1\nstate", "null|1|2|2")]
    [InlineData("event\n$\nargs", "{}|{}|{}")]
    [InlineData("emit 1\nemit 2 => \"side\"\ndrop", "emitted 1|emitted to side: 2|dropped")]
    [InlineData("match 1 of\n\n  case 1 => \"one\"\n  case _ => \"other\"\nend", "\"one\"")]
    [InlineData("1 +\n2", "3")]
    [InlineData("7 %\n4", "3")]
    [InlineData("[1,\n2\n]", "[1,2]")]
    [InlineData("\"\"\"\none\ntwo\n\"\"\"", "\"one\\ntwo\\n\"")]
    [InlineData("\"a #{ 1 +\n 1 } b\"", "\"a 2 b\"")]
    [InlineData("## two\n## lines\nfn f() with 1 end\nf()", "1")]
    [InlineData("# nothing\n\n  \n1", "1")]
    [InlineData(":event {\"n\": 7}\nevent.n\n:event", "7|{\"n\":7}")]
    [InlineData(":meta {\"k\": 1}\n$k\n:meta", "1|{\"k\":1}")]
    [InlineData(":state [1]\nstate\n:state", "[1]|[1]")]
    [InlineData(":args {\"limit\": 3}\nargs.limit", "3")]
    [InlineData("1\n:quit\n2", "1")]
    [InlineData("1\nexit\n2", "1")]
    [InlineData("1\n quit; \n2", "1")]
    [InlineData("1\nexit()\n2", "1")]
    [InlineData("let help = 1\n(help)", "1|1")]
    public async Task Inputs_give_values_and_leave_their_names(string input, string output)
    {
        var run = await CommandRun.OfAsync(input, "repl");
        Assert.Equal((0, output.Replace('|', '\n') + "\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData("nope\n1", "non existing local key `nope`")]
    [InlineData("1 / 0\n1", "by zero")]
    [InlineData("let = 1\n1", "Found the token `=`")]
    [InlineData("\"open\n1", "no closing quote")]
    [InlineData("fn f(x) with nope(x) end\n1", "undefined function nope")]
    [InlineData(":evnt {}\n1", "did you mean :event?")]
    [InlineData(":event {oops}\n1", "this is no JSON")]
    [InlineData(":load nowhere.tremor\n1", "there is no file nowhere.tremor")]
    [InlineData(":doc string::lenn\n1", "did you mean `std::string::len`?")]
    [InlineData(":ast\n1", "the text stands behind the command")]
    [InlineData(":load\n1", ":load wants the name of a file")]
    public async Task What_fails_is_reported_and_the_session_goes_on(string input, string error)
    {
        var run = await CommandRun.OfAsync(input, "repl");
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Out));
        Assert.Contains(error, run.Error);
    }

    [Theory]
    [InlineData("help exit", ":quit")]
    [InlineData("help quit;", ":quit")]
    [InlineData("help help", ":help")]
    [InlineData(":help :doc", ":doc [NAME]")]
    [InlineData("help string::len", "string::len(")]
    public async Task Help_is_had_on_one_name(string input, string output)
    {
        var run = await CommandRun.OfAsync(input, "repl");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(output, run.Out);
    }

    [Fact]
    public async Task An_input_that_never_ends_is_reported_at_the_end()
    {
        var run = await CommandRun.OfAsync("match 1 of\n case 1 => 2", "repl");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("The text ends here", run.Error);
    }

    [Fact]
    public async Task An_input_with_an_error_defines_nothing()
    {
        var run = await CommandRun.OfAsync("const A = 1\nconst A = 2; const B = nope()\nA\nB", "repl");
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Out));
        Assert.Contains("`B`", run.Error);
    }

    [Fact]
    public async Task A_run_that_fails_keeps_what_it_assigned_before()
    {
        var run = await CommandRun.OfAsync("let a = 1; let b = a.x\na", "repl");
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task Warnings_do_not_change_the_exit_code()
    {
        var run = await CommandRun.OfAsync("match 1 of case 1 => 2 end", "repl");
        Assert.Equal((0, "2\n"), (run.ExitCode, run.Out));
        Assert.Contains("Warning(behaviour)", run.Error);
    }

    [Fact]
    public async Task Findings_may_be_json()
    {
        var run = await CommandRun.OfAsync("1\n  nope", "repl", "--diagnostics", "json");
        using var finding = JsonDocument.Parse(run.Error);
        Assert.Equal("BadAccessInLocal", finding.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_file_can_be_loaded()
    {
        var file = Path.Combine(_directory.FullName, "double.tremor");
        await File.WriteAllTextAsync(file, "### Doubles.\n\nfn double(x) with\n  x * 2\nend;\nconst TWO = 2\n");
        var run = await CommandRun.OfAsync($":load {file}\ndouble(TWO)", "repl");
        Assert.Equal((0, "4\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task The_manual_is_at_hand()
    {
        var run = await CommandRun.OfAsync(":doc string::len\n:doc", "repl");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("len(", run.Out);
    }

    [Fact]
    public async Task What_is_read_can_be_shown()
    {
        var run = await CommandRun.OfAsync(":tokens 1 +\n  x\n:ast [1,\n2]", "repl");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^1:1-1:2 +integer +1\n1:3-1:4 +symbol +\+\n2:3-2:4 +name +x\n", run.Out);
        Assert.Contains("1:1-2:3", run.Out);
    }

    [Fact]
    public async Task What_cannot_be_read_is_an_error()
    {
        var run = await CommandRun.OfAsync(":ast 1 2\n:tokens 12ab\n:ast 1 +", "repl");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal(3, run.Error.Split("Error: ").Length - 1);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var run = await CommandRun.OfAsync(":help", "repl");
        foreach (var (name, _, _) in Dataflow.Host.Repl.ReplCommands.All) Assert.Contains($"  {name}", run.Out);
    }

    [Fact]
    public async Task A_value_that_nests_too_deep_is_an_error_and_the_event_stays()
    {
        var deepen = "let event = [[[[[[[[[[[[[[[[event]]]]]]]]]]]]]]]]\n";
        var run = await CommandRun.OfAsync("let event = 1\n" + string.Concat(Enumerable.Repeat(deepen, 70)) + "1\n", "repl");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nests more than", run.Error);
        Assert.EndsWith("\n1\n", run.Out);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
