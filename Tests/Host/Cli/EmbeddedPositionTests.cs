using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>A mistake in a text that stands in a flow is shown in the file that was written, in whatever form; and where it is in the text.</summary>
public sealed class EmbeddedPositionTests : IDisposable
{
    private const string Flow = """
        {
          "version": 1,
          "flows": {
            "main": {
              "connectors": { "in": { "kind": "stdio", "codec": "json" }, "out": { "kind": "stdio", "codec": "json" } },
              "pipelines": {
                "main": PIPELINE
              },
              "connect": ["connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/out/stderr"]
            }
          }
        }
        """;

    private const string Yaml = """
        version: 1
        flows:
          main:
            connectors: { in: { kind: stdio, codec: json }, out: { kind: stdio, codec: json } }
            pipelines:
              main:
                PIPELINE
            connect: ["connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/out/stderr"]

        """;

    private const string Links = """ "links": [["in", "s", "out"], ["s/err", "err"]] """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-positions-");

    [Theory]
    [InlineData("""{ "nodes": { "s": { "type": "script", "script": "let x = 1;\n\tlet y = nope();\n\"é\\\"\"" } }, LINKS }""", "2:10")]
    [InlineData("""{ "nodes": { "s": { "type": "script", "script": "\u006cet\u0020y = nope(); event" } }, LINKS }""", "1:9")]
    [InlineData("{ \"nodes\": { \"s\": { \"type\": \"script\", \"script\": [\n\"let x = 1;\",\n   \"let y = nope();\",\n\"event\"] } }, LINKS }", "2:9")]
    [InlineData("{ \"nodes\": { \"s\": { \"type\": \"script\", \"script\": [\n\"let x = \\\"\\\"\\\"\",\n  \"  #{nope()}\",\n\"  \\\"\\\"\\\";\", \"event\"] } }, LINKS }", "2:5")]
    [InlineData("""{ "nodes": { "s": { "type": "script", "script": "event", "ports": { "side": "nope()" } } }, LINKS }""", "1:1")]
    [InlineData("""{ "nodes": { "s": { "type": "script", "script": "event", "state": { "a": { "$expr": "1 + nope()" } } } }, LINKS }""", "1:5")]
    [InlineData("""{ "nodes": { "s": { "type": "script", "script": "event", "args": {"a": 1}, "with": { "a": { "$str": "a#{nope()}" } } } }, LINKS }""", "1:4")]
    [InlineData("""{ "links": [{ "from": "in", "into": "out", "where": "event.\u0061 == nope()" }] }""", "1:12")]
    [InlineData("""{ "links": [{ "from": "in", "into": "out", "group_by": { "set": [["1", "+ nope()"]] } }] }""", "2:3")]
    [InlineData("""{ "query": ["select event from in", "where nope()", "into out"] }""", "2:7")]
    [InlineData("""{ "windows": { "w": { "size": 2, "script": "1 + nope()" } }, "links": [{ "from": "in", "windows": ["w"], "select": "aggr::stats::count()", "into": "out" }] }""", "1:5")]
    public Task In_JSON_whatever_the_form_of_the_text(string pipeline, string inText) => AssertPlace("flow.json", Flow.Replace("PIPELINE", pipeline).Replace("LINKS", Links), inText);

    [Theory]
    [InlineData("""{ /* " */ "nodes": { "s": { "type": "script", "script": "let y = nope(); event", }, }, LINKS, }""", "1:9")]
    public Task In_JSON_with_comments(string pipeline, string inText) => AssertPlace("flow.jsonc", Flow.Replace("PIPELINE", pipeline).Replace("LINKS", Links), inText);

    [Theory]
    [InlineData("nodes:\n  s:\n    type: script\n    script: |\n      let x = 1;\n        let y = nope();\n      event\n", "2:11")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: |2-\n        let y = nope();\n      event\n", "1:11")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: &text |\n      let y =\n\n        nope();\n      event\n", "3:3")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: |\n      let x = \"\"\"\n        #{nope()}\n      \"\"\";\n      event\n", "2:5")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: [let x = 1;, 'let y = nope();', event]\n", "2:9")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: \"let x = 1; # \\U0001F600\\x41\\n\\tlet y = nope(); event\"\n", "2:10")]
    [InlineData("nodes:\n  s:\n    type: script\n    script: let y = nope(); event\n", "1:9")]
    public Task In_YAML_whatever_the_style_of_the_text(string pipeline, string inText) =>
        AssertPlace("flow.yaml", Yaml.Replace("PIPELINE", (pipeline + "links: [[in, s, out], [s/err, err]]").Replace("\n", "\n        ")), inText);

    [Theory]
    [InlineData(">\n      let x = 1;\n      let y = nope();\n      event", "10:21", "folded text has no columns")]
    [InlineData("&text \"let x = 1;\n      let y = nope(); event\"", "10:27", "folded text has no columns")]
    [InlineData("*text", "16:21", "folded text has no columns; in the copy *text, anchored at line 10")]
    public async Task Folded_text_is_shown_at_its_beginning(string script, string place, string note)
    {
        var nodes = script == "*text" ? "other:\n  type: stream\n  doc: &text >\n    let x = 1;\n    let y = nope();\n    event\n" : "";
        var pipeline = $"nodes:\n  {nodes.Replace("\n", "\n  ")}s:\n    type: script\n    script: {script}\nlinks: [[in, s, out], [s/err, err]]";
        var run = await CommandRun.OfAsync("", "check", Write("flow.yaml", Yaml.Replace("PIPELINE", pipeline.Replace("\n", "\n        "))));
        Assert.Contains($"flow.yaml:{place} ", run.Out);
        Assert.Contains($"NOTE: {note}\n", run.Out);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task AssertPlace(string name, string text, string inText)
    {
        var run = await CommandRun.OfAsync("", "check", Write(name, text), "--diagnostics", "json");
        Assert.Equal(1, run.ExitCode);
        var errors = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)
            .Where(static f => f.GetProperty("severity").GetString() == "error");
        var error = Assert.Single(errors);
        var before = text[..text.IndexOf("nope()", StringComparison.Ordinal)];
        var (line, column) = (before.Count(static c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        Assert.Equal($"{name}:{line}:{column}-{line}:{column + 6} {inText}", $"{Path.GetFileName(error.GetProperty("file").GetString())}:{At("line")}:{At("column")}-{At("endLine")}:{At("endColumn")} {At("textLine")}:{At("textColumn")}");

        int At(string part) => error.GetProperty(part).GetInt32();
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
