using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Definitions.Yaml;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1\nb: [true, null, ~, -2.50, x y]\nc:\n", """{"a":1,"b":[true,null,null,-2.5,"x y"],"c":null}""")]
    [InlineData("\"a\": \"1\"\n'b': 'true'\n1: 1e3\nno: 18446744073709551615\n", """{"a":"1","b":"true","1":1000.0,"no":18446744073709551615}""")]
    [InlineData("a: |\n  let x = 1;\n    event\nb: >-\n  one\n  two\n", """{"a":"let x = 1;\n  event\n","b":"one two"}""")]
    [InlineData("a: &x {n: 1}\nb: *x\nc: {<<: *x, m: 2}\nd: {<<: [{n: 3, o: 4}, *x], o: 5}\n", """{"a":{"n":1},"b":{"n":1},"c":{"m":2,"n":1},"d":{"o":5,"n":3}}""")]
    [InlineData("a: !!str 1\nb: !!float 1\nc: !!int 7\nd: !!bool true\ne: !!null ~\nf: !!map {}\ng: !!seq []\n", """{"a":"1","b":1.0,"c":7,"d":true,"e":null,"f":{},"g":[]}""")]
    [InlineData("%YAML 1.1\n---\n2026-07-01: 2026-07-01\n...\n", """{"2026-07-01":"2026-07-01"}""")]
    [InlineData("\uFEFFa: b\r\nc: d\r\n", """{"a":"b","c":"d"}""")]
    [InlineData("\"<<\": {a: 1}\nx: <<\n", """{"<<":{"a":1},"x":"<<"}""")]
    public void What_is_read_is_what_JSON_would_say(string yaml, string json)
    {
        var (root, findings) = Read(yaml);
        Assert.Empty(findings.Select(Line));
        Assert.Equal(json, root!.ToValue().ToString());
    }

    [Theory]
    [InlineData("a: no", "1:4 \"no\" means false to some YAML readers and a word to others; write false or \"no\"")]
    [InlineData("a: On", "1:4 \"On\" means true to some YAML readers and a word to others; write true or \"On\"")]
    [InlineData("a: y", "1:4 \"y\" means true to some YAML readers and a word to others; write true or \"y\"")]
    [InlineData("a: True", "1:4 \"True\" means true to some YAML readers and a word to others; write true or \"True\"")]
    [InlineData("a: NULL", "1:4 \"NULL\" means null to some YAML readers and a word to others; write null or \"NULL\"")]
    [InlineData("a: 017", "1:4 \"017\" means 15 to some YAML readers and something else to others; write 15 or \"017\"")]
    [InlineData("a: 0o17", "1:4 \"0o17\" means 15 to some YAML readers and something else to others; write 15 or \"0o17\"")]
    [InlineData("a: 0x1F", "1:4 \"0x1F\" means 31 to some YAML readers and something else to others; write 31 or \"0x1F\"")]
    [InlineData("a: 0b1", "1:4 \"0b1\" means 1 to some YAML readers and something else to others; write 1 or \"0b1\"")]
    [InlineData("a: 1_000", "1:4 \"1_000\" means 1000 to some YAML readers and something else to others; write 1000 or \"1_000\"")]
    [InlineData("a: +1", "1:4 \"+1\" means 1 to some YAML readers and something else to others; write 1 or \"+1\"")]
    [InlineData("a: -.5", "1:4 \"-.5\" means -0.5 to some YAML readers and something else to others; write -0.5 or \"-.5\"")]
    [InlineData("a: 5.", "1:4 \"5.\" means 5 to some YAML readers and something else to others; write 5 or \"5.\"")]
    [InlineData("a: 1:30", "1:4 \"1:30\" means 90 to some YAML readers and something else to others; write 90 or \"1:30\"")]
    [InlineData("a: 12:30:45", "1:4 \"12:30:45\" means 45045 to some YAML readers and something else to others; write 45045 or \"12:30:45\"")]
    [InlineData("a: .inf", "1:4 \".inf\" is a number to some YAML readers and a text to others; write \".inf\"")]
    [InlineData("a: .NaN", "1:4 \".NaN\" is a number to some YAML readers and a text to others; write \".NaN\"")]
    [InlineData("a: 1e999", "1:4 1e999 is too large")]
    [InlineData("a: !!int x", "1:10 \"x\" is no !!int")]
    [InlineData("a: !!float 1e", "1:12 \"1e\" is no !!float")]
    [InlineData("a: 1\nb: 2\na: 3", "3:1 \"a\" is defined twice; the first one is at line 1, this one at line 3")]
    [InlineData("", "1:1 the document is empty; begin with version: 1 and flows:")]
    [InlineData("a: 1\n---\nb: 1", "2:1 expected the end of the document but found another one; a file holds one definition; give each its own")]
    [InlineData("a: *x", "1:4 nothing is anchored as &x in front of it")]
    [InlineData("b: &base 1\na: *bse", "2:4 nothing is anchored as &bse in front of it; did you mean \"base\"?")]
    [InlineData("a: &x [*x]", "1:8 *x stands inside of what it stands for")]
    [InlineData("a: !point {x: 1}", "1:4 the tag !point means nothing here; remove it; tags are !!str, !!int, !!float, !!bool, !!null, !!map, !!seq")]
    [InlineData("a: !!binary aGk=", "1:4 the tag !!binary means nothing here; remove it; tags are !!str, !!int, !!float, !!bool, !!null, !!map, !!seq")]
    [InlineData("a: ! x", "1:4 the tag ! means nothing here; remove it; tags are !!str, !!int, !!float, !!bool, !!null, !!map, !!seq")]
    [InlineData("a: !!map [1]", "1:4 a list is no !!map")]
    [InlineData("%TAG !e! tag:e:\n---\na: 1", "1:1 %TAG !e!: tags of one's own mean nothing here; remove it")]
    [InlineData("%YAML 1.3\n---\na: 1", "1:1 this is YAML 1.3, which this program does not know; 1.1 and 1.2 mean the same here")]
    [InlineData("? [a]\n: 1", "1:3 a key is a text, no list, record or alias")]
    [InlineData("~: 1", "1:1 a key is a text, not null; write \"~\"")]
    [InlineData("a: {<<: 1}", "1:5 << merges a record, or a list of records; name one by its alias: <<: *base; a key of that name stands in quotes")]
    [InlineData("a: b: c", "1:5 While scanning a plain scalar value, found invalid mapping; a text with \": \" in it stands in quotes; what belongs together begins in one column")]
    [InlineData("a:\n\tb: 1", "2:1 While scanning a mapping, found invalid tab as indentation; indent with blanks")]
    [InlineData("a: @x", "1:4 While scanning for the next token, found character that cannot start any token; a text that begins with it stands in quotes")]
    [InlineData("a: \u0001", "1:4 the control character U+0001 cannot stand in YAML; write it as an escape in double quotes")]
    public void What_nobody_should_have_to_guess_is_an_error(string yaml, string expected) => Assert.Equal(expected, Line(Assert.Single(Read(yaml).Findings)));

    [Fact]
    public void A_bomb_of_aliases_is_refused_before_it_goes_off()
    {
        var levels = Enumerable.Range(1, 30).Select(static i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.StartsWith("7:", Line(Assert.Single(Read("a0: &a0 lol\n" + string.Concat(levels)).Findings)));
        Assert.EndsWith(" aliases expand to more than 200,000 values", Line(Assert.Single(Read("a0: &a0 lol\n" + string.Concat(levels)).Findings)));

        var text = $"a: &a {new string('x', 1 << 20)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 40))}]\n";
        Assert.EndsWith(" aliases expand to more than 32 MiB of text", Line(Assert.Single(Read(text).Findings)));
        Assert.EndsWith(" the document has more than 200,000 values", Line(Assert.Single(Read(string.Concat(Enumerable.Repeat("- 1\n", 200_001))).Findings)));
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 10_000)]
    public void Nesting_without_end_is_refused(string opening, int depth) =>
        Assert.EndsWith(" more than 100 lists and records inside each other", Line(Assert.Single(Read(string.Concat(Enumerable.Repeat(opening, depth))).Findings)));

    [Fact]
    public void A_mistake_in_a_copy_is_shown_at_the_alias_and_names_the_anchor()
    {
        const string yaml = """
            version: 1
            flows:
              main:
                connectors:
                  a: &file { kind: file, codec: json, config: { path: 1.10, mode: read } }
                  b: *file
                  c: { <<: *file, codek: json }
                pipelines: { p: { links: [[in, 1.10]] } }
            """;
        var findings = new DefinitionFindings();
        DefinitionReader.Read(Read(yaml).Root!, findings);
        Assert.Equal(
            [
                "7:23 /flows/main/connectors/c/codek unknown property \"codek\"; did you mean \"codec\"?",
                "8:36 /flows/main/pipelines/p/links/0/1 expected a string but found the number 1.10; write \"1.10\"",
            ],
            findings.InOrder.Select(static d => $"{d.Span!.Value.Start.Line}:{d.Span.Value.Start.Column} {d.Pointer} {d.Message}; {d.Hint}"));

        var node = Read("a: &x {b: [1]}\nc: *x\nd: {<<: *x}").Root!;
        Assert.Equal("in the copy *x, anchored at line 1", JsonPlace.Of(node["c"]!["b"]!.Items[0]).Note);
        Assert.Equal((2, 4, "/c/b/0"), Where(node["c"]!["b"]!.Items[0]));
        Assert.Equal("in the copy *x, anchored at line 1", JsonPlace.Of(node["d"]!["b"]!).Note);
        Assert.Equal((3, 9, "/d/b"), Where(node["d"]!["b"]!));

        static (int, int, string) Where(DocumentNode part) => (JsonPlace.Of(part).Span!.Value.Start.Line, JsonPlace.Of(part).Span!.Value.Start.Column, part.Pointer);
    }

    [Theory]
    [InlineData("a: |\n  one\n   two\n\n  three\n")]
    [InlineData("a:\n    b: |2-\n        one\n      two")]
    [InlineData("a: |+\r\n  one\r\n\r\n    é😀 two\r\n  three\r\n\r\n")]
    [InlineData("a: |\n\n  \n  one\n")]
    [InlineData("a: plain text\nb: 'it''s'\nc: \"q\\\"\\u00e9\\x41\\U0001F600 end\\tx\"")]
    [InlineData("a: &x |\n  one\n  two\nb: !!str 12")]
    public void Every_character_of_a_text_knows_where_it_stands(string yaml)
    {
        var root = Read(yaml).Root!;
        foreach (var node in Strings(root))
        {
            var text = node.Text!;
            for (var i = 0; i < text.Length; i++)
            {
                var there = yaml[node.OffsetOf!(i)];
                Assert.True(there == text[i] || there is '\\' or '\r' || (char.IsLowSurrogate(text[i]) && there == ' '), $"{i} of \"{text}\" is {there}");
            }
        }

        static IEnumerable<DocumentNode> Strings(DocumentNode node) =>
            node.Text is not null ? [node] : node.Items.Concat(node.Members.Select(static m => m.Value)).SelectMany(Strings);
    }

    [Fact]
    public void Nobody_can_tell_the_columns_of_folded_text()
    {
        var node = Read("a: >\n  one\n  two\n").Root!["a"]!;
        Assert.Null(node.OffsetOf);
        Assert.Equal("folded text has no columns", JsonPlace.OfText(node).Note);
    }

    /// <summary>Whatever the text is, it is read or refused, and nothing else happens.</summary>
    [Property(MaxTest = 3000)]
    public Property Any_text_is_read_or_refused() => Prop.ForAll(Arb.From(Hostile), static yaml =>
    {
        var (root, findings) = Read(yaml);
        return root is not null || findings.Count > 0;
    });

    private static Gen<string> Hostile => Gen.Elements(
        "a", "b", ": ", ":", "- ", "\n", "\n  ", "\n    ", "&x ", "*x", "<<", "!!str ", "!", "|", ">", "|2", "\"", "'", "\\u", "\\x4", "[", "]", "{", "}", ", ", "#", " # c",
        "---\n", "...\n", "%YAML 1.2\n", "%TAG ! x\n", "?", "? ", "~", "1", "0x", "\t", "\r", "\uFEFF", "é", "😀", "\uD800", "@", "`", "\u0085").ListOf().Select(static p => string.Concat(p));

    private static (DocumentNode? Root, IReadOnlyList<Diagnostic> Findings) Read(string yaml)
    {
        var findings = new DefinitionFindings();
        var root = YamlReader.Read(new Document(new SourceText("x.yaml", yaml)), findings);
        return (root, findings.InOrder);
    }

    private static string Line(Diagnostic finding) =>
        $"{finding.Span!.Value.Start.Line}:{finding.Span.Value.Start.Column} {finding.Message}{(finding.Hint is null ? "" : "; " + finding.Hint)}";
}
