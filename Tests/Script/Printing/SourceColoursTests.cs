using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Printing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Printing;

public class SourceColoursTests
{
    [Theory]
    [InlineData("let x = 12;", "«35:let» x «33:=» «36:12»«33:;»")]
    [InlineData("\"a#{b}c\" # d", "«32:\"»«32:a»«33:#{»b«33:}»«32:c»«32:\"» «90:# d»")]
    [InlineData("not null", "«35:not» «36:null»")]
    [InlineData("a @ b", "a «91:@» b")]
    [InlineData("", "")]
    public void Words_have_the_colour_of_what_they_are(string line, string expected) =>
        Assert.Equal(expected, Shown(new SourceColours().Line(new SourceText("s.tremor", line), 1)));

    [Fact]
    public void What_goes_over_lines_is_coloured_on_each()
    {
        var source = new SourceText("s.tremor", "## é\n# b\nlet s = \"\"\"\n  up: #{1}\n end\"\"\";\ns");
        var colours = new SourceColours();
        Assert.Equal(
            ["«94:## é»", "«90:# b»", "«35:let» s «33:=» «32:\"\"\"»", "«32:  up: »«33:#{»«36:1»«33:}»", "«32: end»«32:\"\"\"»«33:;»", "s"],
            Enumerable.Range(1, 6).Select(i => Shown(colours.Line(source, i))));
    }

    [Fact]
    public void A_text_that_cannot_be_cut_into_words_has_no_colours() =>
        Assert.Equal("let s = \"a", new SourceColours().Line(new SourceText("s.tremor", "let s = \"a\nevent"), 1));

    [Fact]
    public void Colours_change_no_character()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "Tests/Cases/scripts"), "script.tremor", SearchOption.AllDirectories))
        {
            var source = new SourceText(file, File.ReadAllText(file));
            var colours = new SourceColours();
            for (var line = 1; line <= source.Text.Count(static c => c == '\n') + 1; line++)
                Assert.Equal(source.Line(line), Regex.Replace(colours.Line(source, line), "\e\\[[0-9]+m", ""));
        }
    }

    private static string Shown(string line) => Regex.Replace(line, "\e\\[([0-9]+)m(.*?)\e\\[0m", "«$1:$2»");
}
