using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public sealed class DiagnosticRendererTests
{
    private static readonly SourceText s_script = new("tax.tremor", "let a = 1;\nlet b = 2;\nlet rate = taxes[event.country];\nrate");

    [Fact]
    public void The_span_is_underlined_and_the_hint_stands_behind_the_carets()
    {
        Assert.Equal(
            """
            Error: 
                3 | let rate = taxes[event.country];
                  |                  ^^^^^^^^^^^^^ missing
                  |                                NOTE: did you mean "county"?


            """,
            DiagnosticRenderer.Render(Finding(new(3, 18, 39), new(3, 31, 52))));
    }

    [Fact]
    public void The_lines_of_the_outer_span_are_shown_and_a_span_over_lines_is_marked_at_its_last_one()
    {
        var finding = Finding(new(1, 5, 4), new(2, 6, 16)) with { Hint = null, Outer = new(s_script, new(1, 1, 0), new(3, 1, 22)) };
        Assert.Equal(
            """
            Error in tax.tremor:1:5 
                1 | let a = 1;
                2 | let b = 2;
                  | ^^^^^ missing
                3 | let rate = taxes[event.country];


            """,
            DiagnosticRenderer.Render(finding, new() { ShowFile = true }));
    }

    [Fact]
    public void A_finding_without_a_place_is_one_line()
    {
        var finding = new Diagnostic { Severity = Severity.Error, Code = "FileNotFound", Message = "there is no file x.json" };
        Assert.Equal("Error: there is no file x.json\n\n", DiagnosticRenderer.Render(finding, new() { ShowFile = true }));
        Assert.Equal(
            "Warning(general): there is no file x.json\n\n",
            DiagnosticRenderer.Render(finding with { Severity = Severity.Warning, Code = "general" }));
    }

    [Fact]
    public void A_place_in_a_definition_is_named_by_its_JSON_pointer_too()
    {
        var finding = Finding(new(3, 18, 39), new(3, 31, 52)) with { Pointer = "/flows/main" };
        Assert.StartsWith("Error in tax.tremor:3:18 at /flows/main \n", DiagnosticRenderer.Render(finding, new() { ShowFile = true }));
    }

    [Fact]
    public void Colours_change_nothing_but_colours()
    {
        var finding = Finding(new(3, 18, 39), new(3, 31, 52));
        var coloured = DiagnosticRenderer.Render(finding, new() { Colour = true });
        Assert.Equal(DiagnosticRenderer.Render(finding), System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9;]*m", ""));
    }

    private static Diagnostic Finding(Position start, Position end) =>
        new() { Severity = Severity.Error, Code = "Missing", Message = "missing", Hint = "did you mean \"county\"?", Span = new(s_script, start, end) };
}
