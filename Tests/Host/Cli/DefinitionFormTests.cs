namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>Every command that takes a flow takes it in every form.</summary>
public sealed class DefinitionFormTests : IDisposable
{
    private const string Json = """
        { "version": 1, "flows": { "main": {
            "connectors": { "in": { "kind": "stdio", "codec": "json", "preprocessors": ["separate"] }, "out": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] } },
            "pipelines": { "main": { "links": [["in", "out"]] } },
            "connect": ["connector/in -> pipeline/main -> connector/out"] } } }
        """;

    private const string Yaml = """
        version: 1
        flows:
          main:
            connectors:
              in: { kind: stdio, codec: json, preprocessors: [separate] }
              out: { kind: stdio, codec: json, postprocessors: [separate] }
            pipelines: { main: { links: [[in, out]] } }
            connect: ["connector/in -> pipeline/main -> connector/out"]
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-forms-");

    public static TheoryData<string, string> Forms => new()
    {
        { "flow.json", Json },
        { "flow.jsonc", "// a comment\n" + Json },
        { "flow.yaml", Yaml },
        { "flow.yml", Yaml },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task It_runs_is_checked_and_drawn_and_says_where_it_is_wrong(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        var run = await CommandRun.OfAsync("{\"a\":1}\n", "run", file);
        Assert.Equal((0, "{\"a\":1}\n"), (run.ExitCode, run.Out));
        Assert.Equal(0, (await CommandRun.OfAsync("", "check", file)).ExitCode);
        Assert.Contains("flowchart", (await CommandRun.OfAsync("", "graph", file)).Out);

        File.WriteAllText(file, text.Replace("stdio", "stdoi"));
        var line = text[..text.IndexOf("stdio", StringComparison.Ordinal)].Split('\n').Length;
        Assert.Contains($"{name}:{line}:", (await CommandRun.OfAsync("", "check", file)).Out);
        var server = await CommandRun.OfAsync("", "server", "run", "-n", file);
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("did you mean \"stdio\"?", server.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
