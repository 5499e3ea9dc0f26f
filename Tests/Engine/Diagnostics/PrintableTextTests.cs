using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain text, ünïcode, हिन्दी, 👩\u200D🚀", "plain text, ünïcode, हिन्दी, 👩\u200D🚀")]
    [InlineData("\u001b[2J\nforged: line", "\\u001b[2J\\nforged: line")]
    [InlineData("a\tb\r\0", "a\\tb\\r\\u0000")]
    [InlineData("\u007F\u009B\u0085", "\\u007f\\u009b\\u0085")]
    [InlineData("\u202Eevil\u2066\u200B\uFEFF", "\\u202eevil\\u2066\\u200b\\ufeff")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\U000E0001", "\\u{e0001}")]
    [InlineData("\uFFFF", "\\uffff")]
    public void What_is_not_printable_is_escaped(string text, string expected) => Assert.Equal(expected, PrintableText.Line(text));

    [Fact]
    public void Line_feeds_of_messages_of_several_lines_stay_but_begin_no_line_of_log() =>
        Assert.Equal("a\tb\n    forged\\u001b\n  c\n", PrintableText.Lines("a\tb\nforged\u001b\n  c\n"));

    [Fact]
    public void A_finding_shows_keys_and_sources_escaped_and_underlines_them_where_they_stand()
    {
        var source = new SourceText("a\nb.tremor", "let x = \"\u001b\u202E\"; y");
        var finding = new Diagnostic
        {
            Severity = Severity.Error,
            Code = "X",
            Message = "no `\u001b[2J\nforged`",
            Hint = "or `\u0007`?",
            Span = new SourceSpan(source, new Position(1, 15, 0), new Position(1, 16, 0)),
        };
        Assert.Equal(
            """
            Error in a\nb.tremor:1:15 
                1 | let x = "\u001b\u202e"; y
                  |                         ^ no `\u001b[2J\nforged`
                  |                           NOTE: or `\u0007`?


            """,
            DiagnosticRenderer.Render(finding, new() { ShowFile = true, ColouredLine = static (_, _) => "not this" }));
    }

    [Fact]
    public void A_key_of_an_event_moves_no_cursor()
    {
        var findings = new List<Diagnostic>();
        var script = ScriptCompiler.Compile(new SourceText("s", "event[event.k]"), new ScriptSurroundings { Modules = NoModules.Instance }, findings)!;
        var instance = script.NewInstance(new Tremor.Dataflow.Script.Functions.CallContext());
        var (data, meta, state) = (Tremor.Dataflow.Engine.Json.JsonText.Parse("""{"k":"\u001b[2J\nforged: line"}"""), Tremor.Dataflow.Engine.Values.Value.EmptyRecord, Tremor.Dataflow.Engine.Values.Value.Null);
        instance.Run(ref data, ref meta, ref state);
        var text = DiagnosticRenderer.Render(instance.Error!);
        Assert.Contains("`\\u001b[2J\\nforged: line`", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abc...")]
    [InlineData("ab\U0001d11e", "ab...")]
    public void The_start_of_a_text_cuts_no_character(string text, string start) => Assert.Equal(start, PrintableText.Start(text, 3));
}
