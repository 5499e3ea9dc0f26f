using System.Text;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>
/// Every folder below <c>Tests/Cases/queries</c> is a case: what <c>tremor run query.trickle</c> gives for the lines of <c>in</c> (one <c>null</c> where it is
/// missing), with ports, and says: <c>out</c>.
/// </summary>
public sealed class GoldenQueryTests
{
    private const string Folder = "Tests/Cases/queries";

    public static TheoryData<string> Cases() => [.. Directory.GetDirectories(Path.Combine(Repository.Root, Folder)).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_gives_what_was_approved(string name)
    {
        var folder = Path.Combine(Repository.Root, Folder, name);
        var input = Path.Combine(folder, "in");
        var run = await CommandRun.OfAsync(
            File.Exists(input) ? await File.ReadAllTextAsync(input) : "null\n", "run", Path.Combine(folder, "query.trickle"), "--ports", "--preprocessor", "separate", "--ingest-ns-from-index");
        var text = new StringBuilder().Append(run.Out);
        if (run.Error.Length > 0) text.Append("--- standard error\n").Append(run.Error);
        if (run.ExitCode != 0) text.Append($"--- exit {run.ExitCode}\n");
        Approved.Matches(Path.Combine(Folder, name, "out"), text.Replace(folder + "/", "").ToString());
    }
}
