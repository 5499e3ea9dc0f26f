using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Script.RegularExpressions;

namespace Tremor.Dataflow.Tests.Script.RegularExpressions;

public class RegexMatcherTests
{
    [Theory]
    [InlineData("a|ab", "ab", "0-1")] // leftmost-first, not longest
    [InlineData("a*", "ab", "0-1 2-2")] // no empty match where one has just ended
    [InlineData("", "añ", "0-0 1-1 2-2")]
    [InlineData("", "😀", "0-0 2-2")]
    [InlineData(".", "a😀b", "0-1 1-3 3-4")]
    [InlineData("[^a]", "a😀b", "1-3 3-4")]
    [InlineData("(.*)(.+)", "x😀", "0-3")]
    [InlineData("a$", "a\n", "")]
    [InlineData("(?m)a$", "a\na", "0-1 2-3")]
    [InlineData("(?m)^b", "a\nb", "2-3")]
    [InlineData(".", "\r\n", "0-1")]
    [InlineData("(?s).", "\n", "0-1")]
    [InlineData("(?R).", "\r\nx", "2-3")]
    [InlineData("(?Rm)^x$", "a\r\nx\r\n", "3-4")]
    [InlineData(@"\d+", "x٣4", "1-3")]
    [InlineData(@"(?-u)\d+", "x٣4", "2-3")]
    [InlineData(@"\w+", "née café_1", "0-3 4-10")]
    [InlineData(@"\s", "a\u00A0b", "1-2")]
    [InlineData("(?i)k", "\u212A", "0-1")]
    [InlineData("(?i)straSSe", "STRAſſE", "0-7")]
    [InlineData("(?i)σ", "ςΣ", "0-1 1-2")]
    [InlineData("(?i:a)b", "AbAB", "0-2")]
    [InlineData("a(?i)b|c", "aBC", "0-2 2-3")]
    [InlineData("(?U)a+", "aaa", "0-1 1-2 2-3")]
    [InlineData("(?U)a+?", "aaa", "0-3")]
    [InlineData("(?x) a b # comment\n c", "abc", "0-3")]
    [InlineData("[a-c&&[^b]]+", "abc", "0-1 2-3")]
    [InlineData("[a-z--m-p]+", "lmnq", "0-1 3-4")]
    [InlineData("[a-c~~b-d]+", "abcd", "0-1 3-4")]
    [InlineData("[[:alpha:]_]+", "ab_1", "0-3")]
    [InlineData("[[:^digit:]]+", "ab1", "0-2")]
    [InlineData("[]a]+", "a]b", "0-2")]
    [InlineData("[-a]+", "a-b", "0-2")]
    [InlineData("[a-]+", "a-b", "0-2")]
    [InlineData(@"\p{Greek}+", "aβγ", "1-3")]
    [InlineData(@"\pL+", "aβ1", "0-2")]
    [InlineData(@"\p{Script=Cyrillic}", "aж", "1-2")]
    [InlineData(@"\P{L}", "a1", "1-2")]
    [InlineData(@"\x{1F600}", "a😀", "1-3")]
    [InlineData(@"\x41\u0042\U00000043", "ABC", "0-3")]
    [InlineData(@"\bfoo\b", "a foo b", "2-5")]
    [InlineData(@"\b{start}f", "ff f", "0-1 3-4")]
    [InlineData(@"f\>", "ff f", "1-2 3-4")]
    [InlineData("a{2}", "aaaa", "0-2 2-4")]
    [InlineData("a{1,}?", "aa", "0-1 1-2")]
    [InlineData("(a|b)*?c", "abc", "0-3")]
    [InlineData("a**", "aa", "0-2")]
    [InlineData("(|a)+", "a", "0-0 1-1")]
    [InlineData("(?:(?:b?)+?){2}", "abb", "0-0 1-3")]
    [InlineData("(?:(?:x?)+?|(a)){1,2}", "a", "0-0 1-1")]
    [InlineData("(?:(?:a*?|($))+?)+", "b11", "0-0 1-1 2-2 3-3")]
    [InlineData("(?:(?:(b?))+?){1,2}c", "bbbc", "0-4")]
    [InlineData(@"(?:(?:(?:[^a]|[ab])\d??(?:.*){2,}?){2,}?){1,2}", "1a", "0-2")]
    [InlineData("}", "}", "0-1")]
    [InlineData("[^-]+", "ab-c", "0-2 3-4")]
    [InlineData("[-]", "a-", "1-2")]
    [InlineData("[-]]", "-]", "0-2")]
    [InlineData("[--a]+", "b-a", "1-3")]
    [InlineData("[^--]+", "a-b", "0-1 2-3")]
    [InlineData("[---]+", "a--", "1-3")]
    [InlineData("[^]]+", "a]b", "0-1 2-3")]
    [InlineData("[]-a]+", "]^_`ab", "0-1 4-5")]
    [InlineData("[a-c&&-b]+", "abc-", "1-2")]
    [InlineData("[[-]a]+", "b-a", "1-3")]
    [InlineData("(?x)[ ^ - a ]+", "-ab", "2-3")]
    [InlineData("(?x)[ a - ]+", "a-b", "0-2")]
    [InlineData("(?x)[ a - c ]+", "ab-", "0-2")]
    [InlineData("a{ 2 }", "aa", "0-2")]
    [InlineData("a{\t2 , 3\n}", "aaaa", "0-3")]
    [InlineData("(?x)a{ 1 2 }", "aaaaaaaaaaaa", "0-12")]
    [InlineData("(?x)a{1, }", "aa", "0-2")]
    [InlineData("(?x)a{1,2} ?", "aa", "0-1 1-2")]
    [InlineData(@"(?x)\x 4 1", "A", "0-1")]
    [InlineData(@"(?x)\x { 4 1 }", "A", "0-1")]
    [InlineData(@"(?x)\p { Gr eek }", "α", "0-1")]
    [InlineData(@"(?x)\p L", "α", "0-1")]
    [InlineData(@"(?x)\b{ start }a", "a", "0-1")]
    [InlineData("(?x)( ?:a)( ?P<n>b)", "ab", "0-2")]
    [InlineData(@"\x{0000000041}", "A", "0-1")]
    [InlineData("(?-u)☃", "a☃", "1-2")]
    [InlineData("(?i-u)é", "ÉéE", "1-2")]
    [InlineData(@"(?-u)\u{2603}\x{E9}", "☃é", "0-2")]
    [InlineData(@"\#\-\~\&\/", "#-~&/", "0-5")]
    public void Finds_the_matches_of_the_linear_dialect(string pattern, string text, string expected) =>
        Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern), text));

    [Theory]
    [InlineData("a(?=b)", "look-ahead")]
    [InlineData("(?<!a)b", "look-ahead")]
    [InlineData(@"(a)\1", "back-references")]
    [InlineData("(?>a)", "atomic")]
    [InlineData("*a", "anything to repeat")]
    [InlineData("(a", "closing")]
    [InlineData("a)", "opening")]
    [InlineData("[a", "closing bracket")]
    [InlineData("[z-a]", "empty")]
    [InlineData("a{2,1}", "at least 2")]
    [InlineData("a{", "{2,5}")]
    [InlineData("(?P<n>a)(?P<n>b)", "twice")]
    [InlineData("(?P<1>a)", "contains")]
    [InlineData(@"\y", "no escape")]
    [InlineData(@"\p{Klingonese}", "no Unicode property")]
    [InlineData("(?-u).", "parts of a code point")]
    [InlineData(@"\xD", "hexadecimal")]
    [InlineData("(?i-i)a", "twice")]
    [InlineData("(?)", "no flag")]
    [InlineData(@"[\w-a]", "begins with a class")]
    [InlineData(@"[\pL-a]", "begins with a class")]
    [InlineData(@"[\p{Zl}-a]", "begins with a class")]
    [InlineData(@"[a-\d]", "ends in a class")]
    [InlineData(@"[a-\p{Zl}]", "ends in a class")]
    [InlineData("[-", "closing bracket")]
    [InlineData("[^-", "closing bracket")]
    [InlineData("[]", "closing bracket")]
    [InlineData("a{1, }", "{2,5}")]
    [InlineData("a{ }", "{2,5}")]
    [InlineData("a{1 2}", "{2,5}")]
    [InlineData("a{,2}", "{2,5}")]
    [InlineData("(?-u)[☃]", "ASCII only")]
    [InlineData(@"(?-u)\xE9", "ASCII")]
    [InlineData(@"(?-u)\pL", "no Unicode properties")]
    [InlineData(@"(?-u)\p{ASCII}", "no Unicode properties")]
    [InlineData(@"(?-u)[^a]", "parts of a code point")]
    [InlineData(@"\b{middle}a", "no edge of a word")]
    [InlineData(@"\x{110000}", "no code point")]
    [InlineData(@"\x{100000041}", "no code point")]
    [InlineData(@"\p{age=99.0}", "no Unicode property")]
    [InlineData(@"\p{gcb=Klingon}", "no Unicode property")]
    [InlineData(@"\p{ccc=230}", "no Unicode property")]
    [InlineData(@"\p{sc=Lu}", "no Unicode property")]
    [InlineData("((((a{1000}){1000}){1000}){1000})", "too large")]
    [InlineData("\\", "backslash")]
    [InlineData("(((((((a?)+?)+?)+?)+?)+?)+?)+?", "nest deeper")]
    public void Refuses_what_the_linear_dialect_does_not_have(string pattern, string reason) =>
        Assert.Contains(reason, Assert.Throws<RegexSyntaxException>(() => RegexMatcher.Compile(pattern)).Message);

    [Theory]
    [InlineData("(?<=a)b", "ab", "1-2")]
    [InlineData("a(?!b)", "abac", "2-3")]
    [InlineData("(?>a+)ab", "aaab", "")]
    [InlineData("a++b", "aab", "0-3")]
    [InlineData(@"\h{3}", "xyzafe", "3-6")]
    [InlineData("^b$", "a\nb\nc", "2-3")]
    [InlineData("(?m).", "\n", "0-1")]
    [InlineData("{a}", "{a}", "0-3")]
    [InlineData(@"(?<x>a|b)\k<x>", "abb", "1-3")]
    public void Finds_the_matches_of_the_oniguruma_dialect(string pattern, string text, string expected) =>
        Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern, RegexDialect.Oniguruma), text));

    [Fact]
    public void A_pattern_that_backtracks_without_bound_still_answers()
    {
        var matcher = RegexMatcher.Compile("(a|a|aa)*$|b(x+x+)+y");
        Assert.False(RegexMatcher.Compile("(x+x+)+y").IsMatch(Encoding.UTF8.GetBytes(new string('x', 5000))));
        Assert.True(matcher.IsMatch(Encoding.UTF8.GetBytes(new string('a', 5000) + "c")));
    }

    [Property(MaxTest = 900)]
    public Property Any_text_as_a_pattern_compiles_or_is_refused_and_any_input_is_searched()
    {
        var pieces = Gen.Elements(
            "a", "b", "[", "]", "(", ")", "(?", "?", "*", "+", "{2}", "{", "}", "|", "^", "$", "\\", "\\d", "\\p{L}", "-", "&&", "~~", "i",
            "x", ":", "ß", "😀", ".", "[:alpha:]", "<", ">", "P<n>");
        var patterns = Gen.ArrayOf(pieces).Select(string.Concat).ToArbitrary();
        var texts = Gen.ArrayOf(Gen.Elements("a", "b", "x", "ß", "😀", "\n", "1", "-")).Select(string.Concat).ToArbitrary();
        return Prop.ForAll(Gen.Elements(Enum.GetValues<RegexDialect>()).ToArbitrary(), patterns, texts, (dialect, pattern, text) =>
        {
            try
            {
                var matcher = RegexMatcher.Compile(pattern, dialect);
                Assert.Equal(
                    Matches(matcher, text).Length > 0 || matcher.Scan(Encoding.UTF8.GetBytes(text)).Next() is not null,
                    matcher.IsMatch(Encoding.UTF8.GetBytes(text)));
            }
            catch (RegexSyntaxException)
            {
            }
        });
    }

    [Property(MaxTest = 1000)]
    public Property Nested_loops_over_nothing_find_nothing_outside_of_the_text()
    {
        var texts = Gen.ArrayOf(Gen.Elements("a", "b", "1", " ", "é")).Select(string.Concat).ToArbitrary();
        return Prop.ForAll(Loops(4).ToArbitrary(), texts, (pattern, text) =>
        {
            var scan = RegexMatcher.Compile(pattern, RegexDialect.Linear, allGroups: true).Scan(Encoding.UTF8.GetBytes(text));
            while (scan.Next() is { } match)
                foreach (Group group in match.Groups) Assert.InRange(group.Index + group.Length, group.Index, text.Length);
        });
    }

    /// <summary>Patterns of loops and choices within each other, most of which can match nothing.</summary>
    private static Gen<string> Loops(int depth)
    {
        var leaf = Gen.Elements("a", "b", "[ab]", ".", "$", "^", "\\b", "");
        if (depth == 0) return leaf;
        var inner = Loops(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Zip(inner).Select(static p => $"(?:{p.Item1}|{p.Item2})"),
            inner.Zip(inner).Select(static p => p.Item1 + p.Item2),
            inner.Select(static p => $"({p})"),
            inner.Zip(Gen.Elements("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}?", "{2,}?")).Select(static p => $"(?:{p.Item1}){p.Item2}"));
    }

    [Fact]
    public void Deep_nesting_is_refused_instead_of_overflowing_the_stack()
    {
        Assert.Throws<RegexSyntaxException>(() => RegexMatcher.Compile(new string('(', 100_000)));
        Assert.Throws<RegexSyntaxException>(() => RegexMatcher.Compile(new string('[', 100_000)));
        Assert.Throws<RegexSyntaxException>(() => RegexMatcher.Compile("a" + new string('*', 100_000)));
    }

    private static string Matches(RegexMatcher matcher, string text)
    {
        var scan = matcher.Scan(Encoding.UTF8.GetBytes(text));
        var found = new List<string>();
        while (scan.Next() is { } match) found.Add($"{match.Index}-{match.Index + match.Length}");
        return string.Join(' ', found);
    }
}
