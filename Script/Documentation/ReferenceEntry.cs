namespace Tremor.Dataflow.Script.Documentation;

/// <summary>Something that can be looked up.</summary>
/// <param name="Name">The whole name, such as <c>std::string::len</c>, <c>extractors::dissect</c> or <c>errors::Overflow</c>.</param>
/// <param name="Summary">A sentence.</param>
/// <param name="IsMember">Whether it is a function or constant of a module.</param>
internal sealed record ReferenceEntry(string Name, string Summary, bool IsMember, Func<string> Page)
{
    /// <summary>The pages that are not about a module.</summary>
    public static IReadOnlyList<ReferenceEntry> Topics { get; } =
    [
        new("keywords", "The words of the language and what they do.", false, LanguagePages.Keywords),
        new("operators", "What the operators do, and which bind tighter.", false, OperatorsPage.Text),
        new("extractors", "Tests of strings in patterns, which take them apart.", false, LanguagePages.Extractors),
        new("grok-patterns", "The names that the extractor `grok` knows.", false, LanguagePages.GrokPatternNames),
        new("errors", "Every kind of error, with an example and what to do.", false, LanguagePages.Errors),
        new("warnings", "Every class of warning, with an example.", false, LanguagePages.Warnings),
    ];

    public static IEnumerable<ReferenceEntry> OfLanguage() =>
    [
        .. Topics,
        .. KeywordDocument.All.Select(
            static k => new ReferenceEntry($"keywords::{k.Name}", ModulePage.FirstSentence(k.Text), false, () => LanguagePages.Of(k))),
        .. ExtractorDocument.All.Select(
            static e => new ReferenceEntry($"extractors::{e.Name}", ModulePage.FirstSentence(e.Text), false, () => LanguagePages.Of(e))),
        .. FindingDocument.Errors.Select(static e => new ReferenceEntry($"errors::{e.Code}", e.When, false, () => LanguagePages.Of(e))),
        .. FindingDocument.Warnings.Select(static w => new ReferenceEntry($"warnings::{w.Code}", w.When, false, () => LanguagePages.Of(w))),
    ];

    public static IEnumerable<ReferenceEntry> OfModule(ModuleDocument module) =>
    [
        new ReferenceEntry(module.Path, ModulePage.FirstSentence(module.Text), false, () => ModulePage.Of(module)),
        .. module.Functions.Select(f => new ReferenceEntry($"{module.Path}::{f.Name}", ModulePage.FirstSentence(f.Text), true, () => ModulePage.Of(module, f))),
        .. module.Constants.Select(c => new ReferenceEntry($"{module.Path}::{c.Name}", ModulePage.FirstSentence(c.Text), true, () => ModulePage.Of(module, c))),
    ];

    /// <summary>Whether a name is this one, or its end: <c>len</c> and <c>string::len</c> mean <c>std::string::len</c>.</summary>
    public bool IsMeantBy(string name) =>
        Name.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (Name.Length == name.Length || Name.AsSpan(0, Name.Length - name.Length).EndsWith("::"));

    /// <summary>The last parts of the name.</summary>
    public string Last(int parts)
    {
        var all = Name.Split("::");
        return string.Join("::", all[Math.Max(0, all.Length - parts)..]);
    }
}
