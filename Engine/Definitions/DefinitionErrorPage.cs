using System.Reflection;
using System.Text;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Documentation;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The manual's page on errors in definitions, as Markdown, made from <see cref="DefinitionErrorKind"/>.</summary>
public static class DefinitionErrorPage
{
    /// <summary>The names of all kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = Enum.GetNames<DefinitionErrorKind>();

    /// <summary>The page, and an entry for each kind.</summary>
    public static IReadOnlyList<ManualEntry> Entries { get; } =
    [
        new("flow::errors", "What can be wrong with a definition, with examples.", false, All),
        .. Enum.GetValues<DefinitionErrorKind>().Select(
            static k => new ManualEntry($"flow::errors::{k}", DocumentationReader.Summary(typeof(DefinitionErrorKind), k) ?? "", false, () => Of(k))),
    ];

    /// <summary>All kinds.</summary>
    public static string All()
    {
        var page = new StringBuilder(
            """
            # Errors in definitions

            Every error has a kind, which `tremor check --diagnostics json` prints as its `code`. `tremor doc KIND` shows one of these entries.
            A definition with an error is not run. Errors in its scripts and expressions are explained under [scripts](script/errors.md).

            """.ReplaceLineEndings("\n"));
        foreach (var kind in Enum.GetValues<DefinitionErrorKind>()) Append(page, kind, "##");
        return page.ToString();
    }

    private static string Of(DefinitionErrorKind kind)
    {
        var page = new StringBuilder();
        Append(page, kind, "#");
        return page.ToString()[1..];
    }

    private static void Append(StringBuilder page, DefinitionErrorKind kind, string heading)
    {
        page.Append($"\n{heading} {kind}\n\n{DocumentationReader.Summary(typeof(DefinitionErrorKind), kind)}\n");
        foreach (var paragraph in DocumentationReader.RemarkParagraphs(typeof(DefinitionErrorKind), kind)) page.Append($"\n{paragraph}\n");
        var example = ExampleOf(kind);
        page.Append($"\nFor example, as {Describe(example.Part)}:\n\n```{(example.Part == DefinitionPart.Yaml ? "yaml" : "json")}\n{example.Text}\n```\n");
    }

    internal static ProvokedByAttribute ExampleOf(DefinitionErrorKind kind) =>
        typeof(DefinitionErrorKind).GetField(kind.ToString())!.GetCustomAttribute<ProvokedByAttribute>()
        ?? throw new InvalidOperationException($"{kind} has no example");

    private static string Describe(DefinitionPart part) => part is DefinitionPart.Document or DefinitionPart.Yaml ? "the whole definition" : $"a {part.ToString().ToLowerInvariant()}";
}
