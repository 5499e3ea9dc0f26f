using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>
/// The errors of definitions as people read them: each folder of <c>Tests/Cases/flows</c> holds a <c>flow.json</c> and, in
/// <c>error.txt</c>, what is said about it.
/// </summary>
public sealed class BrokenFlowTests
{
    private const string Cases = "Tests/Cases/flows";

    public static TheoryData<string> Folders =>
        new(Directory.GetDirectories(Path.Combine(Repository.Root, Cases)).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_broken_flow_is_explained(string folder)
    {
        var directory = Path.Combine(Repository.Root, Cases, folder);
        var options = new LoadOptions { Environment = Environment, Secrets = new Vault(), BaseDirectory = directory };
        var text = File.ReadAllText(Path.Combine(directory, "flow.json"));
        var result = FlowLoader.LoadText("flow.json", text, SampleComponents.Registry, new SampleLanguage(), options);

        var rendered = new StringBuilder();
        foreach (var finding in result.Diagnostics) rendered.Append(DiagnosticRenderer.Render(finding, new() { ShowFile = true }));
        Assert.NotEmpty(result.Diagnostics);
        Assert.Equal(result.IsValid, result.Plans.Count > 0);
        Approved.Matches($"{Cases}/{folder}/error.txt", rendered.ToString());
    }

    private static string? Environment(string name) => name == "LOG_LEVEL" ? "verbose" : null;

    private sealed class Vault : ISecretProvider
    {
        public string? Find(string reference) => reference == "elastic/indexer" ? "hunter2" : null;
    }
}
