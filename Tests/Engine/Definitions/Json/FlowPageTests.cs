using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Engine.Resolving;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

/// <summary>What the manual shows of the format is accepted, and it leaves nothing out.</summary>
public sealed class FlowPageTests
{
    public static IEnumerable<object[]> Examples =>
        FlowPage.Parts.SelectMany(static p => Enumerable.Range(0, p.Examples.Count).Select(at => new object[] { p.Title, at }));

    public static TheoryData<string> Parts => new(FlowPage.Parts.Select(static p => p.Title));

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_accepted(string part, int at)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "scripts"));
        foreach (var file in new[] { "scripts/parse.tremor", "scripts/target.tremor", "banner.txt" })
            File.WriteAllText(Path.Combine(directory.Path, file), "event");
        var options = new LoadOptions { BaseDirectory = directory.Path, Environment = static _ => "7", Secrets = new AnySecret() };
        var example = FlowPage.Parts.Single(p => p.Title == part).Examples[at].ToJsonString();
        var loaded = FlowLoader.LoadText("example.json", Around(part, example), Installation.Components, ScriptLanguage.Instance, options);
        Assert.Empty(loaded.Diagnostics.Where(static d => d.Severity == Severity.Error).Select(static d => d.Message));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_property_is_described_and_shown(string title)
    {
        var part = FlowPage.Parts.Single(p => p.Title == title);
        Assert.NotEmpty(part.Examples);
        Assert.All(part.Properties, static p => Assert.True(p.Description.EndsWith('.'), p.Key));
        Assert.All(part.Properties, p => Assert.True(part.Examples.Any(p.IsIn), $"no example has {p.Key}"));
    }

    [Fact]
    public void Every_part_of_the_schema_is_on_the_page()
    {
        // What is said where it is used: names for lists, records and alternatives of parts.
        string[] inlined = ["Doc", "Names", "IsDirective", "Values", "With", "ConnectorEntry", "PipelineEntry"];
        Assert.Equal(
            FlowSchema.FixedPart()["$defs"]!.AsObject().Select(static d => d.Key).Order(),
            FlowPage.Parts.Select(static p => p.Definition).Where(static d => d.Length > 0).Concat(inlined).Order());
    }

    [Fact]
    public void An_entry_of_a_property_shows_the_examples_that_have_it()
    {
        var page = FlowPage.Entries.Single(static e => e.Name == "flow::connector::postprocessors").Page();
        Assert.Equal(
            """
            # flow::connector::postprocessors

            What bytes go through behind the codec, in order.

            Takes list of [component](#component): a [postprocessor](postprocessors.md) or [directive](#directive).

            ```json
            {
              "kind": "file",
              "args": { "path": "out.ndjson" },
              "codec": "json",
              "postprocessors": ["separate"],
              "config": { "path": { "$arg": "path" }, "mode": "append" },
              "with": { "path": "all.ndjson" }
            }
            ```

            """.ReplaceLineEndings("\n"), page);
    }

    /// <summary>A document with the example of a part at its place.</summary>
    private static string Around(string part, string example) => part switch
    {
        "Document" => example,
        "Flow" => $$"""{ "version": 1, "flows": { "main": {{example}} } }""",
        "Deployment" => $$"""
            {
              "version": 1,
              "flows": { "copy": { "args": { "tenant": null }, {{Connected}} } },
              "deploy": [{{example}}]
            }
            """,
        "Connector" => Flow($$""" "connectors": { "tested": {{example}} } """),
        "Component" => Flow($$""" "connectors": { "tested": { "kind": "stdio", "codec": {{example}} } } """),
        "Reconnect" => Flow($$""" "connectors": { "tested": { "kind": "stdio", "codec": "json", "reconnect": {{example}} } } """),
        "Creation" => Flow($$"""
            "define": { "connectors": { "writer": { "kind": "null", "args": { "path": null } } } },
            "connectors": { "tested": {{example}} }
            """),
        "Arguments" => Flow($$""" "define": { "connectors": { "tested": { "kind": "null", "args": {{example}} } } } """),
        "Uses" => Flow($$""" "use": {{example}} """),
        "Value" => Flow($$""" "connectors": { "tested": { "kind": "file", "codec": "json", "config": {{example}} } } """),
        "Directive" => Flow($$"""
            "args": { "target": { "default": { "path": "out.json" } }, "n": 10 },
            "connectors": { "tested": { "kind": "null", "args": { "value": null }, "with": { "value": {{example}} } } }
            """),
        "Pipeline" => Flow($$""" "pipelines": { "tested": {{example}} } """),
        "Group" => Pipeline($$""" "links": [{ "from": "in", "group_by": {{example}}, "select": "group", "into": "out" }] """),
        "Window" => Pipeline($$""" "windows": { "tested": {{example}} }, "links": [{ "from": "in", "windows": ["tested"], "select": "window", "into": "out" }] """),
        "Link" => Pipeline($$""" "windows": { "10s": { "interval": 10000000000 } }, "nodes": { "parse": { "type": "script", "script": "event" } }, "links": [{{example}}] """),
        "Name" => Pipeline($$""" "nodes": { {{example}}: { "type": "stream" } }, "links": [["in", {{example}}, "out"]] """),
        "Text" => Pipeline($$""" "nodes": { "tested": { "type": "script", "script": {{example}} } }, "links": [["in", "tested", "out"]] """),
        "Expression" => Pipeline($$""" "links": [{ "from": "in", "into": "out", "select": {{example}} }] """),
        _ => Pipeline($$"""
            "define": { "scripts": { "scale": { "script": "event * args.factor", "args": { "factor": null } } } },
            "nodes": { "tested": {{example}} },
            "links": [["in", "tested", "out"]]
            """),
    };

    private const string Connected = """
        "connectors": { "in": { "kind": "null" }, "out": { "kind": "null" } },
        "pipelines": { "main": { "links": [["in", "out"]] } },
        "connect": ["connector/in -> pipeline/main -> connector/out"]
        """;

    private static string Flow(string members) => $$"""{ "version": 1, "flows": { "main": { {{members}} } } }""";

    private static string Pipeline(string members) => Flow($$""" "pipelines": { "main": { {{members}} } } """);

    private sealed class AnySecret : ISecretProvider
    {
        public string Find(string reference) => "secret";
    }
}
