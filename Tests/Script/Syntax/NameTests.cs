namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Keywords and identifiers (spec: language 1.2, language 1.3).</summary>
public class NameTests
{
    private const string Keywords = """
        absent    and       args      as        by        case      connect   connector  const    copy
        create    default   define    deploy    drop      each      emit      end        erase    event
        false     flow      fn        for       from      group     having    insert     into     intrinsic
        let       match     merge     mod       move      not       null      of         operator or
        patch     pipeline  present   recur     script    select    set       sliding    state    stream
        to        true      tumbling  update    upsert    use       when      where      window   with
        xor
        """;

    public static TheoryData<string> Keyword => [.. Keywords.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Keyword))]
    public void A_keyword_is_a_name_only_between_backticks(string keyword)
    {
        Assert.Equal($"compile: UnrecognizedToken 1:7-1:{7 + keyword.Length}", ScriptRun.Of($"event.{keyword}"));
        Assert.Equal($"compile: UnrecognizedToken 1:14-1:{14 + keyword.Length}", ScriptRun.Of($"use nowhere::{keyword}; 1"));
        Assert.Equal($"compile: UnrecognizedToken 1:7-1:{7 + keyword.Length}", ScriptRun.Of($"const {keyword} = 1"));
        Assert.Equal($"compile: UnrecognizedToken 1:4-1:{4 + keyword.Length}", ScriptRun.Of($"fn {keyword}() with 1 end; 1"));
        Assert.Equal($"compile: UnrecognizedToken 1:6-1:{6 + keyword.Length}", ScriptRun.Of($"a::b.{keyword}"));
        Assert.Equal("1", ScriptRun.Of($"event.`{keyword}`", $"{{\"{keyword}\": 1}}"));
        Assert.Equal("2", ScriptRun.Of($"let `{keyword}` = 2; `{keyword}`"));
        Assert.Equal("3", ScriptRun.Of($"match event of case %{{ `{keyword}` == 1 }} => 3 case _ => 4 end", $"{{\"{keyword}\": 1}}"));
        if (keyword is not ("present" or "absent"))
            Assert.Equal($"compile: UnrecognizedToken 1:24-1:{24 + keyword.Length}", ScriptRun.Of($"match event of case %{{ {keyword} == 1 }} => 3 case _ => 4 end"));
    }

    [Theory]
    [ScriptTable("""
        let Match = 1; Match --> 1
        let TRUE = 1; TRUE --> 1
        let End = 1; End --> 1
        let nil = 1; nil --> 1
        let order = 1; order --> 1
        let if = 1; if --> 1
        let else = 1; else --> 1
        let return = 1; return --> 1
        let matches = 1; matches --> 1
        ⟦mod⟧ a with 1 end --> compile: UnrecognizedToken
        match 1 of ⟦default⟧ => 1 end --> compile: UnrecognizedToken
        match 1 of case 1 => 1 ⟦default⟧ => 2 end --> compile: UnrecognizedToken
        match event of case %{ present ⟦==⟧ 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        """)]
    public void Keywords_are_exactly_those_of_the_list(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        let a_b_ = 1; a_b_ --> 1
        let a1 = 1; a1 --> 1
        let été = 1; été --> 1
        let 变量 = 3; 变量 --> 3
        let ℘ = 4; ℘ --> 4
        let a·b = 5; a·b --> 5
        let 𝒜𝒷 = 6; 𝒜𝒷 --> 6
        let x = 1; `x` --> 1
        let `x` = 1; x --> 1
        let `a b.c` = 1; `a b.c` --> 1
        let `` = 7; `` --> 7
        let `a\` = 8; `a\` --> 8
        let `_tmp` = 9; `_tmp` --> 9
        let `é"#` = 9; `é"#` --> 9
        event.`odd key` <-- {"odd key": 1} --> 1
        $`odd name` --> BadAccessInGlobal 1:2-1:12
        let ⟦_⟧tmp = 1; 1 --> compile: UnrecognizedToken
        ⟦_⟧tmp --> compile: UnrecognizedToken
        event.⟦_⟧a --> compile: UnrecognizedToken
        let ⟦_⟧_ = 1 --> compile: UnrecognizedToken
        let ⟦⟧€ = 1 --> compile: UnrecognizedToken
        let a = ⟦`abc⟧⏎1 --> compile: UnterminatedIdentLiteral
        ⟦`abc⟧ --> compile: UnterminatedIdentLiteral
        ⟦`⟧ --> compile: UnterminatedIdentLiteral
        """)]
    public void An_identifier_is_plain_or_between_backticks(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));
}
