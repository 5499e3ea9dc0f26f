using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>The pages of the reference show nothing but what the tests of its parts run.</summary>
public sealed class ReferenceBlockTests
{
    private static readonly Lazy<HashSet<string>> s_run = new(static () => [.. Run().SelectMany(Lines)]);

    public static TheoryData<string> Pages => new(MarkdownPage.All.Where(static p => MarkdownPage.IsReference(p) && new MarkdownPage(p).Blocks.Count > 0));

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_what_tests_run(string file)
    {
        var idle =
            from block in new MarkdownPage(file).Blocks
            where block.Kind != "text"
            from line in Lines(block.Text)
            where !s_run.Value.Contains(line) && !IsHeadOfModule(line)
            select $"{file}, in the block of line {block.Start + 1}: {line}";
        Assert.Empty(idle);
    }

    private static IEnumerable<string> Run() =>
    [
        // FlowPageTests.An_example_is_accepted
        .. FlowPage.Parts.SelectMany(static p => p.Examples).Select(JsonLayout.Of),
        // DefinitionErrorKindTests.The_example_of_a_kind_has_that_error
        .. DefinitionErrorPage.Kinds.Select(static k => DefinitionErrorPage.ExampleOf(Enum.Parse<DefinitionErrorKind>(k)).Text),
        // ComponentExampleTests.The_example_of_a_component_uses_it_and_is_accepted
        .. Installation.Components.All.SelectMany(static c => DocumentationReader.RemarkParagraphs(c.Implementation))
            .Where(static p => p.StartsWith("```", StringComparison.Ordinal)),
        // DocumentedExampleTests
        .. FindingDocument.Errors.Concat(FindingDocument.Warnings).SelectMany(static f => f.Examples).Select(static e => e.Script),
        .. KeywordDocument.All.SelectMany(static k => k.Examples).Select(static e => $"{e.Code}  # {e.Result}"),
        .. ScriptReference.Library.SelectMany(static m => m.Functions)
            .SelectMany(static f => f.Examples.Select(static e => $"{e.Code}  # {e.Result}").Concat(f.Signatures)),
        .. ScriptReference.Library.Select(static m => m.Text),
    ];

    /// <summary>The line that makes a module known; the examples of its functions run with it in front of them.</summary>
    private static bool IsHeadOfModule(string line) => ScriptReference.Library.Any(m => line == $"use {m.Path};");

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Where(static l => l.Length > 0);
}
