using System.Text;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Script.RegularExpressions;

/// <summary>
/// No pattern makes a script hang, wherever a script may put one: on these, an engine that backtracks would be busy for years
/// (spec: stdlib 2.10, language 9.2, language 9.6). That they end is the check; no time is measured.
/// </summary>
public class BoundedTimeTests
{
    private const int Length = 4000;

    /// <summary>Pattern, what the text repeats, what it ends with so that nothing matches.</summary>
    public static TheoryData<string, string, string> Patterns { get; } = new()
    {
        { "^(a+)+$", "a", "!" },
        { "^(a|a)*$", "a", "!" },
        { "^(a|aa)+$", "a", "!" },
        { "^(a*)*b$", "a", "!" },
        { "^([a-z]+)*[0-9]$", "a", "!" },
        { "^(\\w+\\s?)*$", "ab ", "!" },
        { "^(x+x+)+y$", "x", "!" },
        { "^(.*?,){20}P$", "1,", "!" },
        { "^((a?){40}a{40})+b$", "a", "!" },
        { "^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!" },
        { "^(é+)+$", "é", "!" },
        { "(?i)^(ß|ss|ſ)+$", "ß", "!" },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_regular_expression_of_the_library_ends(string pattern, string repeated, string end)
    {
        var literal = JsonText.ToString(Value.From(pattern));
        var payload = Payload(repeated, end);
        Assert.Equal("false", ScriptRun.Of($"use std::re; re::is_match({literal}, event)", payload));
        Assert.Equal("true", ScriptRun.Of($"use std::re; re::replace({literal}, event, \"x\") == event", payload));
        Assert.Equal("true", ScriptRun.Of($"use std::re; re::replace_all({literal}, event, \"x\") == event", payload));
        Assert.Equal("true", ScriptRun.Of($"use std::re; re::split({literal}, event) == [event]", payload));
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_regular_expression_of_an_extractor_ends(string pattern, string repeated, string end)
    {
        var literal = pattern.Replace("\\", "\\\\").Replace("|", "\\|");
        var payload = Payload(repeated, end);
        foreach (var extractor in new[] { "re", "rerg", "grok" })
            Assert.Equal("0", ScriptRun.Of($"match event of case ~ {extractor}|{literal}| => 1 case _ => 0 end", payload));
        Assert.Equal("{}", ScriptRun.Of($"match event of case r = ~ rerg|{literal}| => r case _ => 0 end", payload));
    }

    /// <summary>Look-around, atomic groups and back-references cannot be matched in linear time; they give up instead, which is no match.</summary>
    [Theory]
    [InlineData("^(a+)+(?=b)", "a", "!")]
    [InlineData("^(?:(a+)+)\\1b$", "a", "!")]
    [InlineData("(?<=x)(a*)*b", "a", "!")]
    [InlineData("^(?>a|aa)+(a|aa)+$", "a", "!")]
    [InlineData("^(?:%{WORD}\\s?)+$", "ab ", "!")]
    [InlineData("^(?:%{DATA:a}%{DATA:b})*;$", "a", "!")]
    [InlineData("%{DATA:a}%{DATA:b}%{DATA:c}%{DATA:d}%{DATA:e};", "a ", "!")]
    [InlineData("^%{QUOTEDSTRING}$", "\\", "\"")]
    [InlineData("^%{HOSTNAME}$", "a-", "!")]
    [InlineData("^%{URI}$", "http://a.", " ")]
    [InlineData("^%{UNIXPATH}$", "/a", "\u0001")]
    [InlineData("^%{IPV6}$", "1:", "!")]
    [InlineData("%{COMBINEDAPACHELOG}", "a ", "!")]
    [InlineData("%{SHOREWALL}", "IN= ", "!")]
    [InlineData("%{HAPROXYHTTP}", "1.1.1.1:", "!")]
    public void A_pattern_of_the_wider_dialect_ends(string pattern, string repeated, string end)
    {
        var literal = pattern.Replace("\\", "\\\\").Replace("|", "\\|");
        Assert.Equal("0", ScriptRun.Of($"match event of case r = ~ grok|{literal}| => 1 case _ => 0 end", Payload(repeated, end)));
    }

    [Theory]
    [InlineData("glob|*a*a*a*a*a*a*a*a*a*a*a*a*b|")]
    [InlineData("glob|**/a/**/a/**/a/**/a/**/b?|")]
    [InlineData("dissect|%{a}a%{b}a%{c}a%{d}b|")]
    [InlineData("kv|%{key}a%{val}aa;|")]
    public void A_pattern_that_is_no_regular_expression_ends(string literal)
    {
        var refused = ScriptRun.Of($"match event of case r = ~ {literal} => 1 case _ => 0 end", Payload("a/", "!"));
        Assert.True(refused is "0" || refused.StartsWith("compile: InvalidExtractor", StringComparison.Ordinal), refused);
    }

    [Fact]
    public void A_pattern_of_any_size_is_compiled_or_refused()
    {
        Assert.StartsWith("compile: RuntimeError", ScriptRun.Of("""use std::re; re::is_match("((a{1000}){1000}){1000}", "a")"""), StringComparison.Ordinal);
        Assert.StartsWith("compile: InvalidExtractor", ScriptRun.Of("match event of case ~ re|((\\\\w{1000}){1000}){1000}| => 1 case _ => 0 end"), StringComparison.Ordinal);
        var nested = new StringBuilder().Insert(0, "(", 100_000).Append('a').Append(')', 100_000).ToString();
        Assert.StartsWith("compile: ", ScriptRun.Of($"match event of case ~ re|{nested}| => 1 case _ => 0 end"), StringComparison.Ordinal);
        Assert.StartsWith("compile: ", ScriptRun.Of($"match event of case ~ grok|{nested}| => 1 case _ => 0 end"), StringComparison.Ordinal);
        Assert.StartsWith("compile: RuntimeError", ScriptRun.Of($"use std::re; re::is_match(\"{nested}\", \"a\")"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\w+", "née_1٣", "née_1٣")]
    [InlineData("\\w", "🄰", "🄰")]
    [InlineData("\\w", "😀", null)]
    [InlineData("\\w", "\u0301", "\u0301")]
    [InlineData("\\w", "‿", "‿")]
    [InlineData("\\d+", "४२", "४२")]
    [InlineData("\\d", "²", null)]
    [InlineData("\\d", "Ⅷ", null)]
    [InlineData("\\s", "\u2028", "\u2028")]
    [InlineData("\\s", "\u200b", null)]
    [InlineData("\\bé\\w*", "d é2", "é2")]
    [InlineData("\\Bé", "aé", "é")]
    [InlineData("\\b\u0301", "a\u0301", null)]
    [InlineData("(?-u:\\b)é", "aé", "é")]
    [InlineData("(?i)straße", "STRAẞE", "STRAẞE")]
    [InlineData("(?i)ß", "SS", null)]
    [InlineData("(?i)σ+", "ΣσςA", "Σσς")]
    [InlineData("(?i)[à-ö]+", "ÀÖ", "ÀÖ")]
    [InlineData("(?i)k", "\u212a", "\u212a")]
    [InlineData("(?i)i", "İ", null)]
    [InlineData("(?i)i", "ı", null)]
    [InlineData("(?i)ǆ", "ǅ", "ǅ")]
    [InlineData("(?i)я", "Я", "Я")]
    [InlineData("(?i)[^é]", "É", null)]
    [InlineData("(?i)𐐀", "𐐨", "𐐨")]
    [InlineData("[^a]", "😀", "😀")]
    [InlineData(".", "😀", "😀")]
    [InlineData("^.{2}$", "é😀", "é😀")]
    [InlineData("\\p{Lu}+", "ÀÉé", "ÀÉ")]
    [InlineData("[[:alpha:]]+", "éa", "a")]
    [InlineData("[[:word:]]+", "é_1", "_1")]
    public void Classes_boundaries_and_case_know_all_of_Unicode(string pattern, string text, string? found)
    {
        var literal = pattern.Replace("\\", "\\\\").Replace("|", "\\|");
        Assert.Equal(
            found is null ? "0" : JsonText.ToString(Value.From(found)),
            ScriptRun.Of($"match event of case r = ~ re|(?P<it>{literal})| => r.it case _ => 0 end", JsonText.ToString(Value.From(text))));
    }

    private static string Payload(string repeated, string end) =>
        JsonText.ToString(Value.From(new StringBuilder().Insert(0, repeated, Length).Append(end).ToString()));
}
