using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

/// <summary>Routes and implied outputs are other words for what the format has: both forms give the same definition.</summary>
public sealed class RouteReaderTests
{
    [Fact]
    public void The_first_condition_that_holds_is_a_case_of_a_script() => AssertSame(
        """
        {"nodes": {"r": {"type": "route", "doc": "By level.", "args": {"n": 4}, "with": {"n": 3}, "routes": {"alerts": "event.level >= args.n", "a \"b\"": ["event.b", "# why"]}}},
         "links": [["in", "r", "out"], ["r/alerts", "out"]]}
        """,
        """
        {"nodes": {"r": {"type": "script", "doc": "By level.", "args": {"n": 4}, "with": {"n": 3}, "script": [
           "match event of", "  case _ when (event.level >= args.n) => emit => \"alerts\"", "  case _ when (event.b", "# why", ") => emit => \"a \\\"b\\\"\"",
           "  case _ => emit => \"out\"", "end"]}},
         "links": [["in", "r", "out"], ["r/alerts", "out"]]}
        """);

    [Fact]
    public void What_no_condition_holds_for_is_dropped_where_there_is_no_default() => AssertSame(
        """{"nodes": {"r": {"type": "route", "routes": {"a": true}, "default": null}}, "links": [["in", "r"], ["r/a", "out"]]}""",
        """
        {"nodes": {"r": {"type": "script", "script": ["match event of", "  case _ when (true) => emit => \"a\"", "  case _ => drop", "end"]}}, "links": [["in", "r"], ["r/a", "out"]]}
        """);

    [Fact]
    public void All_conditions_that_hold_are_those_of_links_from_a_stream() => AssertSame(
        """
        {"nodes": {"r": {"type": "route", "mode": "all", "routes": {"a": "event.a", "b": "event.b"}}, "s": {"type": "stream"}},
         "links": [["in", "r", "s", "out"], ["r/a", "s", "out"], {"from": "r/b", "into": "out", "where": "event.c # why", "select": "event.d"}]}
        """,
        """
        {"nodes": {"r": {"type": "stream"}, "s": {"type": "stream"}},
         "links": [["in", "r"], {"from": "r", "into": "s", "where": "not (event.a) and not (event.b)"}, ["s", "out"],
                   {"from": "r", "into": "s", "where": "(event.a)"}, ["s", "out"],
                   {"from": "r", "into": "out", "where": ["(event.b) and (event.c # why", ")"], "select": "event.d"}]}
        """);

    [Fact]
    public void A_default_may_be_a_route_as_well() => AssertSame(
        """{"nodes": {"r": {"type": "route", "mode": "all", "routes": {"a": "event.a", "out": "event.b"}}}, "links": [["in", "r", "out"]]}""",
        """
        {"nodes": {"r": {"type": "stream"}}, "links": [["in", "r"], {"from": "r", "into": "out", "where": "((event.b) or (not (event.a) and not (event.b)))"}]}
        """);

    [Fact]
    public void Outputs_that_somebody_reads_are_listed() => AssertSame(
        """{"nodes": {"n": {"type": "pipeline", "links": [["in", "x"], ["in", "y"]]}}, "links": [["in", "n"], ["n/y", "read"], ["in", "unread"]]}""",
        """
        {"nodes": {"n": {"type": "pipeline", "outputs": ["out", "err", "y"], "links": [["in", "x"], ["in", "y"]]}}, "outputs": ["out", "err", "read"],
         "links": [["in", "n"], ["n/y", "read"], ["in", "unread"]]}
        """);

    [Fact]
    public void An_error_in_a_condition_is_found_where_it_is_written()
    {
        var document = Read("""{"nodes": {"r": {"type": "route", "routes": {"a": "event.a", "b": ["true and", "event.\"b\""]}}}, "links": [["in", "r"]]}""");
        var script = (ScriptDefinition)((PipelineDefinition)document.Flows[0].Pipelines[0].Definition!).Nodes[0].Definition!;
        var source = ((WrittenText)script.Main!).Source;
        foreach (var word in new[] { "event.a", "true and", "\"b\")" })
        {
            var at = source.Text.IndexOf(word, StringComparison.Ordinal);
            var found = new SourceSpan(source, source.PositionAt(at), source.PositionAt(at + 1)).InFile();
            var line = found.Source.Line(found.Start.Line)[(found.Start.Column - 1)..];
            Assert.StartsWith(word == "\"b\")" ? "\\\"b" : word, line);
        }
    }

    private static void AssertSame(string pipeline, string lowered) => Assert.Equal(DefinitionWriter.WriteText(Read(lowered)), DefinitionWriter.WriteText(Read(pipeline)));

    private static DefinitionDocument Read(string pipeline)
    {
        var findings = new DefinitionFindings();
        var text = """{"version": 1, "flows": {"f": {"connect": ["pipeline/p/read -> connector/c"], "pipelines": {"p": """ + pipeline + "}}}}";
        var document = DefinitionReader.Read(new SourceText("flow.json", text), findings);
        Assert.Equal(0, findings.ErrorCount);
        return document!;
    }
}
