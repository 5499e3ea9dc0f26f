using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Testing;

/// <summary>
/// Every folder of <c>Tests/Cases/unit</c> that holds a <c>command</c> is a case: a command line whose words may name what lies in the folder, with
/// what it writes to standard output and standard error and its exit code in <c>expected.txt</c>, and its report in <c>expected.json</c>.
/// </summary>
public sealed class UnitTestCaseTests : IDisposable
{
    private const string Folder = "Tests/Cases/unit";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-unit-");

    public static TheoryData<string> Cases() =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "command", SearchOption.AllDirectories)
            .Select(static f => Path.GetRelativePath(Path.Combine(Repository.Root, Folder), Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_gives_what_was_approved(string name)
    {
        var folder = Path.Combine(Repository.Root, Folder, name);
        var report = Path.Combine(_directory.FullName, "report.json");
        var words = File.ReadAllText(Path.Combine(folder, "command")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] args = [.. words.Select(w => w == "report.json" ? report : w.StartsWith("tests", StringComparison.Ordinal) ? Path.Combine(folder, w) : w)];

        var run = await CommandRun.OfAsync("", new VirtualTime(), args);

        var text = $"{run.Out}--- stderr\n{run.Error}--- exit code {run.ExitCode}\n";
        Approved.Matches(Path.Combine(Folder, name, "expected.txt"), text.Replace(folder + "/", ""));
        if (File.Exists(report)) Approved.Matches(Path.Combine(Folder, name, "expected.json"), File.ReadAllText(report).Replace(folder + "/", ""));
        else Assert.False(File.Exists(Path.Combine(folder, "expected.json")), "the report is missing");
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
