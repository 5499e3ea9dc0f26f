using System.Text.RegularExpressions;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>Who may know whom: the arrows of docs/architecture.md, read off the project files and the using lines.</summary>
public sealed partial class ReferenceArrowsTests
{
    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["Engine"] = [],
        ["Script"] = ["Engine"],
        ["Operators"] = ["Script", "Engine"],
        ["Connectors"] = ["Engine"],
        ["Host"] = ["Connectors", "Operators", "Script", "Engine"],
        ["Tests"] = ["Host", "Connectors", "Operators", "Script", "Engine"],
        ["Perf"] = ["Host", "Connectors", "Operators", "Script", "Engine"],
    };

    public static TheoryData<string> Projects => new(s_mayReference.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_arrows_allow(string project)
    {
        var file = Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Single();
        var referenced = ProjectReference().Matches(File.ReadAllText(file)).Select(static m => m.Groups[1].Value);
        Assert.Empty(referenced.Except(s_mayReference[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_uses_only_what_the_arrows_allow(string project)
    {
        var allowed = s_mayReference[project].Append(project).ToHashSet();
        var offences =
            from file in Repository.SourceFiles(project)
            from Match use in Namespace().Matches(File.ReadAllText(file))
            where !allowed.Contains(use.Groups[1].Value)
            select $"{Path.GetRelativePath(Repository.Root, file)} uses {use.Value}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Only_the_block_wiring_touches_dataflow_blocks()
    {
        var offences = Repository.SourceFiles("Engine", "Script", "Operators", "Connectors", "Host")
            .Where(static f => !f.Contains($"{Path.DirectorySeparatorChar}Blocks{Path.DirectorySeparatorChar}"))
            .Where(static f => File.ReadAllText(f).Contains("System.Threading.Tasks.Dataflow"))
            .Select(static f => Path.GetRelativePath(Repository.Root, f));
        Assert.Empty(offences);
    }

    [GeneratedRegex(@"<ProjectReference Include=""\.\./(\w+)/")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"Tremor\.Dataflow\.(Engine|Script|Operators|Connectors|Host|Tests|Perf)\b")]
    private static partial Regex Namespace();
}
