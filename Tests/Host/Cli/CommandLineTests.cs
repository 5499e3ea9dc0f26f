namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Without_a_command_the_usage_goes_to_stderr_and_the_exit_code_is_2()
    {
        var run = await CommandRun.OfAsync("");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("Usage:", run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_has_the_headings_usage_options_and_commands(string option)
    {
        var run = await CommandRun.OfAsync("", option);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Out);
        Assert.Contains("Options:", run.Out);
        Assert.Contains("Commands:", run.Out);
    }

    [Fact]
    public async Task Version_is_printed_behind_the_name()
    {
        var run = await CommandRun.OfAsync("", "-V");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^tremor \d+\.\d+\.\d+\n$", run.Out);
    }

    [Fact]
    public async Task An_unknown_option_is_a_usage_error()
    {
        var run = await CommandRun.OfAsync("", "--nonsense");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("error: ", run.Error);
        Assert.Contains("--nonsense", run.Error);
        Assert.Contains("tremor --help", run.Error);
    }
}
