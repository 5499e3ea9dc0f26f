using System.Text;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>
/// Every folder below <c>Tests/Cases/troy</c> is a case: what <c>tremor run flow.troy</c> gives for <c>in</c> on standard input, or without one what
/// <c>tremor check flow.troy</c> says: <c>out</c>.
/// </summary>
public sealed class GoldenTroyTests
{
    private const string Folder = "Tests/Cases/troy";

    public static TheoryData<string> Cases() => [.. Directory.GetDirectories(Path.Combine(Repository.Root, Folder)).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_case_gives_what_was_approved(string name)
    {
        var folder = Path.Combine(Repository.Root, Folder, name);
        var (flow, input) = (Path.Combine(folder, "flow.troy"), Path.Combine(folder, "in"));
        var run = File.Exists(input) ? await CommandRun.OfAsync(await File.ReadAllTextAsync(input), "run", flow) : await CommandRun.OfAsync("", "check", flow);
        var text = new StringBuilder().Append(run.Out);
        // What a run says of itself has times in it.
        foreach (var line in run.Error.Split('\n').Where(static l => l.StartsWith("error", StringComparison.Ordinal))) text.Append(line).Append('\n');
        if (run.ExitCode != 0) text.Append($"--- exit {run.ExitCode}\n");
        Approved.Matches(Path.Combine(Folder, name, "out"), text.Replace(folder + "/", "").ToString());
    }
}
