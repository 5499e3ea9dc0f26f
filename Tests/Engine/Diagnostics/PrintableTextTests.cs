using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain text, ünïcode, е\u0301, हिन्दी, தமிழ், עִבְרִית, العَرَبِيَّة, ไทยที่, ខ្មែរ, 漢字かな, 한글, 𠮷, ½, 1\u20E3, 👩🚀, €, «»", null)]
    [InlineData("👩\u200D🚀 ❤\uFE0F می\u200Cخواهم", "👩\\u200d🚀 ❤\\ufe0f می\\u200cخواهم")]
    [InlineData("\u001b[2J\nforged: line", "\\u001b[2J\\nforged: line")]
    [InlineData("a\tb\r\0", "a\\tb\\r\\u0000")]
    [InlineData("\u007F\u009B\u0085", "\\u007f\\u009b\\u0085")]
    [InlineData("\u202Eevil\u2066\u200B\uFEFF", "\\u202eevil\\u2066\\u200b\\ufeff")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\U000E0001", "\\u{e0001}")]
    [InlineData("\uFFFF", "\\uffff")]
    [InlineData("\uE000\uF8FF\U000F0000\U0010FFFD", "\\ue000\\uf8ff\\u{f0000}\\u{10fffd}")]
    [InlineData("a\u3164\u115F\u1160\uFFA0\u2800b", "a\\u3164\\u115f\\u1160\\uffa0\\u2800b")]
    [InlineData("a\uFE00\uFE0F\U000E0100\u034F\u180B\u17B4", "a\\ufe00\\ufe0f\\u{e0100}\\u034f\\u180b\\u17b4")]
    [InlineData("a\u00A0b\u2003c\u3000d\u1680", "a\\u00a0b\\u2003c\\u3000d\\u1680")]
    [InlineData("\u200B\u200C\u200D\u200E\u200F\u202A\u2060\u2064\u2069\u00AD\u061C", "\\u200b\\u200c\\u200d\\u200e\\u200f\\u202a\\u2060\\u2064\\u2069\\u00ad\\u061c")]
    [InlineData("\uFFF9\uFFFB\uFFFC\U000E0020\u0378\u2065", "\\ufff9\\ufffb\\ufffc\\u{e0020}\\u0378\\u2065")]
    [InlineData("\u0301 \u0301'\u0338=\u0338\u20DD\u3164\u0301", "\\u0301 \\u0301'\\u0338=\\u0338\\u20dd\\u3164\\u0301")]
    [InlineData("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030Ae", "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\\u0309\\u030ae")]
    public void What_is_not_printable_is_escaped(string text, string? expected) => Assert.Equal(expected ?? text, PrintableText.Line(text));

    [Fact]
    public void Half_a_surrogate_pair_is_escaped()
    {
        Assert.Equal("a\\ud83db\\ude80", PrintableText.Line("a\uD83Db\uDE80"));
        Assert.Equal("\\ud83d\ud83d\ude80\\ud83d", PrintableText.Line("\uD83D\uD83D\uDE80\uD83D"));
    }

    [Fact]
    public void No_character_is_shown_that_moves_the_cursor_or_is_not_seen()
    {
        for (var value = 0x7F; value <= 0x10FFFF; value++)
        {
            if (value is >= 0xD800 and <= 0xDFFF) continue;
            var rune = new Rune(value);
            var isBlank = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            var shown = PrintableText.Line("a" + rune);
            if (isBlank) Assert.Matches(@"^a\\u([0-9a-f]{4}|\{[0-9a-f]+\})\z", shown);
            else if (Rune.IsLetterOrDigit(rune) && value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0)) Assert.Equal("a" + rune, shown);
        }
    }

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
