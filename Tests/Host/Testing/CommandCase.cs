using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Testing;

/// <summary>
/// A folder with a <c>command</c>: a command line whose words may name what lies in the folder, with what it writes to standard output and standard error
/// and its exit code in <c>expected.txt</c>, and its report in <c>expected.json</c>.
/// </summary>
internal static class CommandCase
{
    /// <summary>The cases below a folder of the repository.</summary>
    public static TheoryData<string> Of(string cases) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, cases), "command", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Path.Combine(Repository.Root, cases), Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    /// <summary>Runs a case and compares.</summary>
    /// <param name="directory">For what it writes.</param>
    public static async Task RunAsync(string cases, string name, string directory)
    {
        var folder = Path.Combine(Repository.Root, cases, name);
        var report = Path.Combine(directory, "report.json");
        var words = File.ReadAllText(Path.Combine(folder, "command")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] args = [.. words.Select(w => w == "report.json" ? report : w.StartsWith("tests", StringComparison.Ordinal) ? Path.Combine(folder, w) : w)];

        var run = await CommandRun.OfAsync("", new VirtualTime(), args);

        var text = $"{run.Out}--- stderr\n{run.Error}--- exit code {run.ExitCode}\n";
        Approved.Matches(Path.Combine(cases, name, "expected.txt"), text.Replace(folder + "/", ""));
        if (File.Exists(report)) Approved.Matches(Path.Combine(cases, name, "expected.json"), File.ReadAllText(report).Replace(folder + "/", ""));
        else Assert.False(File.Exists(Path.Combine(folder, "expected.json")), "the report is missing");
    }
}
