using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>What goes to a server: <c>deploy/publish.sh</c> with a stand-in for the SDK, since to publish takes minutes and downloads.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-publish-");

    /// <summary>What a stand-in for the program does, besides being large, when it is started with <c>run</c> and with <c>schema</c>.</summary>
    private string _run = $"cp -r {Repository.Root}/examples/access-log/expected examples/access-log/out";
    private string _schema = $"cat {Repository.Root}/docs/reference/flow.schema.json";

    /// <summary>The files that lie beside the program.</summary>
    private string _notices = "LICENSE NOTICE LICENSE.dotnet NOTICE.dotnet";

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("SelfContained", "true")]
    [InlineData("PublishSingleFile", "true")]
    [InlineData("PublishReadyToRun", "true")]
    [InlineData("IncludeNativeLibrariesForSelfExtract", "true")]
    public void The_profile_makes_one_file_that_is_compiled_ahead(string property, string value)
    {
        var profile = XDocument.Load(Path.Combine(Repository.Root, "Host/Properties/PublishProfiles/Server.pubxml"));
        Assert.Equal(value, Assert.Single(profile.Descendants(property)).Value);
    }

    [Fact]
    public async Task The_script_publishes_with_the_profile_what_is_named()
    {
        var (exitCode, output, _) = await PublishAsync("-o", "here", "linux-arm64", "win-x64");
        Assert.Equal((0, "here/linux-arm64/tremor: 2 MiB\nhere/win-x64/tremor: 2 MiB\n"), (exitCode, output));
        var calls = await File.ReadAllLinesAsync(Path.Combine(_directory.FullName, "calls"));
        Assert.Collection(
            calls,
            call => Assert.Contains(" -p:PublishProfile=Server -r linux-arm64 ", call, StringComparison.Ordinal),
            call => Assert.Contains(" -p:PublishProfile=Server -r win-x64 ", call, StringComparison.Ordinal));
        Assert.All(calls, call => Assert.StartsWith($"publish {Repository.Root}/Host ", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_script_publishes_for_all_platforms_unless_some_are_named()
    {
        var (exitCode, output, _) = await PublishAsync("-o", "here");
        Assert.Equal((0, "here/linux-x64/tremor: 2 MiB\nhere/linux-arm64/tremor: 2 MiB\nhere/win-x64/tremor: 2 MiB\n"), (exitCode, output));
    }

    [Theory]
    [InlineData("echo no start >&2; exit 1", null, "no start")]
    [InlineData("mkdir examples/access-log/out", null, "expected: errors.json")]
    [InlineData(null, "echo {}", "\"$schema\"")]
    public async Task The_script_fails_where_what_it_made_does_not_run_here(string? run, string? schema, string reason)
    {
        if (!OperatingSystem.IsLinux()) return;
        var here = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        (_run, _schema) = (run ?? _run, schema ?? _schema);
        var (exitCode, _, error) = await PublishAsync("-o", "here", here);
        Assert.Equal(1, exitCode);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith($"error: here/{here}/tremor was made, and does not do what it should\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_fails_where_a_licence_or_notice_is_missing()
    {
        _notices = "LICENSE NOTICE LICENSE.dotnet";
        var (exitCode, _, error) = await PublishAsync("-o", "here", "win-x64");
        Assert.Equal((1, "publishing win-x64 ...\nerror: here/win-x64 was made without NOTICE.dotnet\n"), (exitCode, error));
    }

    [Theory]
    [InlineData("error: unknown platform osx-x64: linux-x64, linux-arm64 or win-x64\n", "osx-x64")]
    [InlineData("error: -o needs a directory\n", "-o")]
    public async Task The_script_refuses_what_it_does_not_know(string error, string arg)
    {
        Assert.Equal((2, "", error), await PublishAsync(arg));
        Assert.False(File.Exists(Path.Combine(_directory.FullName, "calls")));
    }

    [Theory]
    [InlineData("Tremor.Dataflow.Engine")]
    [InlineData("Tremor.Dataflow.Script")]
    [InlineData("Tremor.Dataflow.Operators")]
    [InlineData("Tremor.Dataflow.Connectors")]
    public void The_program_holds_the_texts_of_schema_and_manual(string assembly)
    {
        using var text = typeof(HostProcess).Assembly.GetManifestResourceStream($"{assembly}.xml");
        Assert.NotNull(text);
        Assert.Equal(assembly, XDocument.Load(text).Root!.Element("assembly")!.Element("name")!.Value);
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("doc", "file")]
    public async Task A_program_without_documentation_files_beside_it_says_the_same(params string[] args)
    {
        var built = Path.GetDirectoryName(ProgramRun.Program)!;
        foreach (var file in Directory.EnumerateFiles(built, "*.dll").Concat(Directory.EnumerateFiles(built, "tremor.*.json")))
            File.Copy(file, Path.Combine(_directory.FullName, Path.GetFileName(file)));
        var alone = await RunAsync("dotnet", [Path.Combine(_directory.FullName, "tremor.dll"), .. args]);
        var beside = await ProgramRun.OfAsync(_directory.FullName, args);
        Assert.Equal((beside.ExitCode, beside.Out, beside.Error), alone);
        Assert.Contains("Reads a file from its start to its end", alone.Out, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Out, string Error)> PublishAsync(params string[] args)
    {
        var sdk = Path.Combine(_directory.CreateSubdirectory("bin").FullName, "dotnet");
        var program = Path.Combine(_directory.FullName, "program");
        File.WriteAllText(program, $"#!/bin/bash\ncase $1 in run) {_run} ;; schema) {_schema} ;; esac\nexit\n");
        File.WriteAllText(sdk, $"""
            #!/bin/bash
            echo "$*" >>calls
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2"
            cat {program} <(head -c 3000000 /dev/zero) >"$2/tremor"
            chmod +x "$2/tremor"
            for notice in {_notices}; do echo words >"$2/$notice"; done
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(sdk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return RunAsync(Path.Combine(Repository.Root, "deploy/publish.sh"), args);
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_directory.FullName}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
