using System.Diagnostics;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The script <c>tremor</c>, with a stand-in for the SDK.</summary>
public sealed class StartScriptTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-start-");

    public StartScriptTests()
    {
        foreach (var project in new[] { "Engine", "Script", "Operators", "Connectors", "Host/bin/Release/net10.0", "bin" })
            _directory.CreateSubdirectory(project);
        foreach (var file in new[] { "Directory.Build.props", "global.json" }) Write(file, "");
        Write("tremor", File.ReadAllText(Path.Combine(Repository.Root, "tremor")));
    }

    [Fact]
    public async Task A_first_run_says_what_is_built_and_a_second_nothing()
    {
        Sdk("""
            echo "  Determining projects to restore..."
            echo "  Tremor.Dataflow.Engine -> $PWD/Engine.dll"
            touch "$(dirname "$0")/../Host/bin/Release/net10.0/tremor.dll"
            """);
        Assert.Equal(
            (0, "runs doc len\n", "tremor: building the program, the first time takes a minute or two\ntremor: getting packages\ntremor: built Engine\n"),
            await RunAsync("doc", "len"));
        Assert.Equal((0, "runs check a.json\n", ""), await RunAsync("check", "a.json"));
    }

    [Fact]
    public async Task A_build_that_fails_shows_why_and_ends_with_1()
    {
        Sdk("""
            echo "  Tremor.Dataflow.Engine -> $PWD/Engine.dll"
            echo "Value.cs(1,2): error CS1513: } expected"
            exit 3
            """);
        var (exitCode, output, error) = await RunAsync("doc");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.EndsWith("tremor: built Engine\nValue.cs(1,2): error CS1513: } expected\nerror: the build failed\n", error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>A program <c>dotnet</c> that builds so, and says what it is to run.</summary>
    private void Sdk(string build) => Write("bin/dotnet", $"#!/bin/bash\nif [ \"$1\" = build ]; then\n{build}\nelse\nshift; echo \"runs $*\"\nfi\n");

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(_directory.FullName, "tremor"), args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_directory.FullName}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_directory.FullName, file);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
