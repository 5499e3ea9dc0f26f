using System.Text.Json;
using Tremor.Dataflow.Host.Telemetry;
using Tremor.Dataflow.Host.Testing.Integration;

namespace Tremor.Dataflow.Tests.Host.Testing;

/// <summary>Tests of directories and of command lines, each in processes of its own (spec: runtime 18.3, runtime 18.6, runtime 18.7).</summary>
public sealed class IntegrationTests : IDisposable
{
    private const string Flow = """
        {
          "version": 1,
          "flows": { "main": {
            "connectors": {
              "in": { "kind": "stdio", "codec": "json", "preprocessors": ["separate"] },
              "out": { "kind": "file", "codec": "json", "postprocessors": ["separate"], "config": { "path": "out.log", "mode": "truncate" } },
              "exit": { "kind": "exit" }
            },
            "pipelines": { "main": {
              "nodes": { "sort": { "type": "route", "routes": { "exit": "event == \"exit\"" } } },
              "links": [["in", "sort", "out"], ["sort/exit", "exit"], ["sort/err", "err"]]
            } },
            "connect": ["connector/in -> pipeline/main -> connector/out", "connector/in/err -> pipeline/main", "pipeline/main/err -> connector/out", "pipeline/main/exit -> connector/exit"]
          } }
        }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-integration-");

    [Fact]
    public async Task A_flow_runs_from_its_input_to_its_files()
    {
        Group("Integration");
        Write("one/tags.yaml", "[fast]");
        Write("one/flow.json", Flow);
        Write("one/stdin", "{\"a\":1}\n{\"a\":2}\n\"exit\"\n");
        Write("one/expected.json", "{\"a\":1}\n{\"a\":2}\n");
        Write("one/before.yaml", "- cmd: sh\n  args: [\"-c\", \"echo $GREETING > made.txt\"]\n  env: { GREETING: hello }\n  await: { status: [\"0\"] }\n  max-await-secs: 60\n");
        Write("one/after.yaml", "cmd: sh\nargs: [\"-c\", \"echo done > after.txt\"]\n");
        Write("one/assert.yaml", "name: copies\nstatus: 0\nasserts:\n  - source: out.log\n    equals_file: expected.json\n    doesnt_contain: [exit]\n  - source: made.txt\n    contains:\n      - |\n        hello\n  - source: stderr\n    contains: [\"tremor version\"]\n");
        Write("two/tags.yaml", "[slow]");
        Write("two/flow.json", "this is never looked at");

        var report = Path.Combine(_directory.FullName, "report.json");
        var run = await CommandRun.OfAsync("", "test", "integration", _directory.FullName, "-e", "slow", "-v", "-o", report);

        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        Assert.Contains("(+) Assert 1: File `out.log` should not contain `exit`", run.Out);
        Assert.Contains("All Integration Stats: Pass 5 Fail 0 Skip 0  Asserts 5", run.Out);
        Assert.Equal("done\n", File.ReadAllText(Path.Combine(_directory.FullName, "one/after.txt")));
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var suite = json.RootElement.GetProperty("reports").GetProperty("integration")[0].GetProperty("elements").GetProperty("integration");
        Assert.Equal("copies", suite.GetProperty("name").GetString());
        Assert.Contains("tremor version", suite.GetProperty("evidence").GetProperty("test: stderr").GetString());
    }

    [Fact]
    public async Task What_is_not_as_expected_is_said_and_a_misspelt_key_too()
    {
        Group("Integration");
        Write("one/tags.yaml", "[]");
        Write("one/flow.json", Flow);
        Write("one/stdin", "{\"a\":1}\n\"exit\"\n");
        Write("one/expected.json", "{\"a\":2}\n");
        Write("one/assert.yaml", "{\"name\": \"copies\", \"status\": 3, \"asserts\": [\n  {\"source\": \"out.log\", \"equals_file\": \"expected.json\", \"contians\": [\"b\"]}]}\n");

        var run = await CommandRun.OfAsync("", "test", "integration", _directory.FullName);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("(-) Assert 0: Process expected to exit with status code 3\n        it ended with 0", run.Out);
        Assert.Contains("(-) Assert 1: File `out.log` should equal file `expected.json`\n        line 1: expected {\"a\":2}, got {\"a\":1}", run.Out);
        Assert.Contains("nobody knows \"contians\", did you mean \"contains\"?", run.Error);
    }

    [Fact]
    public async Task A_test_that_takes_too_long_ends_the_run()
    {
        Group("Bench");
        Write("one/tags.yaml", "[]");
        Write("one/flow.json", Flow);
        var run = await CommandRun.OfAsync("", "test", "bench", _directory.FullName, "-t", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Timeout running test", run.Error);
    }

    [Fact]
    public async Task A_command_line_runs_and_its_output_is_looked_at()
    {
        Group("Command");
        Write("command.yml", "suites:\n  - name: versions\n    tags: [fast]\n    cases:\n      - name: version\n        command: tremor --version\n        status: 0\n        expects:\n          - source: stdout\n            contains: [\"tremor \"]\n      - name: words\n        command: sh -c \"echo 'a b' >&2; exit 4\"\n        status: 3\n        expects:\n          - source: stderr\n            contains: [\"a b\", \"c\"]\n");
        var run = await CommandRun.OfAsync("", "test", "command", _directory.FullName);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("(-) Assert 0: Process expected to exit with status code 3\n        it ended with 4", run.Out);
        Assert.Contains("(-) Assert 2: File `stderr` should contain `c`", run.Out);
        Assert.Contains("All Command Stats: Pass 3 Fail 2 Skip 0  Asserts 5", run.Out);
        Assert.Equal("a b\n", File.ReadAllText(Path.Combine(_directory.FullName, "fg.1.err.log")));
    }

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("a 'b c' \"d e\"f ''", "a|b c|d ef|")]
    [InlineData(@"a\ b '\' ""\""""", @"a b|\|""")]
    public void Words_are_split_as_a_shell_splits_them(string line, string words) => Assert.Equal(words.Split('|'), CommandTestRunner.Words(line));

    [Fact]
    public void Braces_and_texts_of_several_lines_are_read()
    {
        var read = (Dictionary<string, object?>)YamlSubset.Parse("a: { b: [1, 'x, y'], \"c\": \"q\\\\\\u0041\" }\nd: |\n  one\n    two # no comment\n\n  three\ne: f\n")!;
        var a = (Dictionary<string, object?>)read["a"]!;
        Assert.Equal(["1", "x, y"], (List<object?>)a["b"]!);
        Assert.Equal("q\\A", a["c"]);
        Assert.Equal("one\n  two # no comment\n\nthree\n", read["d"]);
        Assert.Equal("f", read["e"]);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Group(string kind) => Write("meta.yaml", $$"""{"kind": "{{kind}}", "includes": "**"}""");

    private void Write(string file, string text)
    {
        var path = Path.Combine(_directory.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
