using System.Reflection;
using System.Xml.Linq;
using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Engine.Components;

namespace Tremor.Dataflow.Tests.Connectors;

/// <summary>The comments of components are their manual and their JSON Schema, so none may be missing.</summary>
public sealed class ComponentDocumentationTests
{
    private static readonly Assembly s_assembly = typeof(NullConnector).Assembly;

    private static readonly Dictionary<string, XElement> s_comments = XDocument.Load(Path.ChangeExtension(s_assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(static m => (string)m.Attribute("name")!);

    private static readonly string[] s_components =
        [.. s_assembly.GetTypes().Where(static t => t.GetCustomAttribute<ComponentAttribute>() is not null).Select(static t => t.FullName!)];

    public static TheoryData<string> Components => new(s_components);

    [Theory]
    [MemberData(nameof(Components))]
    public void A_component_has_a_summary_an_example_and_its_section_of_the_specification(string component)
    {
        var comment = s_comments[$"T:{component}"];
        Assert.NotEqual("", comment.Element("summary")?.Value.Trim());
        Assert.NotEqual("", comment.Element("remarks")?.Element("example")?.Value.Trim() ?? "");
        Assert.Contains("(spec: ", comment.Value);
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void Every_setting_says_what_it_means(string component)
    {
        if (s_assembly.GetType(component)!.GetNestedType("Config", BindingFlags.Public | BindingFlags.NonPublic) is not { } config) return;
        var silent = config.GetProperties().Where(static p => p.SetMethod is { IsPublic: true })
            .Select(p => $"P:{component}.Config.{p.Name}")
            .Where(static key => !s_comments.TryGetValue(key, out var comment) || string.IsNullOrWhiteSpace(comment.Element("summary")?.Value));
        Assert.Empty(silent);
    }

    [Fact]
    public void All_components_can_be_registered()
    {
        var registry = ComponentRegistry.Discover(s_assembly);
        Assert.Equal(s_components.Length, registry.All.Count);
    }
}
