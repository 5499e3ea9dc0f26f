using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>The texts of syntax errors and their suggestions (spec: language 12.5, language 13).</summary>
public class SyntaxHintTests
{
    [Theory]
    [InlineData("1 2", "Found the token `2` but expected one of `;`, `<operator>`, `<end-of-stream>`")]
    [InlineData("1 +;", "Found the token `;` but expected `<expression>`")]
    [InlineData("let 1", "Found the token `1` but expected `<path>`")]
    [InlineData("let x 1", "Found the token `1` but expected one of `.`, `::`, `=`, `(`, `[`")]
    [InlineData("const 1", "Found the token `1` but expected `<ident>`")]
    [InlineData("f(1", "The text ends here, but expected one of `,`, `)`, `<operator>`")]
    [InlineData(";", "Found the token `;` but expected one of `<mod-comment>`, `<expression>`, `<definition>`")]
    [InlineData("match 1 of case )", "Found the token `)` but expected `<pattern>`")]
    [InlineData("patch 1 of x", "Found the token `x` but expected `<patch-operation>`")]
    [InlineData("{1}", "Found the token `1` but expected one of `}`, `<string>`")]
    [InlineData("match 1 of case %{a 1}", "Found the token `1` but expected one of `=`, `~=`, `<comparison>`")]
    [InlineData("1 @", "Found the token `@` but expected one of `;`, `<operator>`, `<end-of-stream>`")]
    [InlineData("1 \"a\"", "Found the token `\"` but expected one of `;`, `<operator>`, `<end-of-stream>`")]
    [InlineData("", "The text ends here, but expected one of `<expression>`, `<definition>`")]
    public void The_message_names_what_fits(string script, string expected) =>
        Assert.Equal(expected.Replace("`<mod-comment>`, ", ""), ErrorOf(script).Message);

    [Theory]
    [InlineData("event.end", "`end` is a keyword; write it between backticks to use it as a name: `` `end` ``")]
    [InlineData("event.case", "`case` is a keyword; write it between backticks to use it as a name: `` `case` ``")]
    [InlineData("let default = 1", "`default` is a keyword; write it between backticks to use it as a name: `` `default` ``")]
    [InlineData("from + 1", "`from` is a keyword; write it between backticks to use it as a name: `` `from` ``")]
    [InlineData("match 1 of case 1 => 2; case _ => 3 end", "No `;` may follow the last expression of a body: it separates expressions. Is there one in front of this `case`?")]
    [InlineData("match 1 of case 1 => 2 default => 3 end", "The last clause of a `match` is `case _ =>`. No `;` may follow the last expression of a body: it separates expressions")]
    [InlineData("patch event of erase \"a\"; end", "No `;` may follow the last expression of a body: it separates expressions")]
    [InlineData("event +\n## doc\n1", "Documentation comments stand only before definitions; write an ordinary comment with a single `#`")]
    [InlineData("event.\"a b\"", "A name with special characters is written between backticks, not quotes")]
    [InlineData("!-1", "Put the negative value into parentheses")]
    [InlineData("<< -1 >>", "Put the negative value into parentheses")]
    [InlineData("match 1 fo case _ => 1 end", "Did you mean `of`?")]
    [InlineData("match 1 of case _ => 1 ned", "Did you mean `end`?")]
    [InlineData("event.a adn event.b", "Did you mean `and`?")]
    [InlineData("mtach event of case _ => 1 end", "Did you mean `match event`?")]
    [InlineData("1; lte x = 2", "Did you mean `let x`?")]
    [InlineData("emitt 1", "Did you mean `emit 1`?")]
    [InlineData("if event then 1", "There is no `if`: write `match .. of case .. => .. case _ => .. end`")]
    [InlineData("return 1", "There is no `return`: the last expression of a function is its value")]
    [InlineData("function f(x) with x end", "Functions are defined with `fn name(..) with .. end`")]
    [InlineData("x = 1", "`==` compares; `=` stands behind `let` and `const`")]
    [InlineData("match x of case y when y = 1 => 1 end", "`==` compares; `=` stands behind `let` and `const`")]
    [InlineData("x === 1", "`==` compares")]
    [InlineData("let x == 1", "`=` assigns; `==` compares")]
    [InlineData("let x: 1", "`=` assigns")]
    [InlineData("x += 1", "There is no `+=`: write `let x = x + ..`")]
    [InlineData("true && false", "Write `and`")]
    [InlineData("true || false", "Write `or`")]
    [InlineData("1 | 2 |", "A `|` begins the argument of an extractor, as in `~ re|..|`; there is no bitwise or")]
    [InlineData("1 <> 2", "Write `!=`")]
    [InlineData("1 %(2)", "`%` with a bracket directly behind it begins a pattern; the remainder needs a blank between them")]
    [InlineData("'a'", "Texts stand between double quotes")]
    [InlineData("x ? 1 : 2", "There is no `?`: write `match .. of case true => .. case _ => .. end`")]
    [InlineData("[1 2]", "Is a `,` missing in front of it?")]
    [InlineData("{\"a\": 1 \"b\": 2}", "Is a `,` missing in front of it?")]
    [InlineData("f(1\n2)", "Is a `,` missing in front of it?")]
    [InlineData("let a = 1\nlet b = 2", "Is a `;` missing at the end of the line before? Line ends separate nothing")]
    [InlineData("fn f() with\n  let a = 1\n  f(a)\nend; 1", "Is a `;` missing at the end of the line before? Line ends separate nothing")]
    [InlineData("1;\nfn f() with\n  match 1 of case _ => 2;\n1", "The `match` in line 3 has no `end`")]
    [InlineData("fn f() with 1;\nfn g() with 2 end; 3", "The `fn` in line 1 has no `end`")]
    [InlineData("let a = (1 + 2", "The `(` in line 1 is not closed")]
    [InlineData("f(1;\n2", "The `(` in line 1 is not closed")]
    [InlineData("[1, 2)", "The `[` in line 1 is not closed")]
    [InlineData("1 2", null)]
    [InlineData("event;;", null)]
    public void The_hint_says_what_to_try(string script, string? expected) => Assert.Equal(expected, ErrorOf(script).Hint);

    private static Diagnostic ErrorOf(string script)
    {
        var error = Assert.Throws<ScriptException>(() => ScriptReader.Script(new SourceText("test", script)));
        return error.Error.ToDiagnostic();
    }
}
