using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Printing;

namespace Tremor.Dataflow.Tests.Script.Printing;

public class SyntaxDumpTests
{
    private const string Script = """
        ## twice
        fn f(a) with a * 2 end;
        let x = "é#{f(1)}"
        """;

    [Fact]
    public void Tokens_have_place_kind_and_text() => Assert.Equal(
        """
        1:1-1:9              doc          ## twice
        2:1-2:3              keyword      fn
        2:4-2:5              name         f
        2:5-2:6              symbol       (
        2:6-2:7              name         a
        2:7-2:8              symbol       )
        2:9-2:13             keyword      with
        2:14-2:15            name         a
        2:16-2:17            symbol       *
        2:18-2:19            integer      2
        2:20-2:23            keyword      end
        2:23-2:24            symbol       ;
        3:1-3:4              keyword      let
        3:5-3:6              name         x
        3:7-3:8              symbol       =
        3:9-3:10             quote        "
        3:10-3:11            text         é
        3:11-3:13            symbol       #{
        3:13-3:14            name         f
        3:14-3:15            symbol       (
        3:15-3:16            integer      1
        3:16-3:17            symbol       )
        3:17-3:18            symbol       }
        3:18-3:19            quote        "

        """, Dump(SyntaxDump.Tokens, Script));

    [Fact]
    public void Nodes_have_their_parts_below_them() => Assert.Equal(
        """
        ## twice
        fn f  2:1-2:23
          parameter a  2:6-2:7
          operators  2:14-2:19
            path a  2:14-2:15
            *
              literal 2  2:18-2:19
        let  3:5-3:19
          path x  3:5-3:6
          string  3:9-3:19
            text "é"
            interpolation
              call f  3:13-3:17
                literal 1  3:15-3:16

        """, Dump(SyntaxDump.Tree, Script));

    [Fact]
    public void The_script_comes_back_in_its_layout() => Assert.Equal(
        """
        ## twice
        fn f(a) with
          a * 2
        end;
        let x = "é#{f(1)}"

        """, Dump(SyntaxDump.Script, Script));

    [Fact]
    public void Line_ends_do_not_break_a_line_of_tokens() => Assert.Equal(
        """
        1:1-1:4              quote        \"\"\"
        2:1-3:1              text         a\n
        3:1-3:4              quote        \"\"\"
        3:4-3:4              bad          @

        """.Replace("\\\"", "\""), Dump(SyntaxDump.Tokens, "\"\"\"\na\n\"\"\"@"));

    [Fact]
    public void A_script_with_an_error_has_findings_instead()
    {
        var findings = new List<Diagnostic>();
        var text = new StringWriter();
        Assert.False(SyntaxDump.Tokens(new SourceText("t", "\"abc"), text, findings));
        Assert.False(SyntaxDump.Tree(new SourceText("t", "1 +"), text, findings));
        Assert.False(SyntaxDump.Script(new SourceText("t", new string('[', 5000)), text, findings));
        Assert.Equal("", text.ToString());
        Assert.Equal(["UnterminatedStringLiteral", "ParserError", "ParserError"], findings.Select(static f => f.Code));
    }

    private static string Dump(Func<SourceText, TextWriter, List<Diagnostic>, bool> dump, string script)
    {
        var text = new StringWriter { NewLine = "\n" };
        Assert.True(dump(new SourceText("test.tremor", script), text, []));
        return text.ToString();
    }
}
