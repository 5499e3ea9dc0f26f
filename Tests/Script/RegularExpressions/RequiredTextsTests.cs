using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Tests.Script.RegularExpressions;

/// <summary>A text that cannot match is refused without a search, and never one that matches.</summary>
public class RequiredTextsTests
{
    private static readonly string[] s_pieces =
    [
        "ab", "cd", "é", "b", "a|b", "(ab|cd)", "(?:ab)?", "(ab)+", "(?:cd){2}", "b*", "[ab]", "(x(ab)y)", "\\b", "^", "$", ".", "(?i:ab)",
        "a{0}",
    ];

    [Theory]
    [InlineData("foo", "a foo", true)]
    [InlineData("foo", "a fo", false)]
    [InlineData("foo|bar", "neither", true)]
    [InlineData("x(foo)?", "x", true)]
    [InlineData("(foo)+ bar", "foo bar", true)]
    [InlineData("(foo)+ bar", "bar foo", false)]
    [InlineData("[0-9]+ took [0-9]+", "1 toke 2", false)]
    [InlineData("^foo$", "foo", true)]
    [InlineData("(?i)foo", "FOO", true)]
    [InlineData("(?:ab){2}", "ab", true)]
    [InlineData("aa.aa", "aaa", false)]
    public void A_text_may_match_where_it_holds_what_every_match_holds(string pattern, string text, bool may) =>
        Assert.Equal(may, RegexMatcher.Compile(pattern).MayMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("(?=foo)f..bar", "foobar")]
    [InlineData("(?<!foo)bar", "bar")]
    [InlineData("(?>ab)cd", "abcd")]
    [InlineData(@"(ab)-\1", "ab-ab")]
    public void Looking_around_takes_no_text(string pattern, string text)
    {
        var matcher = RegexMatcher.Compile(pattern, RegexDialect.Oniguruma);
        Assert.True(matcher.MayMatch(Encoding.UTF8.GetBytes(text)));
        Assert.True(matcher.IsMatch(Encoding.UTF8.GetBytes(text)));
    }

    [Property(MaxTest = 400)]
    public Property No_text_that_matches_is_refused() =>
        Prop.ForAll(
            (from pieces in Gen.Elements(s_pieces).ArrayOf()
             from texts in Gen.Elements("ab", "cd", "é", "x", "y", "B", " ").ArrayOf().ListOf(8)
             select (pieces, texts)).ToArbitrary(),
            static sample =>
            {
                var pattern = string.Concat(sample.pieces.Take(5).Select(static p => $"(?:{p})"));
                var matcher = RegexMatcher.Compile(pattern);
                var platform = new Regex(pattern, RegexOptions.CultureInvariant);
                foreach (var text in sample.texts.Select(static t => string.Concat(t)))
                    Assert.Equal(platform.IsMatch(text), matcher.IsMatch(Encoding.UTF8.GetBytes(text)));
            });

    [Fact]
    public void Groups_that_are_captured_have_numbers_without_gaps()
    {
        var matcher = RegexMatcher.Compile("(a)(?P<x>b)(c)(?P<y>d)?");
        Assert.Equal([null, "x", "y"], matcher.GroupNames);
        var match = matcher.Scan("abcd"u8).Next()!;
        Assert.Equal(("b", "d"), (match.Groups[1].Value, match.Groups[2].Value));
    }
}
