using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>Findings about scripts as programs read them (spec: conformance 2, language 12).</summary>
public sealed class ScriptDiagnosticsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-diagnostics-");

    [Theory]
    [InlineData("let x = \"abc\n1", 1, "error UnterminatedStringLiteral 1:9-1:13")]
    [InlineData("\"\"\"\nabc\n", 1, "error UnterminatedHereDoc 1:1-3:1")]
    [InlineData("12ab", 1, "error UnexpectedCharacter 1:3-1:3")]
    [InlineData("\"é😀\" + \"\\q\"", 1, "error UnexpectedEscapeCode 1:9-1:11")]
    [InlineData("event.from", 1, "error UnrecognizedToken 1:7-1:11")]
    [InlineData("1 +", 1, "error ParserError 1:4-1:4")]
    [InlineData("1;\n\"é\" + nope(1)", 1, "error MissingFunction 2:7-2:14")]
    [InlineData("use nowhere::deep; 1", 1, "error ModuleNotFound 1:5-1:18")]
    [InlineData("1;\nconst LIMIT = event.n", 1, "error NotConstant 2:1-2:22")]
    [InlineData("1 / 0", 1, "error DivisionByZero 1:1-1:6")]
    [InlineData("match event\nof case 1 => 2 end", 0, "warning behaviour 1:1-2:19")]
    [InlineData("const lower = 1; const worse = 2", 0, "warning consistency 1:1-1:16", "warning consistency 1:18-1:33")]
    [InlineData("1 2; 3 4", 1, "error UnrecognizedToken 1:3-1:4", "error UnrecognizedToken 1:8-1:9")]
    [InlineData("event", 0)]
    public async Task Check_prints_them_to_standard_output(string script, int exitCode, params string[] expected)
    {
        var run = await CommandRun.OfAsync("", "check", Write(script), "--diagnostics", "json");
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected, Findings(run.Out));
    }

    [Theory]
    [InlineData("event.k", "error BadAccessInEvent 1:7-1:8")]
    [InlineData("let x = event;\nx.k.z", "error BadAccessInLocal 2:3-2:4")]
    [InlineData("[event + 1]", "error InvalidBinary 1:2-1:11")]
    [InlineData("match event of case 1 => 2 end", "warning behaviour 1:1-1:31", "error NoClauseHit 1:1-1:31")]
    public async Task Run_prints_them_to_standard_error_and_goes_on(string script, params string[] expected)
    {
        var run = await CommandRun.OfAsync(
            "{}\n", "run", Write(script), "-i", "-", "-o", "-", "--decoder", "json", "--encoder", "json", "--diagnostics", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Equal(expected, Findings(run.Error));
    }

    [Fact]
    public async Task A_script_that_is_not_UTF8_is_refused()
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllBytes(file, [.. "\"a"u8, 0xff, .. "\""u8]);
        var check = await CommandRun.OfAsync("", "check", file);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("UTF-8", check.Out);
        Assert.Equal(1, (await CommandRun.OfAsync("", "dbg", "tokens", file)).ExitCode);
        Assert.Equal(1, (await CommandRun.OfAsync("", "run", file)).ExitCode);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static IEnumerable<string> Findings(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
    {
        var finding = JsonDocument.Parse(line).RootElement;
        Assert.EndsWith("script.tremor", finding.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", finding.GetProperty("message").GetString());
        return $"{finding.GetProperty("severity")} {finding.GetProperty("code")} {finding.GetProperty("line")}:{finding.GetProperty("column")}-{finding.GetProperty("endLine")}:{finding.GetProperty("endColumn")}";
    });

    private string Write(string script)
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllText(file, script);
        return file;
    }
}
