using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Tests.Script.Documentation;

/// <summary>Whatever the reference shows is so, and it leaves nothing out.</summary>
public sealed class DocumentedExampleTests
{
    public static IEnumerable<object[]> Findings =>
        FindingDocument.Errors.Concat(FindingDocument.Warnings).SelectMany(static f => f.Examples.Select((_, at) => new object[] { f.Code, at }));

    public static IEnumerable<object[]> Extractions =>
        ExtractorDocument.All.SelectMany(static e => e.Examples).Select(static e => new object[] { e.Literal, e.Input, e.Result ?? "\"no match\"" });

    public static IEnumerable<object[]> Constructs =>
        OperatorsPage.Examples.Concat(KeywordDocument.All.SelectMany(static k => k.Examples)).Select(static e => new object[] { e.Code, e.Result });

    public static IEnumerable<object[]> LibraryExamples =>
        ScriptReference.Library.SelectMany(static m => m.Functions.SelectMany(static f => f.Examples).Select(e => new object[] { m.Path, e.Code, e.Result }));

    [Theory]
    [MemberData(nameof(Findings))]
    public void The_example_of_a_finding_is_reported_as_that_finding(string code, int at)
    {
        var example = FindingDocument.Errors.Concat(FindingDocument.Warnings).First(f => f.Code == code).Examples[at];
        Assert.Equal(code, example.Run()?.Code);
    }

    [Theory]
    [MemberData(nameof(Extractions))]
    public void The_example_of_an_extractor_is_true(string literal, string input, string result) =>
        Assert.Equal(ScriptRun.Of(result), ScriptRun.Of($"match {input} of case r = ~ {literal} => r case _ => \"no match\" end"));

    [Theory]
    [MemberData(nameof(Constructs))]
    public void The_example_of_an_operator_or_a_keyword_is_true(string code, string result) => Assert.Equal(ScriptRun.Of(result), ScriptRun.Of(code));

    [Theory]
    [MemberData(nameof(LibraryExamples))]
    public void The_example_of_a_library_function_is_true(string module, string code, string result) =>
        Assert.Equal(ScriptRun.Of(result), ScriptRun.Of($"use {module}; {code}"));

    [Fact]
    public void Every_kind_of_finding_is_explained_by_a_sentence_and_an_example()
    {
        Assert.All(FindingDocument.Errors.Concat(FindingDocument.Warnings), static f => Assert.True(f.When.EndsWith('.') && f.Examples.Count > 0, f.Code));
        Assert.All(FindingDocument.Errors, static f => Assert.True(f.Advice.Length > 0, f.Code));
    }

    [Fact]
    public void Every_module_function_keyword_and_extractor_is_explained()
    {
        Assert.All(ScriptReference.Library, static m => Assert.True(m.Text.Length > 0, m.Path));
        Assert.All(ScriptReference.Library, static m => Assert.All(m.Functions, f => Assert.True(f.Text.Length > 0, $"{m.Path}::{f.Name}")));
        Assert.All(KeywordDocument.All, static k => Assert.True(k.Text.Length > 0, k.Name));
        Assert.All(ExtractorDocument.All, static e => Assert.True(e.Text.Length > 0 && e.Examples.Count > 0, e.Name));
    }
}
