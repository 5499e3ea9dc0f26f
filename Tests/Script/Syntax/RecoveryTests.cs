using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>The errors behind the first one.</summary>
public class RecoveryTests
{
    [Theory]
    [InlineData("1 2; 3; 4 5; 6 7", "1:3-1:4; 1:11-1:12; 1:16-1:17")]
    [InlineData("let a = 1 + ;\nlet b = ;\nlet c = 3", "1:13-1:14; 2:9-2:10")]
    [InlineData("event.from; ;\n$.a; !-1", "1:7-1:11; 1:13-1:14; 2:2-2:3; 2:7-2:8")]
    [InlineData("const a.b = 1; fn f( with 2 end; 1 2", "1:8-1:9")]
    [InlineData("fn f() with\n  let = 1;\n  let x 2;\n  x\nend;\nf() f()", "2:7-2:8; 3:9-3:10; 6:5-6:6")]
    [InlineData("match event of\n  case 1 => 2;\n  case = => 3\n  case _ => (4 5)\nend", "3:3-3:7; 3:8-3:9; 4:16-4:17")]
    [InlineData("match event of case 1 => let x 2 case 3 4 => 5 case _ => 6; 7 8 end; 9 10", "1:32-1:33; 1:41-1:42; 1:63-1:64; 1:72-1:74")]
    [InlineData("(match event of case 1 => 2 3, 4 case _ => 5; 6 end); 7 8", "1:29-1:30; 1:45-1:46; 1:57-1:58")]
    [InlineData("for event of case (k) => 1 case (k, v) => v 2 into 3 end; 4 5", "1:21-1:22; 1:45-1:46; 1:61-1:62")]
    [InlineData("fn f(a) of case 1 => 2 case (3) => 4 5 case _ => 6 7 end; 8 9", "1:17-1:18; 1:38-1:39; 1:52-1:53; 1:61-1:62")]
    [InlineData("patch event of\n  erase a;\n  insert \"b\" 1;\n  move \"c\" => d\nend;\n1 2", "2:9-2:10; 3:14-3:15; 4:15-4:16; 6:3-6:4")]
    [InlineData("let a = 1\nconst B = 2; 3 4", "2:1-2:6; 2:16-2:17")]
    [InlineData("let a = 1 (;\n## doc\nfn f() with 2 3 end; 4", "1:11-1:12; 3:15-3:16")]
    [InlineData("fn f() with match 1 of case _ => 2;\nfn g() with 3 4 end; 5", "2:1-2:3; 2:15-2:16")]
    [InlineData("1;\n### late\n2; 3 4", "2:1-2:9; 3:6-3:7")]
    [InlineData("1 @; 2 @", "1:3-1:3; 1:8-1:8")]
    public void Every_mistake_is_reported(string script, string expected) =>
        Assert.Equal(expected.Split("; ").Select(static p => "UnrecognizedToken " + p), ErrorsOf(script));

    [Theory]
    [InlineData("match event of case 1 => 2 end end; let x = 1", "1:32-1:35")]
    [InlineData("mtach event of case 1 => 2 case _ => 3 end; 4", "1:7-1:12")]
    [InlineData("match event of case 1 => mtach 2 of case 3 => 4 end case _ => 5 end", "1:32-1:33")]
    [InlineData("match event of case 1 => 2 ned; let x = 1; fn f() with 3 end", "1:28-1:31")]
    [InlineData("fn f() with const A = 1; A end; 2", "1:13-1:18")]
    [InlineData("let x = foo(1;\nlet y = 2;\nlet z = 3", "1:14-1:15")]
    [InlineData("let x = (1; 2); 3", "1:11-1:12")]
    [InlineData("let x = {\"a\": 1; \"b\": 2}; 3", "1:16-1:17")]
    [InlineData("for x in event do x end; 1", "1:7-1:9")]
    [InlineData("if event then 1 else 2 end", "1:4-1:9")]
    [InlineData("fn f() { 1 }; 2", "1:8-1:9")]
    public void A_consequence_of_a_mistake_is_none(string script, string expected) => Assert.Equal(["UnrecognizedToken " + expected], ErrorsOf(script));

