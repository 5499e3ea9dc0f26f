using Tremor.Dataflow.Tests.Host;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Examples;

/// <summary>Runs every folder of <c>examples/</c> as it is and compares what comes out with its <c>expected/</c>.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly DirectoryInfo _workplace = Directory.CreateTempSubdirectory("tremor-examples-");

    public static TheoryData<string> Folders => new(Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(static d => Path.GetFileName(d)!).Order());

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task An_example_writes_what_is_expected(string folder)
    {
        var example = Path.Combine(Repository.Root, "examples", folder);
        CopyTo(example, Path.Combine(_workplace.FullName, "examples", folder));

        var run = await ProgramRun.OfAsync(_workplace.FullName, "run", $"examples/{folder}/flow.json");

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var file in Directory.GetFiles(Path.Combine(example, "expected")))
        {
            var name = Path.GetFileName(file);
            var written = name == "stdout" ? run.Out : File.ReadAllText(Path.Combine(_workplace.FullName, "examples", folder, "out", name));
            Assert.Equal(File.ReadAllText(file), written);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task An_example_has_no_finding(string folder)
    {
        var run = await CommandRun.OfAsync("", "check", Path.Combine(Repository.Root, "examples", folder, "flow.json"));
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
    }

    public void Dispose() => _workplace.Delete(recursive: true);

    private static void CopyTo(string source, string target)
    {
        Directory.CreateDirectory(Path.Combine(target, "out"));
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
