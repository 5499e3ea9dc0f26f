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

    [Theory]
    [InlineData("rn", "there is no command rn, did you mean run?")]
    [InlineData("rn flow.json --diagnostics json", "there is no command rn, did you mean run?")]
    [InlineData("--versoin", "there is no option --versoin, did you mean --version?")]
    [InlineData("run", "FILE is missing")]
    [InlineData("run a.tremor b.ndjson", "'b.ndjson' is one word too many; events are read from a file with -i FILE")]
    [InlineData("run a.tremor --colour never", "there is no option --colour, did you mean --color?")]
    [InlineData("schema --foo", "there is no option --foo; there are --color, --help")]
    [InlineData("run a.tremor --preprocesor separate", "there is no option --preprocesor, did you mean --preprocessor?")]
    [InlineData("run a.tremor --decoder", "--decoder wants CODEC behind it")]
    [InlineData("run a.tremor -d json -d json", "--decoder is given more than once")]
    [InlineData("run a.tremor --diagnostics jsn", "'jsn' is no value of --diagnostics, expected text or json, did you mean 'json'?")]
    [InlineData("run a.tremor --origin here", "'here' is no origin, expected scheme://host:port/path")]
    [InlineData("server", "a command is missing: run")]
    [InlineData("server rnu", "there is no command rnu, did you mean run?")]
    [InlineData("test unti", "'unti' is no MODE, expected all, bench, command, flow, integration or unit, did you mean 'unit'?")]
    [InlineData("test unit a b", "'b' is one word too many")]
    [InlineData("test -t soon", "'soon' is no whole number of seconds")]
    public async Task A_mistake_is_named_once_with_what_was_probably_meant(string words, string error)
    {
        var run = await CommandRun.OfAsync("", words.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"error: {error}\n\nFor more information, try 'tremor ", run.Error);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("help run")]
    [InlineData("help server run")]
    public async Task Help_is_also_a_word(string words)
    {
        var run = await CommandRun.OfAsync("", words.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches($@"Usage:\n  \S+{words["help".Length..]} ", run.Out);
    }
}
