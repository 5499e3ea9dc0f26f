using System.Globalization;
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
    [InlineData("a\\ b", "a b", "0-3")] // every ASCII character but letters, digits, < and > may be escaped
    [InlineData("[\\ ]+\\\t\\\u0001", "  \t\u0001", "0-4")]
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
    [InlineData("}", "}", "0-1")]
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
    [InlineData("(?)", "no flag")]
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

    /// <summary>Marks, letter numbers, circled letters and what lies beyond U+FFFF are letters at the edges of words as they are to <c>\w</c>.</summary>
    [Theory]
    [InlineData(@"^(\w+)\b", "हिन्दी x", "0-6")]
    [InlineData(@"\w+\b", "தமிழ் மொழி", "0-5 6-10")]
    [InlineData(@"\b(\w+)", "𠮷野家", "0-4")]
    [InlineData(@"\b\w+\b", "Ⅻ ⅻx ⓐⓑ", "0-1 2-4 5-7")]
    [InlineData(@"\bx", "कx xक", "3-4")]
    [InlineData(@"\bx", "ⓐx 𠮷x x", "7-8")]
    [InlineData(@"x\B", "xि x\u20DD x", "0-1 3-4")]
    [InlineData(@"\Bx", "ःx x", "1-2")]
    [InlineData(@"\b{start}.", "𠮷野 é", "0-2 4-5")]
    [InlineData(@".\b{end}", "a𠮷 हि", "1-3 5-6")]
    [InlineData(@"\b{start-half}x", "ⓐx x", "3-4")]
    [InlineData(@"x\b{end-half}", "x\u0903 x", "3-4")]
    [InlineData(@"\<x", "Ⅻx x", "3-4")]
    [InlineData(@"(?-u:\b)x", "éx", "1-2")]
    [InlineData(@"\b", "👍", "")]
    [InlineData(@"\B", "👍", "0-0 2-2")]
    [InlineData(@"\bfoo\b", "foo \u200Dfoo foo\u200C", "0-3")]
    public void Edges_of_words_know_the_letters_of_words(string pattern, string text, string expected)
    {
        Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern), text));
        if (!pattern.Contains('{') && !pattern.Contains('<') && !pattern.Contains("-u")) Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern, RegexDialect.Oniguruma), text));
    }

    [Fact]
    public void Boundaries_of_words_agree_with_letters_everywhere()
    {
        var boundary = RegexMatcher.Compile(@"^\b");
        for (var c = 1; c <= CodePointSet.Max; c = c < 0x3000 || c is > 0x10000 and < 0x20000 ? c + 1 : c + 97)
        {
            if (!Rune.IsValid(c)) continue;
            Assert.True(UnicodeSets.Word.Contains(c) == boundary.IsMatch(Encoding.UTF8.GetBytes(new Rune(c).ToString())), $"{c:X}");
        }
    }

    [Fact]
    public void A_pattern_with_word_boundaries_that_backtracks_without_bound_still_answers_on_any_letters_the_platform_knows()
    {
        var matcher = RegexMatcher.Compile(@"\b(é|é|éé)*$|b(x+x+)+y\b");
        Assert.True(matcher.IsMatch(Encoding.UTF8.GetBytes(new string('é', 5000) + "c")));
        Assert.False(RegexMatcher.Compile(@"(é+é+)+y\b").IsMatch(Encoding.UTF8.GetBytes(new string('é', 5000))));
    }

    /// <summary>A round that matches nothing leaves what the round before has captured, and is no way on.</summary>
    [Theory]
    [InlineData("(a*)*", "a", "0-1")]
    [InlineData("(a*)*", "b", "0-0")]
    [InlineData("(a*)+", "a", "0-1")]
    [InlineData("(a*)+", "b", "0-0")]
    [InlineData("(a*){1,}", "aa", "0-2")]
    [InlineData("(a*){2,}", "aa", "2-2")]
    [InlineData("(a*){2}", "a", "1-1")]
    [InlineData("(a?)*", "aab", "1-2")]
    [InlineData("(a|b*)*", "abb", "1-3")]
    [InlineData("(a*|b)*", "ab", "1-2")]
    [InlineData("(a??)*", "aa", "0-0")]
    [InlineData("(a*?)*b", "aab", "1-2")]
    [InlineData("(|a)*", "a", "0-0")]
    [InlineData("(|a)+b", "aab", "1-2")]
    [InlineData("(?:(a)|b*)*", "ab", "0-1")]
    [InlineData("(?:a|(b*))*", "bba", "0-2")]
    [InlineData("((a*)*)*", "aa", "0-2")]
    [InlineData("(?:(a*)(b*))*", "ab", "0-1")]
    [InlineData("(?:(b*)(a*))*", "ab", "1-2")]
    [InlineData("(a*)*?b", "aab", "0-2")]
    [InlineData("(a*)+?b", "aab", "0-2")]
    [InlineData("(?:(a)|$)*", "a", "0-1")]
    [InlineData("(^|a)+", "aa", "0-0")]
    [InlineData("(é*)*", "éé", "0-2")]
    [InlineData("(𠮷*)*", "𠮷", "0-2")]
    [InlineData("(a{0})*", "a", "0-0")]
    [InlineData("(|a){0,2}b", "ab", "0-1")]
    [InlineData("(?:((b*?|aaa?|)){0,3}){0,2}a", "ba", "0-1")]
    [InlineData("(a?|b){2}?c", "bc", "0-1")]
    [InlineData("(a?){3}", "a", "1-1")]
    [InlineData("(?:b{0}|(a))*", "a", "0-0")]
    [InlineData("(?:b{0}|(a))+?$", "a", "0-1")]
    [InlineData("(?:(?:b|(?:(a)|)??){0,2})+", "aa", "0-0")]
    [InlineData("(?:(?:b|(?:(a)|)??){0,2})+", "ba", "1-2")]
    [InlineData("(?:(?:b|(?:(a)|)??){1,3})*", "bba", "2-3")]
    public void A_round_of_nothing_changes_no_capture(string pattern, string text, string expected)
    {
        var match = RegexMatcher.Compile(pattern, allGroups: true).Scan(Encoding.UTF8.GetBytes(text)).Next()!;
        Assert.Equal(expected, $"{match.Groups[1].Index}-{match.Groups[1].Index + match.Groups[1].Length}");
    }

    [Theory]
    [InlineData("(?:a|()|b)*", "ab", "0-2")]
    [InlineData("(?:a||b)*", "abc", "0-2 3-3")]
    [InlineData("(?:a|$|b)+", "ab", "0-2")]
    [InlineData("(?:a|^|b)+", "ab", "0-2")]
    public void A_round_of_nothing_is_no_way_on(string pattern, string text, string expected) => Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern), text));

    [Theory]
    [InlineData("Punct", "!", "a")]
    [InlineData("Digit", "٣", "½")]
    [InlineData("Cntrl", "\u0001", " ")]
    [InlineData("Combining_Mark", "\u0301", "a")]
    [InlineData("Alpha", "Ⅻ", "1")]
    [InlineData("Lower", "ª", "A")]
    [InlineData("Upper", "Ⓐ", "a")]
    [InlineData("space", "\u0085", "a")]
    [InlineData("IsGreek", "α", "a")]
    [InlineData("is_L", "α", "1")]
    [InlineData("LC", "a", "中")]
    [InlineData("sc", "$", "a")]
    [InlineData("cf", "\u00AD", "a")]
    [InlineData("Emoji", "👍", "a")]
    [InlineData("ExtPict", "©", "a")]
    [InlineData("Emoji_Modifier_Base", "👍", "😀")]
    [InlineData("Dash", "‐", "_")]
    [InlineData("Bidi_Mirrored", "(", "a")]
    [InlineData("XID_Start", "ª", "1")]
    [InlineData("IDSU", "⿾", "⿰")]
    [InlineData("Changes_When_Titlecased", "ǳ", "A")]
    [InlineData("CWKCF", "A", "a")]
    [InlineData("Comp_Ex", "\u0340", "a")]
    [InlineData("Variation_Selector", "\uFE0F", "a")]
    [InlineData("Regional_Indicator", "🇩", "D")]
    [InlineData("Modifier_Combining_Mark", "\u0654", "\u0301")]
    [InlineData("Terminal_Punctuation", "!", "-")]
    [InlineData("age=1.1", "a", "€")]
    [InlineData("Age:2.1", "€", "\u0218")]
    [InlineData("age=V3_0", "€", "ﷺ₰", 1)]
    [InlineData("age=16.0", "𖵀", "\U000E0FFF")]
    [InlineData("age=15.1", "⿼", "𖵀")]
    [InlineData("age!=16.0", "\U000E0FFF", "𖵀")]
    [InlineData("gcb=Extend", "\u0301", "a")]
    [InlineData("Grapheme_Cluster_Break=ZWJ", "\u200D", "\u200C")]
    [InlineData("gcb=RI", "🇩", "D")]
    [InlineData("wb=ALetter", "a", "1")]
    [InlineData("Word_Break=Katakana", "ア", "あ")]
    [InlineData("wb=DQ", "\"", "'")]
    [InlineData("sb=ATerm", ".", "!")]
    [InlineData("Sentence_Break=OLetter", "中", "a")]
    [InlineData("scx=Arabic", "\u0640", "a")]
    [InlineData("Script_Extensions=Syrc", "\u0640", "a")]
    [InlineData("scx=Greek", "α", "a")]
    [InlineData("sc=Common", "\u0640", "a")]
    [InlineData("sc!=Arabic", "\u0640", "\u0627")]
    [InlineData("Garay", "𐵀", "a")]
    [InlineData("sc=Todr", "𐗀", "a")]
    [InlineData("Kawi", "𑼀", "a")]
    [InlineData("Lu", "Ᲊ", "ᲊ")]
    [InlineData("Nd", "𐵀", "a")]
    [InlineData("gc=Any", "a", "")]
    [InlineData("Assigned", "𐵀", "\U000E0FFF")]
    public void Properties_have_the_members_that_Unicode_gives_them(string name, string members, string others, int skipped = 0)
    {
        var set = RegexMatcher.Compile($@"^\p{{{name}}}$");
        Assert.All(members.EnumerateRunes(), rune => Assert.True(set.IsMatch(Encoding.UTF8.GetBytes(rune.ToString()))));
        Assert.All(others.EnumerateRunes().Skip(skipped), rune => Assert.False(set.IsMatch(Encoding.UTF8.GetBytes(rune.ToString()))));
    }

    [Theory]
    [InlineData("ß", "ẞ")]
    [InlineData("Ᲊ", "ᲊ")]
    [InlineData("𐵐", "𐵰")]
    [InlineData("ǅ", "ǆ")]
    [InlineData("µ", "μ")]
    [InlineData("Ⅷ", "ⅷ")]
    [InlineData("ꭰ", "Ꭰ")]
    [InlineData("ﬅ", "ﬆ")]
    [InlineData("ꟍ", "Ɤ", false)]
    [InlineData("İ", "i", false)]
    [InlineData("ı", "I", false)]
    public void Case_is_folded_as_Unicode_16_folds_it(string left, string right, bool isSame = true)
    {
        Assert.Equal(isSame, RegexMatcher.Compile("(?i)^" + left + "$").IsMatch(Encoding.UTF8.GetBytes(right)));
        Assert.Equal(isSame, RegexMatcher.Compile("(?i)^[" + right + "]$").IsMatch(Encoding.UTF8.GetBytes(left)));
    }

    [Fact]
    public void Categories_are_those_of_the_platform_which_has_the_same_version_of_Unicode()
    {
        string[] names = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"];
        var sets = names.Select(static name => name == "Cs" ? CodePointSet.None : UnicodeSets.Property("gc=" + name)!).ToArray();
        for (var c = 0; c <= CodePointSet.Max; c++)
            if (Rune.IsValid(c)) Assert.True(sets[(int)CharUnicodeInfo.GetUnicodeCategory(c)].Contains(c), $"{c:X}");
    }

    [Theory]
    [InlineData("[[:graph:]]+", "aé𠮷 b", "0-4 5-6")]
    [InlineData("[[:print:]]+", "a b\n", "0-3")]
    [InlineData("[[:cntrl:]]", "a\u0085", "1-2")]
    public void Classes_of_posix_cover_all_of_unicode_in_the_oniguruma_dialect(string pattern, string text, string expected) =>
        Assert.Equal(expected, Matches(RegexMatcher.Compile(pattern, RegexDialect.Oniguruma), text));

    [Fact]
    public void A_pattern_that_backtracks_without_bound_still_answers()
    {
        var matcher = RegexMatcher.Compile("(a|a|aa)*$|b(x+x+)+y");
        Assert.False(RegexMatcher.Compile("(x+x+)+y").IsMatch(Encoding.UTF8.GetBytes(new string('x', 5000))));
        Assert.True(matcher.IsMatch(Encoding.UTF8.GetBytes(new string('a', 5000) + "c")));
    }

    [Fact]
    public void A_search_that_only_the_time_limit_ends_is_a_miss_and_is_told()
    {
        var told = new List<string>();
        var text = Encoding.UTF8.GetBytes(new string('x', 5000));
        var matcher = RegexMatcher.Compile("((?=x)x+)+[yz]", RegexDialect.Oniguruma, shownAs: "%{SLOW}", limit: TimeSpan.FromMilliseconds(1));
        Assert.False(matcher.IsMatch(text, told.Add));
        Assert.Null(matcher.Scan(text, told.Add).Next());
        Assert.Equal(["%{SLOW}", "%{SLOW}"], told);

        // Nothing is lost where the search goes on in linear time.
        Assert.False(RegexMatcher.Compile("(x+x+)+y", limit: TimeSpan.FromMilliseconds(1)).IsMatch(text, told.Add));
        Assert.Equal(2, told.Count);
    }

    /// <summary>The platform's automata may have 10,000 nodes, a pattern 200,000.</summary>
    [Theory]
    [InlineData("(?P<x>(a{0,300}){0,300}[bc])")]
    [InlineData("(?P<x>(a{0,200}){0,100}(a{0,200}){0,100}(a?){0,100}[bc])")]
    public void A_pattern_that_is_too_large_to_be_searched_in_linear_time_is_a_miss_and_is_told(string pattern)
    {
        var told = new List<string>();
        var text = Encoding.UTF8.GetBytes(new string('a', 20_000));
        var matcher = RegexMatcher.Compile(pattern, limit: TimeSpan.FromMilliseconds(1));
        Assert.False(matcher.IsMatch(text, told.Add));
        Assert.Null(matcher.Scan(text, told.Add).Next());
        Assert.Equal([pattern, pattern], told);
        Assert.True(matcher.IsMatch("aab"u8));
    }

    [Fact]
    public void A_pattern_that_turns_out_to_have_no_second_engine_gets_more_time()
    {
        var matcher = RegexMatcher.Compile("(a{0,300}){0,300}[bc]");
        Assert.False(matcher.IsMatch(Encoding.UTF8.GetBytes(new string('a', 20_000))));
        Assert.True(matcher.IsMatch("aab"u8));
    }

    /// <summary>The platform's backtracking engine finds a group there that ends before it begins, and look-around leaves no other engine.</summary>
    [Theory]
    [InlineData(@"(?=)(?:(?:^\b|^))+?.(\b)", "ab")]
    [InlineData(@"(?:(?:()){2,}?)??\b(?:.|$)a(?!x)", "b a")]
    public void A_match_that_cannot_be_and_that_no_other_engine_can_look_for_is_a_miss_and_is_told(string pattern, string text)
    {
        var told = new List<string>();
        var matcher = RegexMatcher.Compile(pattern, RegexDialect.Oniguruma, allGroups: true);
        Assert.False(matcher.IsMatch(Encoding.UTF8.GetBytes(text), told.Add));
        Assert.Null(matcher.Scan(Encoding.UTF8.GetBytes(text), told.Add).Next());
        Assert.Equal([pattern, pattern], told);
    }

    [Fact]
    public void Every_name_of_the_tables_is_a_property_and_no_other_text_in_them()
    {
        using var reader = new StreamReader(typeof(RegexMatcher).Assembly.GetManifestResourceStream("unicode-sets.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var key = line[..line.IndexOf(':', StringComparison.Ordinal)].Split('=');
            if (key[0] == "fold") continue;
            foreach (var name in key[^1].Split(','))
                Assert.NotNull(UnicodeSets.Property(key[0].Length == 0 ? name : $"{key[0]}={name}"));
        }

        foreach (var pattern in (string[])[@"\p{fold}", @"\P{is_fold}", @"\p{fold=}", @"\p{=fold}", @"\p{}", @"\p{=}"])
            Assert.Throws<RegexSyntaxException>(() => RegexMatcher.Compile(pattern));
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
