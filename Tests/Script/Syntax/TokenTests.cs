namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Extractor literals, punctuation and bad tokens (spec: language 1.9, language 1.10, language 12.1, language 12.2).</summary>
public class TokenTests
{
    [Theory]
    [ScriptTable("""
        match "x" of case ~ re   |x| => 1 case _ => 2 end --> 1
        match "x" of case ~ re # c⏎|x| => 1 case _ => 2 end --> 1
        match "x" of case ~ RE|x| => 1 case _ => 2 end --> 1
        match "x" of case ~ Glob|x| => 1 case _ => 2 end --> 1
        match "b" of case ~ re|^(a\|b)$| => 1 case _ => 2 end --> 1
        match "7" of case ~ re|^\\d$| => 1 case _ => 2 end --> 1
        match "#{"#{1}"}" of case ~ glob|#{1}| => 1 case _ => 2 end --> 2
        match "\#{1}" of case ~ glob|#{1}| => 1 case _ => 2 end --> 1
        match "a#b" of case ~ glob|a#b| => 1 case _ => 2 end --> 1
        match "ab " of case ~ re|  ^ab $| => 1 case _ => 2 end --> 1
        match "ab" of case ~ re|  ^ab $| => 1 case _ => 2 end --> 2
        match "abc" of case ~ glob|   a?c| => 1 case _ => 2 end --> 1
        match "x" of case d = ~ dissect| %{x}| => d case _ => 2 end --> {"x":"x"}
        match "abcd" of case ~ glob|\⏎  ab\⏎  c?| => 1 case _ => 2 end --> 1
        match "  abcd" of case ~ glob|\⏎    ab\⏎  c?| => 1 case _ => 2 end --> 1
        match "ab  cd" of case ~ glob|ab\⏎  c?| => 1 case _ => 2 end --> 1
        match "abcd" of case ~ glob|  ab\⏎  c?| => 1 case _ => 2 end --> 1
        """)]
    public void An_extractor_literal_loses_the_common_indent(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        match 1 of case ~ re|\⟦⟧d| => 1 case _ => 2 end --> compile: UnexpectedEscapeCode
        match 1 of case ~ re|\⟦⟧n| => 1 case _ => 2 end --> compile: UnexpectedEscapeCode
        match 1 of case ~ re|a\\\⟦⟧"| => 1 case _ => 2 end --> compile: UnexpectedEscapeCode
        match 1 of case ~ re⟦|a⟧⏎| => 1 case _ => 2 end --> compile: UnterminatedExtractor
        match 1 of case ~ re ⟦|a⟧ --> compile: UnterminatedExtractor
        match 1 of case ~ re⟦|⟧ --> compile: UnterminatedExtractor
        match 1 of case ~ re⟦|a\⏎ b⟧⏎| => 1 case _ => 2 end --> compile: UnterminatedExtractor
        event ⟦| 1⟧ --> compile: UnterminatedExtractor
        event ⟦| 1 |⟧ 2 --> compile: UnrecognizedToken
        true ⟦||⟧ false --> compile: UnrecognizedToken
        match 1 of case ~ ⟦|x|⟧ => 1 end --> compile: UnrecognizedToken
        match 1 of case ~ re ⟦=>⟧ 1 end --> compile: UnrecognizedToken
        match 1 of case ⟦|x|⟧ => 1 end --> compile: UnrecognizedToken
        match 1 of case re⟦|x|⟧ => 1 end --> compile: UnrecognizedToken
        """)]
    public void A_malformed_extractor_literal_has_its_place(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        a ⟦:::⟧ b --> compile: UnrecognizedToken
        a⟦::::⟧b --> compile: UnrecognizedToken
        fn f(a, . . .) with args end; f(1, 2) --> [2]
        match [1, 2] of case %(1, .⏎.⏎.) => 1 case _ => 2 end --> 1
        fn f(a, ..⟦)⟧ with 1 end; 1 --> compile: UnrecognizedToken
        7 ⟦%(⟧4) --> compile: UnrecognizedToken
        7 ⟦%[⟧4] --> compile: UnrecognizedToken
        7 ⟦%{⟧} --> compile: UnrecognizedToken
        7 % (4) --> 3
        7 %4 --> 3
        1 %⟦⟧ --> compile: UnexpectedEndOfStream
        !⟦⟧ --> compile: UnexpectedEndOfStream
        1 ~⟦⟧ --> compile: UnexpectedEndOfStream
        1 ⟦⟧< --> compile: UnrecognizedToken
        1 ⟦⟧> --> compile: UnrecognizedToken
        ⟦⟧@ --> compile: UnrecognizedToken
        event ⟦⟧? 1 : 2 --> compile: UnrecognizedToken
        ⟦⟧'a' --> compile: UnrecognizedToken
        event ⟦\⟧ 1 --> compile: UnrecognizedToken
        event ⟦⟧§ --> compile: UnrecognizedToken
        event ⟦⟧😀 --> compile: UnrecognizedToken
        true &⟦&⟧ false --> compile: UnrecognizedToken
        1 ==⟦=⟧ 1 --> compile: UnrecognizedToken
        1 !=⟦=⟧ 1 --> compile: UnrecognizedToken
        1 <⟦>⟧ 2 --> compile: UnrecognizedToken
        1 <=⟦>⟧ 2 --> compile: UnrecognizedToken
        1 ⟦=⟧ 1 --> compile: UnrecognizedToken
        1 ⟦=>⟧ 1 --> compile: UnrecognizedToken
        1 ⟦~⟧ 1 --> compile: UnrecognizedToken
        1 ⟦~=⟧ 1 --> compile: UnrecognizedToken
        event ⟦!⟧ 1 --> compile: UnrecognizedToken
        $⟦$⟧ --> compile: UnrecognizedToken
        8>>>1 --> 4
        8>>1 --> 4
        8 >> ⟦>⟧ 1 --> compile: UnrecognizedToken
        <<1⟦>>>⟧ --> compile: UnrecognizedToken
        1<2 --> true
        1<-2 --> false
        $ x --> BadAccessInGlobal 1:3-1:4
        event . a <-- {"a": 1} --> 1
        event [ 0 ] <-- [4] --> 4
        """)]
    public void The_longest_token_is_taken_and_a_bad_one_is_unrecognised(string script, string payload, string expected)
        => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        "é😀" + ⟦nope()⟧ --> compile: MissingFunction
        # é😀⏎"é" + ⟦nope()⟧ --> compile: MissingFunction
        "é⏎ --> compile: UnterminatedStringLiteral 1:1-1:3
        let 変数 = 1; 変数 ⟦2⟧ --> compile: UnrecognizedToken
        """)]
    public void Columns_count_characters(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
