using Tremor.Dataflow.Engine.Documentation;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>What can be looked up about the language: topics, their parts, modules and what is in them.</summary>
internal static class ScriptEntries
{
    /// <summary>The pages that are not about a module.</summary>
    public static IReadOnlyList<ManualEntry> Topics { get; } =
    [
        new("keywords", "The words of the language and what they do.", false, LanguagePages.Keywords),
        new("operators", "What the operators do, and which bind tighter.", false, OperatorsPage.Text),
        new("extractors", "Tests of strings in patterns, which take them apart.", false, LanguagePages.Extractors),
        new("grok-patterns", "The names that the extractor `grok` knows.", false, LanguagePages.GrokPatternNames),
        new("errors", "Every kind of error, with an example and what to do.", false, LanguagePages.Errors),
        new("warnings", "Every class of warning, with an example.", false, LanguagePages.Warnings),
    ];

    public static IEnumerable<ManualEntry> OfLanguage() =>
    [
        .. Topics,
        .. KeywordDocument.All.Select(
            static k => new ManualEntry($"keywords::{k.Name}", ModulePage.FirstSentence(k.Text), false, () => LanguagePages.Of(k))),
        .. ExtractorDocument.All.Select(
            static e => new ManualEntry($"extractors::{e.Name}", ModulePage.FirstSentence(e.Text), false, () => LanguagePages.Of(e))),
        .. FindingDocument.Errors.Select(static e => new ManualEntry($"errors::{e.Code}", e.When, false, () => LanguagePages.Of(e))),
        .. FindingDocument.Warnings.Select(static w => new ManualEntry($"warnings::{w.Code}", w.When, false, () => LanguagePages.Of(w))),
    ];

    public static IEnumerable<ManualEntry> OfModule(ModuleDocument module) =>
    [
        new ManualEntry(module.Path, ModulePage.FirstSentence(module.Text), false, () => ModulePage.Of(module)),
        .. module.Functions.Select(f => new ManualEntry($"{module.Path}::{f.Name}", ModulePage.FirstSentence(f.Text), true, () => ModulePage.Of(module, f))),
        .. module.Constants.Select(c => new ManualEntry($"{module.Path}::{c.Name}", ModulePage.FirstSentence(c.Text), true, () => ModulePage.Of(module, c))),
    ];
}
