using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-check-");

    [Fact]
    public async Task A_sound_flow_has_no_output_and_ends_with_0()
    {
        var run = await CommandRun.OfAsync("", "check", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console));
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task Findings_about_a_flow_go_to_standard_output_as_json_on_request()
    {
        var file = FlowFile.Write(_directory, """{ "kind": "stdio", "coddec": "string" }""", FlowFile.Console);
        var run = await CommandRun.OfAsync("", "check", file, "--diagnostics", "json");
        Assert.Equal(1, run.ExitCode);
        var findings = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Contains(findings, f =>
            f.GetProperty("file").GetString() == file && f.GetProperty("line").GetInt32() == 5 && f.GetProperty("hint").GetString()!.Contains("codec"));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Warnings_alone_end_with_0()
    {
        var run = await CheckScriptAsync("match event of case 1 => 2 end");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Warning(behaviour)", run.Out);
        Assert.Contains("0 errors, 1 warning", run.Error);
    }

    [Fact]
    public async Task A_script_with_an_error_ends_with_1()
    {
        var run = await CheckScriptAsync("event.");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("script.tremor:1:", run.Out);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_a_finding()
    {
        var run = await CommandRun.OfAsync("", "check", Path.Combine(_directory.FullName, "none.tremor"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("none.tremor", run.Out);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<CommandRun> CheckScriptAsync(string script)
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllText(file, script);
        return CommandRun.OfAsync("", "check", file);
    }
}
