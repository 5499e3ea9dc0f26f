using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Guides;

public sealed class ScriptGuideTests : IDisposable
{
    private const string Guide = "docs/guides/script-language.md";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-guide-");

    [Fact]
    public async Task The_guide_shows_what_its_scripts_do()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Guide));
        Approved.Matches(Guide, await new ScriptGuide(_directory.FullName).RunAsync(text));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