    [Theory]
    [InlineData("12ab + 0x; 0b1 + 99999999999999999999", "UnexpectedCharacter 1:3-1:3; InvalidHexLiteral 1:8-1:11; UnexpectedCharacter 1:13-1:13; InvalidIntLiteral 1:18-1:38")]
    [InlineData("2.5e, 2.5x, 3x1, 1 2", "InvalidFloatLiteral 1:1-1:6; UnexpectedCharacter 1:7-1:10; InvalidHexLiteral 1:13-1:16")]
    [InlineData("[2.5e\"a\", 0x\"b\"] 1 2", "InvalidFloatLiteral 1:2-1:7; InvalidHexLiteral 1:11-1:15")]
    [InlineData("\"\\a#{}\\q\" + \"#{\"\\u1\"}\"", "UnexpectedEscapeCode 1:2-1:4; EmptyInterpolation 1:4-1:7; UnexpectedEscapeCode 1:7-1:9; InvalidUtf8Sequence 1:17-1:21")]
    [InlineData("match 1 of case ~ re|\\d\\s| => 1 end", "UnexpectedEscapeCode 1:23-1:23; UnexpectedEscapeCode 1:25-1:25")]
    [InlineData("\"C:\\dir\\\"; 1", "UnexpectedEscapeCode 1:4-1:6")]
    [InlineData("0b1;\n\"abc", "UnexpectedCharacter 1:2-1:2; UnterminatedStringLiteral 2:1-2:5")]
    [InlineData("\"abc\n0b1", "UnterminatedStringLiteral 1:1-1:5")]
    public void Malformed_numbers_and_escapes_are_reported_together(string script, string expected) => Assert.Equal(expected.Split("; "), ErrorsOf(script));

    [Fact]
    public void There_are_at_most_twenty()
    {
        Assert.Equal(20, ErrorsOf(string.Join(";\n", Enumerable.Repeat("1 2", 100))).Count);
        Assert.Equal(20, ErrorsOf("fn f() with\n" + string.Join(";\n", Enumerable.Repeat("1 2", 100)) + " end").Count);
        Assert.Equal(20, ErrorsOf(string.Join(";\n", Enumerable.Repeat("0b1", 100))).Count);
    }

    /// <summary>One token of a sound script is replaced: that is one mistake, or none, but for one place in five hundred.</summary>
    [Theory]
    [InlineData(" ")]
    [InlineData(" end ")]
    [InlineData(" case ")]
    [InlineData(" ; ")]
    [InlineData(" name ")]
    [InlineData(" ( ")]
    [InlineData(" } ")]
    [InlineData(" let ")]
    public void One_mistake_is_one_error(string replacement)
    {
        const int every = 2;
        var at = 0;
        var mutations = 0;
        var cascades = new List<string>();
        var cases = Path.Combine(Repository.Root, "Tests", "Cases", "scripts");
        foreach (var file in Directory.GetFiles(cases, "*.tremor", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            if (ErrorsOf(text).Count > 0) continue;
            foreach (var token in Lexer.Tokenize(new SourceText("", text)))
            {
                // Strings change their meaning with what stands around them, and fewer tokens are enough.
                if (token.Kind is TokenKind.EndOfInput or (>= TokenKind.StringStart and <= TokenKind.InterpolationEnd) || at++ % every != 0) continue;
                var errors = ErrorsOf(text[..token.Start] + replacement + text[token.End..]);
                if (errors.Count > 1) cascades.Add($"{file}: `{text[token.Start..token.End]}` replaced by `{replacement}`: {string.Join("; ", errors)}");
                mutations++;
            }
        }

        Assert.InRange(mutations, 400, int.MaxValue);
        Assert.True(cascades.Count * 500 <= mutations, string.Join('\n', cascades));
    }

    private static List<string> ErrorsOf(string script)
    {
        try
        {
            ScriptReader.Script(new SourceText("test", script));
            return [];
        }
        catch (ScriptException e)
        {
            return [.. e.ToDiagnostics().Select(ScriptRun.Describe)];
        }
    }
}
