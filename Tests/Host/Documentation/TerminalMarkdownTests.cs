using Tremor.Dataflow.Host.Documentation;

namespace Tremor.Dataflow.Tests.Host.Documentation;

public sealed class TerminalMarkdownTests
{
    [Fact]
    public void Off_a_terminal_text_is_plain_and_lines_stay_as_they_are() => Assert.Equal(
        "Title\n\nA `word` and a link\nof two lines.\n\n- one\n- two\n\n    let x = 1;\n\n    x\n",
        Shown("# Title\n\nA `word` and a [link](there.md)\nof two **lines**.\n\n- one\n- two\n\n```tremor\nlet x = 1;\n\nx\n```\n"));

    [Fact]
    public void Paragraphs_and_lists_are_wrapped_to_the_width_of_the_terminal() => Assert.Equal(
        "aaa bbb ccc ddd eee\nfff ggg\n\n- aaa bbb ccc ddd eee\n  fff ggg hhh\n",
        Shown("aaa bbb ccc\nddd eee fff ggg\n\n- aaa bbb ccc ddd eee fff ggg hhh\n", width: 22));

    [Fact]
    public void Colours_take_the_place_of_marks() => Assert.Equal(
        "\e[1mTitle\e[0m\n\n\e[36mlen\e[0m of \e[1mall\e[0m\n",
        Shown("## Title\n\n`len` of **all**\n", colour: true));

    [Fact]
    public void Columns_are_aligned_and_a_bar_in_a_cell_is_kept() => Assert.Equal(
        "name   value\n`a|b`  1\n`c`    22\n",
        Shown("| name | value |\n| --- | --- |\n| `a\\|b` | 1 |\n| `c` | 22 |\n"));

    [Fact]
    public void A_wide_column_is_wrapped_within_itself() => Assert.Equal(
        "len   the number of all\n      elements\nsort  in order\n",
        Shown("| name | |\n| --- | --- |\n| len | the number of all elements |\n| sort | in order |\n", width: 25));

    [Theory]
    [InlineData("a ` b", "a ` b\n")]
    [InlineData("`` ` ``", "`` ` ``\n")]
    [InlineData("a [b] (c", "a [b] (c\n")]
    [InlineData("**", "**\n")]
    [InlineData("|", "\n")]
    [InlineData("", "\n")]
    [InlineData("```", "")]
    public void Marks_without_a_partner_are_text(string markdown, string shown) => Assert.Equal(shown, Shown(markdown));

    private static string Shown(string markdown, bool colour = false, int width = 0)
    {
        var text = new StringWriter { NewLine = "\n" };
        TerminalMarkdown.Write(markdown, text, colour, width);
        return text.ToString();
    }
}
