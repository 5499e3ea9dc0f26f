using System.Reflection;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Documentation;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Definitions;

public sealed class DefinitionErrorKindTests
{
    private static readonly ComponentRegistry s_registry = ComponentRegistry.Discover(Assembly.Load("Tremor.Dataflow.Connectors"), Assembly.Load("Tremor.Dataflow.Operators"));

    public static TheoryData<string> Kinds => new(DefinitionErrorPage.Kinds);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_example_of_a_kind_has_that_error(string kind)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "scripts"));
        File.WriteAllBytes(Path.Combine(directory.Path, "latin1.tremor"), [0xE9]);
        var options = new LoadOptions { Environment = static _ => null, BaseDirectory = kind == nameof(DefinitionErrorKind.NoDirectory) ? null : directory.Path };
        var example = DefinitionErrorPage.ExampleOf(Enum.Parse<DefinitionErrorKind>(kind));
        var result = FlowLoader.LoadText(example.Part == DefinitionPart.Yaml ? "flow.yaml" : "flow.json", Around(example), s_registry, ScriptLanguage.Instance, options);
        Assert.Contains(result.Diagnostics, d => d.Severity == Severity.Error && d.Code == kind);
        Assert.All(result.Diagnostics, d => Assert.True(d.Code == kind || d.Severity == Severity.Warning, $"{d.Code}: {d.Message}"));
    }

    [Fact]
    public void The_page_of_all_kinds_is_the_approved_one() => Approved.Matches("docs/reference/definition-errors.md", ManualFile.Of(DefinitionErrorPage.All()));

    private static string Around(ProvokedByAttribute example) => example.Part switch
    {
        DefinitionPart.Document or DefinitionPart.Yaml => example.Text,
        DefinitionPart.Flow => $$"""{ "version": 1, "flows": { "main": {{example.Text}} } }""",
        DefinitionPart.Pipeline => Around(new(DefinitionPart.Flow, $$"""
            {
              "connectors": { "in": { "kind": "null" }, "out": { "kind": "null" } },
              "pipelines": { "main": {{example.Text}} },
              "connect": ["connector/in -> pipeline/main -> connector/out"]
            }
            """)),
        _ => Around(new(DefinitionPart.Flow, $$"""
            {
              "use": ["tremor::connectors"],
              "connectors": { "in": {{example.Text}}, "out": { "kind": "null" } },
              "pipelines": { "main": { "links": [["in", "out"]] } },
              "connect": ["connector/in -> pipeline/main -> connector/out"]
            }
            """)),
    };
}
