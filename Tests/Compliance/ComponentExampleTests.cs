using System.Xml.Linq;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Operators.Nodes;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>The example in the manual of a component is a part of a flow definition that is accepted as it stands.</summary>
public sealed class ComponentExampleTests
{
    public static TheoryData<ComponentKind, string> Components()
    {
        var data = new TheoryData<ComponentKind, string>();
        foreach (var component in Installation.Components.All) data.Add(component.Kind, component.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void The_example_of_a_component_uses_it_and_is_accepted(ComponentKind kind, string name)
    {
        Assert.True(Installation.Components.TryGet(kind, name, out var component));
        var comments = XDocument.Load(Path.ChangeExtension(component.Implementation.Assembly.Location, ".xml"));
        var comment = comments.Descendants("member").Single(m => (string?)m.Attribute("name") == $"T:{component.Implementation.FullName}");
        var example = Assert.Single(comment.Descendants("example")).Value;
        Assert.Contains($"\"{name}\"", example);
        var loaded = FlowLoader.LoadText(
            "example.json", Flow(kind, example), Installation.Components, ScriptLanguage.Instance, new() { EnableDebugConnectors = true });
        Assert.Empty(loaded.Diagnostics.Where(static d => d.Severity == Severity.Error).Select(static d => d.Message));
    }

    /// <summary>A flow around the example: a node, a connector, or fields of a connector.</summary>
    private static string Flow(ComponentKind kind, string example)
    {
        if (kind == ComponentKind.Operator)
            return $$"""{ "version": 1, "flows": { "main": { "pipelines": { "main": { "nodes": { "tested": {{example}} }, "links": [["in", "tested", "out"]] } } } } }""";
        var connector = example.StartsWith('{') ? example : $$"""{ "kind": "stdio", "codec": "string", {{example}} }""";
        return $$"""{ "version": 1, "flows": { "main": { "connectors": { "tested": {{connector}} } } } }""";
    }
}
