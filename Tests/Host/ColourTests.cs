using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Tests.Host;

public sealed class ColourTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-colour-");

    [Theory]
    [InlineData(true, "xterm", null, new string[0], true)]
    [InlineData(true, "xterm", "", new string[0], true)]
    [InlineData(true, "xterm", "1", new string[0], false)]
    [InlineData(true, "dumb", null, new string[0], false)]
    [InlineData(true, null, null, new string[0], false)]
    [InlineData(false, "xterm", null, new string[0], false)]
    [InlineData(true, "xterm", null, new[] { "--color", "never" }, false)]
    [InlineData(false, "dumb", "1", new[] { "--color=always" }, true)]
    [InlineData(true, "xterm", null, new[] { "--color", "auto" }, true)]
    public async Task Findings_are_coloured_where_a_terminal_can_and_nobody_objects(bool isTerminal, string? term, string? noColour, string[] options, bool expected)
    {
        var script = Path.Combine(_directory.FullName, "wrong.tremor");
        await File.WriteAllTextAsync(script, "let x = ;");
        using var output = new MemoryStream();
        using var process = new HostProcess(Stream.Null, output, output)
        {
            ErrorIsTerminal = isTerminal,
            OutputIsTerminal = isTerminal,
            Variable = name => name switch { "TERM" => term, "NO_COLOR" => noColour, _ => null },
        };
        await CommandLine.InvokeAsync(["check", script, .. options], process);
        Assert.Equal(expected, output.ToArray().Contains((byte)0x1b));
    }

    [Fact]
    public async Task A_wrong_choice_is_refused_with_the_right_ones()
    {
        var run = await CommandRun.OfAsync("", "--color", "alway", "check", "x.tremor");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected auto, always or never, did you mean 'always'?", run.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
