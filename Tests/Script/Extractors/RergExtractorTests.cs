namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary><c>rerg</c>, which with a binding always matches (spec: language 9.2).</summary>
public class RergExtractorTests
{
    [Theory]
    [InlineData("(?P<k>[a-z])=(?P<v>[0-9])?;", "a=1;b=2;", true, """{"k":["a","b"],"v":["1","2"]}""")]
    [InlineData("(?P<k>[a-z])=(?P<v>[0-9])?;", "a=1;b=;", true, """{"k":["a","b"],"v":["1"]}""")]
    [InlineData("(?P<k>[a-z])=(?P<v>[0-9])?;", "a=;", true, """{"k":["a"]}""")]
    [InlineData("(?P<k>[a-z])=(?P<v>[0-9])?;", "none", false, "{}")]
    [InlineData("b", "abcb", true, "{}")]
    [InlineData("b", "xyz", false, "{}")]
    [InlineData("(?P<a>a*)", "baac", true, """{"a":["","aa",""]}""")]
    [InlineData("(?P<c>.)", "a😀", true, """{"c":["a","😀"]}""")]
    [InlineData("^(?P<c>.)", "ab", true, """{"c":["a"]}""")]
    [InlineData("(?P<x>z)", "", false, "{}")]
    public void All_matches_give_lists(string argument, string input, bool matches, string? extracted) =>
        Assert.Equal((matches, extracted), (Extraction.Test("rerg", argument, input), Extraction.Of("rerg", argument, input)));

    [Theory]
    [InlineData("(")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*")]
    [InlineData("a{2,1}")]
    [InlineData("(?=a)")]
    public void What_the_dialect_does_not_have_is_refused(string argument) => Extraction.IsRefused("rerg", argument);
}
