using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Documentation;
using Tremor.Dataflow.Host.Documentation;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Tests.Guides;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>The reference pages say what the components say.</summary>
public sealed class ReferencePagesTests
{
    public static TheoryData<ComponentKind> Kinds => new(Enum.GetValues<ComponentKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_page_of_a_kind_is_fresh(ComponentKind kind)
    {
        var registry = ComponentRegistry.Discover(typeof(JsonCodec).Assembly, typeof(BatchOperator).Assembly);
        Approved.Matches($"docs/reference/{kind.ToString().ToLowerInvariant()}s.md", ManualFile.Of(ReferencePage.Of(registry, kind)));
    }

    /// <summary>Hints say in what unit a time is to be written, from the attribute alone.</summary>
    [Fact]
    public void A_setting_has_the_unit_that_its_manual_says()
    {
        var registry = ComponentRegistry.Discover(typeof(JsonCodec).Assembly, typeof(BatchOperator).Assembly);
        var times = 0;
        foreach (var component in registry.All.Where(static c => c.ConfigType is not null))
        {
            foreach (var property in ConfigShape.Of(component.ConfigType!).Properties)
            {
                if ((property.Type.Item ?? property.Type) is not { Kind: ConfigKind.Integer } number) continue;
                var text = DocumentationReader.Summary(property.Property) ?? "";
                var said = Enum.GetValues<TimeUnit>().Where(u => text.Contains($"{u}", StringComparison.OrdinalIgnoreCase)).Cast<TimeUnit?>().FirstOrDefault()
                    ?? (property.Key.EndsWith("_secs", StringComparison.Ordinal) ? TimeUnit.Seconds : null);
                Assert.True(number.Unit == said, $"{property.Key} of {component.Name} is in {number.Unit}, but its manual says {said}: {text}");
                if (said is not null) times++;
            }
        }

        Assert.True(times > 8, $"{times}");
    }

    /// <summary>Headings over parts of a page, which are no names.</summary>
    private static readonly string[] s_titles = ["Functions", "Constants", "Modules"];

    [Fact]
    public void Every_heading_and_property_of_a_page_can_be_looked_up()
    {
        var names = MarkdownPage.All.Where(MarkdownPage.IsReference).SelectMany(static f => NamesOf(new(f)).Select(n => (File: f, Name: n))).ToList();
        Assert.Contains(("docs/reference/flow.md", "retry.interval_ms"), names);
        Assert.Contains(("docs/reference/connectors.md", "create_dirs"), names);
        Assert.DoesNotContain(names, static n => !Manual.Knows(n.Name));
    }

    private static IEnumerable<string> NamesOf(MarkdownPage page)
    {
        var head = "";
        foreach (var (_, line) in page.Prose())
        {
            if (line.StartsWith("##", StringComparison.Ordinal) && line.TrimStart('#').Trim(' ', '`') is var heading && !s_titles.Contains(heading)) yield return heading;
            if (!line.StartsWith('|')) head = "";
            else if (head.Length == 0) head = line;
            else if (head.StartsWith("| property |", StringComparison.Ordinal) || head.StartsWith("| setting |", StringComparison.Ordinal))
                if (line.Split('`') is [_, var name, ..]) yield return name;
        }
    }

    [Fact]
    public void The_page_of_the_format_is_fresh() => Approved.Matches("docs/reference/flow.md", ManualFile.Of(FlowPage.All()));
}
