using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Printing;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Printing;

public class ScriptPrinterTests
{
    [Property(MaxTest = 300)]
    public Property Parsing_what_was_printed_gives_the_same_tree() =>
        Prop.ForAll(RandomTree.File.ToArbitrary(), static tree =>
        {
            var text = ScriptPrinter.Print(tree);
            Assert.Equal(TreeWriter.Outline(tree), TreeWriter.Outline(Parse(text)));
            Assert.Equal(text, ScriptPrinter.Print(Parse(text)));
        });

    [Fact]
    public void Every_script_of_the_golden_cases_and_the_library_keeps_its_meaning()
    {
        var folders = new[] { Path.Combine("Tests", "Cases"), "examples", Path.Combine("Script", "Library") };
        var files = folders.SelectMany(static f => Directory.GetFiles(Path.Combine(Repository.Root, f), "*.tremor", SearchOption.AllDirectories)).ToList();
        var parsed = 0;
        foreach (var file in files)
        {
            ScriptFile tree;
            try
            {
                tree = Parse(File.ReadAllText(file));
            }
            catch (ScriptException)
            {
                continue; // a case of an error
            }

            var printed = ScriptPrinter.Print(tree);
            Assert.True(TreeWriter.Outline(tree) == TreeWriter.Outline(Parse(printed)), $"{file} became\n{printed}");
            parsed++;
        }

        Assert.InRange(parsed, 40, int.MaxValue);
    }

    [Theory]
    [InlineData("1+2 ;let   x=( 3 )", "1 + 2;\nlet x = 3\n")]
    [InlineData("(1 + 2) * 3 - (4 - 5) - 6", "(1 + 2) * 3 - (4 - 5) - 6\n")]
    [InlineData("-(-1); not(not(x)); !(-1); -(a.b)", "--1;\nnot not x;\n!(-1);\n-a.b\n")]
    [InlineData("(event).a; f(1).a; (x).y", "(event).a;\nf(1).a;\n(x).y\n")]
    [InlineData("`end` + `a b` + `plain`", "`end` + `a b` + plain\n")]
    [InlineData("\"\"\"\na\n#{1}\"b\"\\#{\"\"\"", "\"a\\n#{1}\\\"b\\\"\\#{\"\n")]
    [InlineData("0x10 + 1_0 + 2.50 + 1.0e400", "16 + 10 + 2.5 + 1.0e999\n")]
    [InlineData("use a::{b, c as d, e::{f}}; use g; 1", "use a::{b, c as d, e::f};\nuse g;\n1\n")]
    [InlineData("### m\n## d\n## e\nconst A=1 # gone", "### m\n## d\n## e\nconst A = 1\n")]
    [InlineData("match a of case x = ~ re|  a\\||when true => 1; 2 case %{a ~= %( 1,...), present b, c ~= re|x|} => 3 end",
        "match a of\n  case x = ~ re|a\\|| when true =>\n    1;\n    2\n  case %{ a ~= %(1, ...), present b, c ~= re|x| } => 3\nend\n")]
    [InlineData("let x = (match 1 of case _ => 1, 2 end)", "let x = (match 1 of\n  case _ =>\n    1,\n    2\nend)\n")]
    [InlineData("fn f(a,...) with a; args end; fn g(a) of case (1,_) when a => 2 case _ => 3 end; intrinsic fn h(...) as a::b",
        "fn f(a, ...) with\n  a;\n  args\nend;\nfn g(a) of\ncase (1, _) when a => 2\ncase _ => 3\nend;\nintrinsic fn h(...) as a::b\n")]
    [InlineData("for x of case (k,v) => k into 0 use + end", "for x of\n  case (k, v) => k\ninto 0 use +\nend\n")]
    [InlineData("patch x of insert \"a\"=>1; merge =>{}; move \"a\"=>\"b\"; erase \"c\" end", "patch x of\n  insert \"a\" => 1;\n  merge => {};\n  move \"a\" => \"b\";\n  erase \"c\"\nend\n")]
    [InlineData("<<1:8/little,(1+2)>>; <<>>", "<< 1:8/little, (1 + 2) >>;\n<< >>\n")]
    [InlineData("emit; emit 1 =>\"p\"; drop; $ ; $a.b; event[1:2][\"x\"]", "emit;\nemit 1 => \"p\";\ndrop;\n$;\n$a.b;\nevent[1:2][\"x\"]\n")]
    public void A_script_is_laid_out(string script, string expected) => Assert.Equal(expected, ScriptPrinter.Print(Parse(script)));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(" a")]
    [InlineData(" \t |\\")]
    [InlineData("  a b")]
    public void Blanks_in_front_of_an_extractor_argument_stay(string argument)
    {
        var text = $"match x of case ~ re{Notation.Extractor(argument)} => 1 end";
        var match = (MatchExpression)((ExpressionStatement)Parse(text).Statements[0]).Expression;
        Assert.Equal(argument, ((ExtractorPattern)match.Clauses[0].Pattern).Argument);
    }

    private static ScriptFile Parse(string text) => ScriptReader.Script(new SourceText("test", text));
}
