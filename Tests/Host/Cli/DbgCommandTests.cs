namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class DbgCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-dbg-");

    [Theory]
    [InlineData("tokens", "1:1-1:6              keyword      event\n1:6-1:7              symbol       .\n1:7-1:8              name         a\n")]
    [InlineData("lex", "1:1-1:6              keyword      event\n1:6-1:7              symbol       .\n1:7-1:8              name         a\n")]
    [InlineData("ast", "path event  1:1-1:8\n  .a  1:7-1:8\n")]
    [InlineData("src", "event.a\n")]
    public async Task A_script_is_shown(string what, string expected)
    {
        var run = await DbgAsync(what, "event.a # comment");
        Assert.Equal((0, expected, ""), (run.ExitCode, run.Out.Replace("\r", ""), run.Error));
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("ast")]
    [InlineData("src")]
    public async Task What_is_not_printable_in_a_script_is_shown_as_an_escape(string dump)
    {
        var run = await DbgAsync(dump, "\"\u009b2J\"");
        Assert.Contains(@"\u009b2J", run.Out);
        Assert.DoesNotContain('\u009b', run.Out);
    }

    [Theory]
    [InlineData("q.trickle", "tokens", "1:1-1:7              keyword      select\n")]
    [InlineData("q.trickle", "src", "select 1 from in[w] into out;\n")]
    [InlineData(
        "q.trickle", "ast", "1:1-2:48             define pipeline query\n2:1-2:48               define window w from tumbling\n2:36-2:40                with size\n1:1-1:29               select\n")]
    [InlineData("f.troy", "ast", "1:1-1:32             define flow f\n1:24-1:27              use std\n1:34-1:47            deploy f from f\n")]
    [InlineData("q.trickle", "dot", "  n3 [label=\"select#0\\nselect[w]\", shape=\"box\"];\n  n0 -> n3;\n")]
    public async Task Queries_and_flows_are_shown(string name, string what, string expected)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, name.EndsWith("troy", StringComparison.Ordinal)
            ? "define flow f flow use std; end; deploy flow f\n"
            : "select 1 from in[w] into out;\ndefine window w from tumbling with size = 2 end\n");
        var run = await CommandRun.OfAsync("", "dbg", what, file);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Out);
    }

    [Fact]
    public async Task A_script_that_cannot_be_read_is_a_finding()
    {
        var run = await DbgAsync("ast", "event.");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("script.tremor:1:7", run.Error);
    }

    [Theory]
    [InlineData("none.tremor", "there is no file")]
    [InlineData("flow.json", "is JSON")]
    public async Task Other_files_are_refused(string name, string message)
    {
        var run = await CommandRun.OfAsync("", "dbg", "tokens", Path.Combine(_directory.FullName, name));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<CommandRun> DbgAsync(string what, string script)
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllText(file, script);
        return CommandRun.OfAsync("", "dbg", what, file);
    }
}
