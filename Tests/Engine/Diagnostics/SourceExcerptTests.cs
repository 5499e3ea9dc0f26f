using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

/// <summary>What is shown of long lines and long contexts.</summary>
public sealed class SourceExcerptTests
{
    [Theory]
    [InlineData("", "start", "")]
    [InlineData("", "start", "x")]
    [InlineData("x", "middle", "x")]
    [InlineData("x", "end", "")]
    [InlineData("漢", "wide", "字")]
    [InlineData("👩🚀", "joined", "e\u0301")]
    [InlineData("हिन्दी", "marks", "தமிழ்")]
    [InlineData("\u0301", "lone marks", "\u0338")]
    [InlineData("x", "字漢", "x")]
    [InlineData("x\t", "tabs", "\tx")]
    [InlineData("\u001b\u202e", "control", "\u0007")]
    [InlineData("\u3164\ue000", "not seen", "\ufe0f")]
    [InlineData("x", "\u2060\ufe0f", "x")]
    public void The_part_around_the_mark_is_shown_and_the_mark_stands_below_it(string before, string marked, string after)
    {
        var (head, tail) = (Repeated(before), Repeated(after));
        var source = new SourceText("x", $"first\n{head}{marked}{tail}\r\nlast");
        var column = head.EnumerateRunes().Count() + 1;
        var excerpt = SourceExcerpt.Of(source, 2, column, column + marked.EnumerateRunes().Count());
        Assert.InRange(CellWidth.Of(excerpt.Text), head.Length + tail.Length == 0 ? 1 : 100, 160);
        Assert.DoesNotContain('\t', excerpt.Text);
        Assert.Equal(head.Length > 160, excerpt.Text.StartsWith("... "));
        Assert.Equal(tail.Length > 160, excerpt.Text.EndsWith(" ..."));
        var shown = PrintableText.Line(marked);
        var at = excerpt.Text.IndexOf(shown, StringComparison.Ordinal);
        Assert.Equal(CellWidth.Of(excerpt.Text.AsSpan(0, at)), excerpt.MarkAt);
        Assert.Equal(CellWidth.Of(shown), excerpt.MarkWidth);
    }

    [Fact]
    public void Marks_are_not_parted_from_their_letters_and_endless_ones_are_cut()
    {
        var source = new SourceText("x", new string('x', 200) + "e\u0301" + new string('y', 44) + "z" + new string('\u0301', 100_000));
        var excerpt = SourceExcerpt.Of(source, 1, 247, 248);
        Assert.StartsWith("... ", excerpt.Text);
        Assert.InRange(excerpt.Text.Length, 150, 1000);
        Assert.Equal('z', excerpt.Text[excerpt.Text.IndexOf("yz", StringComparison.Ordinal) + 1]);
        var cut = SourceExcerpt.Of(new("x", "e\u0301" + new string('y', 50) + new string('z', 500)), 1, 53, 54);
        Assert.StartsWith("... yy", cut.Text);
    }

    [Fact]
    public void A_mark_that_is_longer_than_the_part_is_cut_with_it()
    {
        var excerpt = SourceExcerpt.Of(new("x", new string('a', 1_000_000)), 1, 1, 1_000_001);
        Assert.Equal((0, 152), (excerpt.MarkAt, excerpt.MarkWidth));
    }

    [Fact]
    public void A_thousand_findings_in_one_long_line_take_little_room_and_time()
    {
        var source = new SourceText("x", string.Concat(Enumerable.Repeat("漢字 and more text ", 1_000_000)));
        var length = 0L;
        for (var i = 0; i < 1000; i++)
        {
            var place = new SourceSpan(source, source.PositionAt(i * 15_000), source.PositionAt((i * 15_000) + 5));
            length += DiagnosticRenderer.Render(new() { Severity = Severity.Error, Code = "X", Message = "wrong", Span = place }).Length;
        }

        Assert.InRange(length, 100_000, 500_000);
    }

    [Fact]
    public void Of_a_long_context_its_ends_and_the_lines_around_the_mark_are_shown()
    {
        var source = new SourceText("x", string.Join('\n', Enumerable.Range(1, 20_000).Select(static n => $"line {n}")));
        var finding = new Diagnostic
        {
            Severity = Severity.Error,
            Code = "X",
            Message = "wrong",
            Span = new SourceSpan(source, new(10_000, 1, 0), new(10_000, 5, 0)),
            Outer = new SourceSpan(source, new(1, 1, 0), new(20_000, 5, 0)),
        };
        Assert.Equal(
            """
            Error: 
                1 | line 1
                2 | line 2
                3 | line 3
                  | ... 9,988 lines
             9992 | line 9992
             9993 | line 9993
             9994 | line 9994
             9995 | line 9995
             9996 | line 9996
             9997 | line 9997
             9998 | line 9998
             9999 | line 9999
            10000 | line 10000
                  | ^^^^ wrong
            10001 | line 10001
            10002 | line 10002
                  | ... 9,995 lines
            19998 | line 19998
            19999 | line 19999
            20000 | line 20000


            """,
            DiagnosticRenderer.Render(finding));
    }

    [Fact]
    public void A_very_long_message_is_shortened()
    {
        var text = DiagnosticRenderer.Render(new() { Severity = Severity.Error, Code = "X", Message = new string('a', 1499) + "👍" + new string('b', 5_000_000) + "the end" });
        Assert.StartsWith("Error: aaa", text);
        Assert.EndsWith("the end\n\n", text);
        Assert.Contains("aa ... 4,999,709 characters ... bb", text);
    }

    private static string Repeated(string text) => string.Concat(Enumerable.Repeat(text, 500));
}
