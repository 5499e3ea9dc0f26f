using Tremor.Dataflow.Tests.Host;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>Does what the guide to the first flow says.</summary>
public sealed class FirstFlowGuideTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-first-flow-");

    [Fact]
    public async Task No_line_is_lost()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/guides/first-flow.md"));
        string[] lines = [.. Between(guide, "printf '%s\\n' ", " > visits.ndjson").Trim('\'').Split("' '")];
        Assert.Equal(3, lines.Length);
        await File.WriteAllLinesAsync(Inside("visits.ndjson"), lines);
        await File.WriteAllTextAsync(Inside("visits.json"), Between(guide, "```json\n", "```"));

        var check = await ProgramRun.OfAsync(_directory.FullName, "check", "visits.json");
        Assert.Equal((0, "", "visits.json is fine\n"), (check.ExitCode, check.Out, check.Error));
        var run = await ProgramRun.OfAsync(_directory.FullName, "run", "visits.json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("{\"user\":\"bo\",\"seconds\":0.95}\n", await File.ReadAllTextAsync(Inside("slow.ndjson")));
        var unusable = await File.ReadAllTextAsync(Inside("unusable.ndjson"));
        Assert.Contains($"\"data\":\"{lines[2]}\",\"number\":3", unusable);
        Assert.Single(unusable.TrimEnd('\n').Split('\n'));

        // The guide shows the very line.
        Assert.Contains(unusable.TrimEnd('\n'), guide);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    private string Inside(string name) => Path.Combine(_directory.FullName, name);
}
