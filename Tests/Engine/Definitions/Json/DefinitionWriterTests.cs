using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

public sealed class DefinitionWriterTests
{
    public static TheoryData<string> Files => new(
        from folder in new[] { "examples", "Tests/Cases/flows" }
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.json", SearchOption.AllDirectories)
        where File.ReadAllText(file).Contains("\"flows\"")
        select Path.GetRelativePath(Repository.Root, file));

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_and_whole_comes_back_from_what_is_written(string file)
    {
        var findings = new DefinitionFindings();
        var document = DefinitionReader.Read(new SourceText("flow.json", File.ReadAllText(Path.Combine(Repository.Root, file))), findings);
        // Tests define nothing.
        if (findings.ErrorCount == 0) AssertComesBack(document! with { Tests = [] });
    }

    [Property]
    public Property What_is_generated_comes_back_from_what_is_written() => Prop.ForAll(Arb.From(RandomDefinition.Document), static document => AssertComesBack(document));

    [Fact]
    public void Documents_are_equal_by_what_they_say_not_by_where_it_stands()
    {
        const string text = """{"version": 1, "flows": {"f": {"pipelines": {"p": {"links": [{"from": "in", "into": "out", "where": "event.a"}]}}}}}""";
        Assert.Equal(Read(text), Read(text.Replace(" ", "\n")));
        Assert.Equal(Read(text)!.GetHashCode(), Read(text.Replace(" ", "\n"))!.GetHashCode());
        Assert.NotEqual(Read(text), Read(text.Replace("event.a", "event.b")));
    }

    [Fact]
    public void Forms_that_mean_the_same_are_written_in_one_way()
    {
        const string text = """
            {
              "version": 1,
              "flows": {
                "f": {
                  "args": {"a": {"default": 1}, "b": {}, "c": {"default": null}, "d": {"default": [], "doc": "x"}},
                  "connectors": {"c": {"kind": "null", "with": {}, "config": {"e": {"$env": {"name": "E", "as": "string"}}, "l": {"$literal": 1}}}},
                  "pipelines": {"p": {"doc": ["one", "two"], "args": {}, "links": [{"from": " in ", "into": "out / x", "select": 1}]}},
                  "connect": [{"from": "connector/c", "to": "pipeline/p"}]
                }
              }
            }
            """;
        Assert.Equal(
            """
            {
              "version": 1,
              "flows": {
                "f": {
                  "args": { "a": 1, "b": null, "c": { "default": null }, "d": { "default": [], "doc": "x" } },
                  "connectors": { "c": { "kind": "null", "config": { "e": { "$env": "E" }, "l": 1 } } },
                  "pipelines": {
                    "p": { "doc": ["one", "two"], "links": [{ "from": "in", "select": "1", "into": "out/x" }] }
                  },
                  "connect": ["connector/c -> pipeline/p"]
                }
              }
            }

            """,
            DefinitionWriter.WriteText(Read(text)!));
    }

    [Fact]
    public void Windows_and_groups_are_written_as_the_format_has_them()
    {
        var pipeline = new PipelineDefinition(Name("p"), Place.None)
        {
            WindowDefinitions =
            [
                new(Name("w"), WindowKind.Tumbling, Place.None)
                {
                    Settings = [new(Name("at_end"), new LiteralSetting(Tremor.Dataflow.Engine.Values.Value.From("emit"), Place.None))],
                    State = new ListSetting([], Place.None),
                    Tick = new(new("tick", Place.None), Text("true")),
                    Script = Text("[false, true]"),
                },
            ],
            Links =
            [
                new SelectLink(new("in", null, Place.None), new("out", null, Place.None), Place.None)
                {
                    Windows = [Name("w")],
                    Group = new SetGroup([new ValueGroup(Text("event.a"), Place.None), new EachGroup(new ParsedText(new Tree(), Place.None), Place.None)], Place.None),
                },
            ],
        };
        var flow = new FlowDefinition(Name("f"), Place.None) { PipelineDefinitions = [pipeline] };
        Assert.Equal(
            """
            {"version":1,"flows":{"f":{"define":{"pipelines":{"p":{
            "windows":{"w":{"type":"tumbling","at_end":"emit","state":[],"tick":"true","script":"[false, true]"}},
            "links":[{"from":"in","windows":["w"],"group_by":{"set":["event.a",{"each":"event.é"}]},"into":"out"}]}}}}}}
            """.ReplaceLineEndings(""),
            DefinitionWriter.Write(new(Place.None) { Flows = [flow] }).ToString());
    }

    [Fact]
    public void What_could_not_be_read_cannot_be_written()
    {
        var setting = new UnreadableSetting(Place.None);
        Assert.Throws<InvalidOperationException>(() => PartWriter.Setting(setting));
        Assert.Throws<InvalidOperationException>(() => PartWriter.Setting(new RecordSetting([new(Name("$arg"), new ListSetting([], Place.None))], Place.None)));
    }

    private static void AssertComesBack(DefinitionDocument document)
    {
        var text = DefinitionWriter.WriteText(document);
        Assert.True(document.Equals(Read(text)), text);
    }

    private static DefinitionDocument? Read(string text)
    {
        var findings = new DefinitionFindings();
        var document = DefinitionReader.Read(new SourceText("written.json", text), findings);
        Assert.Empty(findings.InOrder.Where(static d => d.Severity == Severity.Error).Select(d => $"{d.Pointer}: {d.Message}\n{text}"));
        return document;
    }

    private static Name Name(string text) => new(text, Place.None);

    private static WrittenText Text(string text) => new(new SourceText("test", text), Place.None);

    private sealed class Tree : IScriptTree
    {
        public SourceSpan Span => new(new SourceText("é.troy", "x é event.é y"), new(1, 5, 5), new(1, 12, 13));
    }
}
