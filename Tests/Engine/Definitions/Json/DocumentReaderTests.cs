using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("""{"a":[1,-2,18446744073709551615,true,false,null,"x"],"b":{}}""")]
    [InlineData("""["\"\\/\b\f\n\r\té","größe","😀"]""")]
    [InlineData("[0,-0,1.5,1e3,-1.5E-3]")]
    public void What_is_read_is_what_the_data_parser_reads(string json)
    {
        Assert.Equal(Tremor.Dataflow.Engine.Json.JsonText.Parse(json).ToString(), Read(json).Root!.ToValue().ToString());
    }

    [Theory]
    [InlineData("", "1:1 the document is empty")]
    [InlineData("{\"a\" 1}", "1:6 expected \":\" behind the key \"a\" but found 1")]
    [InlineData("{a: 1}", "1:2 expected a key in double quotes but found a")]
    [InlineData("[1 2]", "1:4 expected \",\" or \"]\" but found 2")]
    [InlineData("{\"a\": tru}", "1:7 expected a value but found tru")]
    [InlineData("\"abc", "1:1 this string has no end")]
    [InlineData("\"a\nb\"", "1:1 this string has no end")]
    [InlineData("\"\\x\"", "1:2 this is no escape of JSON")]
    [InlineData("\"\\u12g4\"", "1:2 this is no escape of JSON")]
    [InlineData("\"\\u41\0\0\"", "1:2 this is no escape of JSON")]
    [InlineData("\"\\ud800\"", "1:1 half of a surrogate pair in a string")]
    [InlineData("\"\u0001\"", "1:2 the control character U+0001 must be escaped in a string")]
    [InlineData("01", "1:1 01 is no number of JSON")]
    [InlineData("1.", "1:1 1. is no number of JSON")]
    [InlineData("-", "1:1 - is no number of JSON")]
    [InlineData("1e999", "1:1 1e999 is too large")]
    [InlineData("[1] // a", "1:5 comments need the extension .jsonc")]
    [InlineData("{\"a\": /* b */ 1}", "1:7 comments need the extension .jsonc")]
    [InlineData("1 1", "1:3 expected the end of the document but found 1")]
    [InlineData("[\n  \"ä\", 😀]", "2:8 expected a value but found 😀")]
    public void A_syntax_error_has_its_place(string json, string expected)
    {
        var finding = Assert.Single(Read(json).Findings);
        Assert.Equal(expected, $"{finding.Span!.Value.Start.Line}:{finding.Span.Value.Start.Column} {finding.Message}");
    }

    [Theory]
    [InlineData("// a\n{\"a\": 1, /* b\n */ \"b\": [2, // c\r\n 3,], \"c\": \"//\",} // d", """{"a":1,"b":[2,3],"c":"//"}""")]
    [InlineData("\uFEFF/**/ [ ] /***/", "[]")]
    public void With_that_extension_there_may_be_comments_and_a_comma_behind_the_last_item(string text, string json)
    {
        var (root, findings) = Read(text, "x.jsonc");
        Assert.Empty(findings.Select(static f => f.Message));
        Assert.Equal(json, root!.ToValue().ToString());
    }

    [Theory]
    [InlineData("[1,,]", "1:4 expected a value but found ,")]
    [InlineData("[,]", "1:2 expected a value but found ,")]
    [InlineData("{,}", "1:2 expected a key in double quotes but found ,")]
    [InlineData("[1, # x\n]", "1:5 expected a value but found #")]
    [InlineData("[1 /* /* */ */]", "1:13 expected \",\" or \"]\" but found *")]
    [InlineData("[1 /*", "1:4 this comment has no end")]
    [InlineData("{'a': 1}", "1:2 expected a key in double quotes but found '")]
    [InlineData("{a: 1}", "1:2 expected a key in double quotes but found a")]
    [InlineData("[0x1F]", "1:3 expected \",\" or \"]\" but found x1F")]
    [InlineData("{\"a\": 1, \"a\": 2,}", "1:10 \"a\" is defined twice")]
    public void Nothing_else_is_allowed_with_it(string text, string expected)
    {
        var finding = Assert.Single(Read(text, "x.JSONC").Findings);
        Assert.Equal(expected, $"{finding.Span!.Value.Start.Line}:{finding.Span.Value.Start.Column} {finding.Message}");
    }

    [Fact]
    public void Columns_count_characters_and_offsets_bytes()
    {
        var (root, _) = Read("{\n\"ä😀\": 1}");
        var place = JsonPlace.Of(root!.Members[0].Value).Span!.Value;
        Assert.Equal((new Position(2, 7, 12), new Position(2, 8, 13)), (place.Start, place.End));
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var finding = Assert.Single(Read(new string('[', 100_000)).Findings);
        Assert.Equal("more than 128 lists and records inside each other", finding.Message);
    }

    [Fact]
    public void A_pointer_escapes_what_it_must()
    {
        Assert.Equal("/a~1b/~0/0", Read("""{"a/b": {"~": [1]}}""").Root!["a/b"]!["~"]!.Items[0].Pointer);
    }

    private static (DocumentNode? Root, IReadOnlyList<Diagnostic> Findings) Read(string json, string name = "x.json")
    {
        var findings = new DefinitionFindings();
        var root = DocumentReader.Read(new Document(new SourceText(name, json)), findings);
        return (root, findings.InOrder);
    }
}
