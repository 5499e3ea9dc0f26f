namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Blanks, comments and the comments that are grammar (spec: language 1.1, language 1.11, language 12.2).</summary>
public class CommentTests
{
    [Theory]
    [ScriptTable("""
        1 +␍⏎ 2 --> 3
        1⇥+⇥2 --> 3
        1 + 2 --> 3
        # first⏎1 # last --> 1
        #⏎1 --> 1
        ␠# indented⏎1 --> 1
        "a # b" --> "a # b"
        """)]
    public void Blanks_and_comments_are_skipped(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Fact]
    public void Every_white_space_character_of_unicode_is_a_blank()
    {
        foreach (var blank in "\t\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000")
            Assert.Equal("3", ScriptRun.Of($"1{blank}+{blank}2"));
        Assert.Equal("compile: UnrecognizedToken 1:2-1:2", ScriptRun.Of("1\u200b+ 2"));
    }

    [Theory]
    [ScriptTable("""
        ## doc⏎const A = 1; A --> 1
        ## one⏎## two⏎const A = 1; A --> 1
        ## one⏎# between⏎## two⏎const A = 1; A --> 1
        ## one⏎⏎⏎const A = 1; A --> 1
        ##⏎const A = 1; A --> 1
        ## doc⏎fn f() with 2 end; f() --> 2
        ## doc⏎intrinsic fn f(x) as string::len; f("abc") --> 3
        1; ## doc⏎const A = 4; A --> 4
        ## d⏎⟦use⟧ a; 1 --> compile: UnrecognizedToken
        ## d⏎⟦let⟧ x = 1 --> compile: UnrecognizedToken
        ## d⏎⟦event⟧ --> compile: UnrecognizedToken
        1;⏎## d⏎⟦event⟧ --> compile: UnrecognizedToken
        1;⏎## d⏎## e⏎⟦match⟧ 1 of case _ => 1 end --> compile: UnrecognizedToken
        1⏎⟦## d⟧⏎const A = 1 --> compile: UnrecognizedToken
        1 +⏎⟦## d⟧⏎2 --> compile: UnrecognizedToken
        [⏎⟦## d⟧⏎1] --> compile: UnrecognizedToken
        for [1] of case (i, v) => v⏎⟦## d⟧⏎into 0 end --> compile: UnrecognizedToken
        fn f() with⏎⟦## d⟧⏎1 end; 1 --> compile: UnrecognizedToken
        match 1 of⏎⟦## d⟧⏎case _ => 1 end --> compile: UnrecognizedToken
        const A =⏎⟦## d⟧⏎1 --> compile: UnrecognizedToken
        """)]
    public void A_doc_comment_stands_before_a_definition_alone(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        ### m⏎1 --> 1
        ### m⏎### n⏎1 --> 1
        ### m⏎# between⏎### n⏎1 --> 1
        #### banner ####⏎1 --> 1
        # c⏎### m⏎1 --> 1
        ### m⏎## doc⏎const A = 1; A --> 1
        1;⏎⟦### m⟧⏎2 --> compile: UnrecognizedToken
        1;⏎⟦#### section⟧⏎2 --> compile: UnrecognizedToken
        1⏎⟦###########⟧⏎ --> compile: UnrecognizedToken
        ## d⏎⟦### m⟧⏎const A = 1 --> compile: UnrecognizedToken
        ### m⏎## d⏎⟦### n⟧⏎const A = 1 --> compile: UnrecognizedToken
        """)]
    public void A_module_comment_stands_at_the_start_alone(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("1;\n## d")]
    [InlineData("## d\n")]
    [InlineData("### m\n")]
    [InlineData("# only a comment")]
    [InlineData("  \n ")]
    [InlineData("")]
    public void Comments_make_no_script(string script) => Assert.StartsWith("compile: ParserError ", ScriptRun.Of(script), StringComparison.Ordinal);

    [Theory]
    [ScriptTable("""
        ⟦#!config ⟧a = 1⏎event --> compile: UnrecognizedToken
        ⟦#!⟧config⏎event --> compile: UnrecognizedToken
        ⟦#!⟧configured a⏎event --> compile: UnrecognizedToken
        ⟦#!⟧ x --> compile: UnrecognizedToken
        ⟦#!⟧ --> compile: UnrecognizedToken
        ⟦#!⟧/usr/bin/env tremor⏎event --> compile: UnrecognizedToken
        1;⏎⟦#!config ⟧a = 1 --> compile: UnrecognizedToken
        #!/usr/bin ⟦"abc⟧ --> compile: UnterminatedStringLiteral
        """)]
    public void A_directive_has_no_place_in_a_script(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
