using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>The switches of <c>tremor run SCRIPT.tremor</c> and <c>tremor check</c>, as outside suites use them (spec: conformance 1).</summary>
public sealed class RunScriptSwitchesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-switches-");

    [Fact]
    public async Task The_ingest_time_is_the_number_of_the_event()
    {
        var run = await RunAsync("core::system::ingest_ns()", "\"a\"\n\"b\"\n\"c\"\n", "--ingest-ns-from-index");
        Assert.Equal("0\n1\n2\n", run.Out);
    }

    [Theory]
    [InlineData("s://h:1/a/b", "[\"s\",\"h\",1,[\"a\",\"b\"]]")]
    [InlineData("s://h", "[\"s\",\"h\",null,[]]")]
    [InlineData(null, "[null,null,null,null]")]
    public async Task Events_have_the_origin_that_is_given(string? origin, string expected)
    {
        string[] switches = origin is null ? [] : ["--origin", origin];
        var run = await RunAsync("[core::origin::scheme(), core::origin::host(), core::origin::port(), core::origin::path()]", "1\n", switches);
        Assert.Equal(expected + "\n", run.Out);
    }

    [Fact]
    public async Task Input_and_output_may_be_a_dash()
    {
        var run = await RunAsync("event + 1", "1\n2\n", "-i", "-", "-o", "-", "--decoder", "json", "--encoder", "json", "--preprocessor", "separate", "--postprocessor", "separate");
        Assert.Equal((0, "2\n3\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Preprocessors_are_applied_in_order()
    {
        var input = Path.Combine(_directory.FullName, "in.gz");
        await using (var file = File.Create(input))
        await using (var zip = new GZipStream(file, CompressionLevel.Fastest))
            await zip.WriteAsync("1\n2\n"u8.ToArray());
        var run = await RunAsync("event + 1", "", "-i", input, "--preprocessor", "decompress", "--preprocessor", "separate");
        Assert.Equal((0, "2\n3\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Postprocessors_are_applied_in_order()
    {
        var run = await RunAsync("event", "1\n2\n", "--postprocessor", "base64", "--postprocessor", "separate");
        Assert.Equal(Line("1") + Line("2"), run.Out);

        static string Line(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) + "\n";
    }

    [Fact]
    public async Task A_length_prefix_is_written_before_each_event()
    {
        var run = await RunAsync("event", "[1]\n", "--postprocessor", "length-prefixed");
        Assert.Equal("\0\0\0\0\0\0\0\u0003[1]", run.Out);
    }

    [Fact]
    public async Task Codecs_other_than_json_can_be_chosen()
    {
        var run = await RunAsync("core::string::uppercase(event)", "abc\ndef\n", "--decoder", "string", "--encoder", "string");
        Assert.Equal("ABC\nDEF\n", run.Out);
    }

    [Theory]
    [InlineData("--preprocessor", "separat", "Preprocessor separat not found error. Did you mean \"separate\"? The preprocessors are \"base64\", ")]
    [InlineData("--postprocessor", "nothing", "Postprocessor nothing not found error. The postprocessors are \"base64\", ")]
    [InlineData("--postprocessor", "compress", "Postprocessor compress needs a configuration")]
    public async Task A_processor_that_cannot_be_had_ends_with_1(string name, string value, string message)
    {
        var run = await RunAsync("event", "1\n", name, value);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("error: " + message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--origin", "nowhere")]
    [InlineData("--unknown", "1")]
    public async Task A_wrong_command_line_ends_with_2(string name, string value)
    {
        var run = await RunAsync("event", "1\n", name, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task State_and_metadata_belong_to_the_run_and_to_the_event()
    {
        var run = await RunAsync(
            "let $n = match present $n of case true => $n + 1 case _ => 1 end; let state = match state of case null => [] case _ => state end; let state = state + [event]; match event of case 2 => event.x case _ => [$n, state] end",
            "1\n2\n3\n");
        Assert.Equal((0, "[1,[1]]\n[1,[1,2,3]]\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task All_ports_but_err_go_to_the_output_in_order_of_emission()
    {
        var run = await RunAsync("match event of case 1 => emit \"one\" => \"Left\" case 2 => emit \"two\" => \"err\" case 3 => drop case _ => event end", "1\n2\n3\n4\n");
        Assert.Equal((0, "\"one\"\n4\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task With_ports_the_failing_event_is_a_diagnostic_too()
    {
        var run = await RunAsync("match event of case 1 => emit event => \"a\" case 2 => emit \"no\" => \"err\" case _ => event.x end", "1\n2\n{}\n", "--ports", "--diagnostics", "json");
        Assert.Equal((0, "{\"port\":\"a\",\"event\":1}\n{\"port\":\"err\",\"event\":\"no\"}\n"), (run.ExitCode, run.Out));
        Assert.Equal(["error BadAccessInEvent 1:89-1:90"], Findings(run.Error));
    }

    [Fact]
    public async Task Check_writes_findings_to_the_output_and_warnings_alone_are_fine()
    {
        var check = await CheckAsync("const x = 1;\nmatch event of\n  case 1 => 2\nend", "--diagnostics", "json");
        Assert.Equal(0, check.ExitCode);
        Assert.Equal(["warning consistency 1:1-1:12", "warning behaviour 2:1-4:4"], Findings(check.Out));
    }

    [Fact]
    public async Task Check_of_what_is_wrong_ends_with_1()
    {
        var check = await CheckAsync("let x = [1,\n nope(2)]", "--diagnostics", "json");
        Assert.Equal(1, check.ExitCode);
        Assert.Equal(["error MissingFunction 2:2-2:9"], Findings(check.Out));
    }

    [Fact]
    public async Task Run_writes_findings_of_the_compiler_to_the_error_stream()
    {
        var run = await RunAsync("const LIMIT = event.n", "1\n", "--diagnostics", "json");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal(["error NotConstant 1:1-1:22"], Findings(run.Error));
    }

    [Fact]
    public async Task A_finding_in_a_module_names_the_file_of_the_module()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "broken.tremor"), "const A = 1;\nconst B = 1 / 0");
        var check = await CheckAsync("use broken; 1", "--diagnostics", "json");
        using var finding = JsonDocument.Parse(check.Out);
        Assert.EndsWith("broken.tremor", finding.RootElement.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(["error DivisionByZero 2:11-2:16"], Findings(check.Out));
    }

    [Fact]
    public async Task For_people_the_line_is_shown_and_underlined()
    {
        var check = await CheckAsync("let total = 1;\ntotl + 1 = 2");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("    2 | totl + 1 = 2\n      |          ^ Found the token `=` but expected", check.Out, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static IEnumerable<string> Findings(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
    {
        using var finding = JsonDocument.Parse(line);
        var root = finding.RootElement;
        return $"{root.GetProperty("severity")} {root.GetProperty("code")} {root.GetProperty("line")}:{root.GetProperty("column")}-{root.GetProperty("endLine")}:{root.GetProperty("endColumn")}";
    });

    private Task<CommandRun> RunAsync(string script, string input, params string[] switches) =>
        CommandRun.OfAsync(input, ["run", Written(script), .. switches]);

    private Task<CommandRun> CheckAsync(string script, params string[] switches) => CommandRun.OfAsync("", ["check", Written(script), .. switches]);

    private string Written(string script)
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllText(file, script);
        return file;
    }
}
