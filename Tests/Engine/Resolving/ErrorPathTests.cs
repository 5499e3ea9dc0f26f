namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>What is said of ports that nobody reads, and of the ways that errors take.</summary>
public sealed class ErrorPathTests
{
    private const string Script = """{"type": "script", "script": "event"}""";
    private const string Pass = """{ "links": [["in", "out"]] }""";
    private const string AsOutput = """{ "inputs": ["in", "bad"], "links": [["in", "out"], ["bad", "err"]] }""";

    [Fact]
    public void A_source_whose_errors_nobody_reads_is_warned_of() => AssertWarnings(
        """ "main": { "links": [["in", "out"]] } """, "", codec: "json",
        "/flows/f/connectors/in: what the connector \"in\" cannot decode is lost: nothing reads connector/in/err");

    [Fact]
    public void A_source_whose_codec_takes_anything_is_not_warned_of() => AssertWarnings($$""" "main": {{Pass}} """, "", codec: "string");

    [Fact]
    public void A_source_of_which_only_the_errors_are_read_is_warned_of()
    {
        var result = Loads.Load("""
            { "version": 1, "flows": { "f": {
                "connectors": { "in": {"kind": "stdio", "codec": "json"}, "out": {"kind": "stdio", "codec": "json"} },
                "pipelines": { "main": { "links": [["in", "out"]] } },
                "connect": ["connector/in/err -> pipeline/main -> connector/out"] } } }
            """);
        Assert.Equal(["/flows/f/connectors/in: what the connector \"in\" reads is dropped: nothing reads connector/in/out"], result.Diagnostics.Select(Loads.Line));
    }

    [Fact]
    public void A_codec_that_takes_anything_does_not_help_where_preprocessors_may_fail()
    {
        var result = Loads.Load(Flow($$""" "main": {{Pass}} """, "", """{"kind": "stdio", "codec": "string", "preprocessors": ["separate"]}"""));
        Assert.Equal(["/flows/f/connectors/in: what the connector \"in\" cannot decode is lost: nothing reads connector/in/err"], result.Diagnostics.Select(Loads.Line));
    }

    [Fact]
    public void Errors_that_come_to_a_connector_are_not_warned_of() => AssertWarnings(
        $$""" "main": {{AsOutput}} """, """, "connector/in/err -> pipeline/main/bad", "pipeline/main/err -> connector/nowhere" """, codec: "json");

    [Fact]
    public void Errors_of_a_source_that_end_in_a_pipeline_are_warned_of_there() => AssertWarnings(
        $$""" "main": {{AsOutput}} """, """, "connector/in/err -> pipeline/main/bad" """, codec: "json",
        "/flows/f/pipelines/main: errors that leave by pipeline/main/err are lost: nothing reads it");

    [Fact]
    public void Errors_are_followed_through_pipelines_whatever_their_ports_are_called() => AssertWarnings(
        $$""" "main": {{Pass}}, "a": { "outputs": ["x"], "links": [["in", "x"]] }, "b": {"outputs": ["out", "y"], "nodes": {"n": {"type": "stream"} }, "links": [["in", "n", "y"], ["in", "out"]]} """,
        """, "connector/in/err -> pipeline/a", "pipeline/a/x -> pipeline/b", "pipeline/b/out -> connector/nowhere" """, codec: "json",
        "/flows/f/pipelines/b: errors that leave by pipeline/b/y are lost: nothing reads it");

    [Theory]
    [InlineData("")]
    [InlineData(""" "outputs": ["out"], """)]
    [InlineData(""" "outputs": ["out", "err"], """)]
    public void A_script_whose_errors_nobody_reads_is_warned_of_whatever_outputs_there_are(string outputs)
    {
        var warnings = Loads.Load(Flow($$""" "main": { {{outputs}} "nodes": {"parse": {{Script}} }, "links": [["in", "parse", "out"]] } """, "", "string")).Diagnostics;
        Assert.Contains("/flows/f/pipelines/main/nodes/parse: errors of the script \"parse\" are lost: nothing reads parse/err", warnings.Select(Loads.Line));
    }

    [Fact]
    public void Errors_of_a_script_that_come_to_an_output_which_nobody_reads_are_warned_of() => AssertWarnings(
        $$""" "main": { "outputs": ["out", "dead"], "nodes": {"parse": {{Script}} }, "links": [["in", "parse", "out"], ["parse/err", "dead"]] } """, "", codec: "string",
        "/flows/f/pipelines/main: errors that leave by pipeline/main/dead are lost: nothing reads it");

    [Fact]
    public void Errors_of_a_nested_pipeline_that_nobody_reads_are_warned_of() => AssertWarnings(
        $$"""
         "main": { "nodes": { "sub": {"type": "pipeline", "nodes": {"parse": {{Script}} }, "links": [["in", "parse", "out"], ["parse/err", "err"]]} }, "links": [["in", "sub", "out"]] }
        """, "", codec: "string",
        "/flows/f/pipelines/main/nodes/sub: errors of the pipeline \"sub\" are lost: nothing reads sub/err");

    [Fact]
    public void An_output_that_nobody_reads_is_warned_of() => AssertWarnings(
        """ "main": { "outputs": ["out", "rest"], "links": [["in", "out"], ["in", "rest"]] } """, "", codec: "string",
        "/flows/f/pipelines/main: what leaves by pipeline/main/rest is dropped: nothing reads it");

    [Fact]
    public void A_port_that_a_script_emits_on_and_nobody_reads_is_warned_of() => AssertWarnings(
        """
         "main": { "outputs": ["out", "err", "rest"], "nodes": { "sort": {"type": "script", "script": "emit => SIDE emit => rest emit => err emit => side "},
         "idle": {"type": "script", "script": "emit => side "} }, "links": [["in", "sort", "out"], ["sort/rest", "rest"], ["sort/err", "err"]] }
        """, """, "pipeline/main/rest -> connector/nowhere", "pipeline/main/err -> connector/nowhere" """, codec: "string",
        "/flows/f/pipelines/main/nodes/sort: what the script \"sort\" emits on `side` is dropped: nothing reads sort/side",
        "/flows/f/pipelines/main/nodes/idle: the node \"idle\" is never fed: it does not run");

    [Fact]
    public void Nothing_is_said_of_ways_where_the_flow_is_wrong_anyway()
    {
        var result = Loads.Load(Flow($$""" "main": {{Pass}} """, """, "pipeline/mian -> connector/out" """, "json"));
        Assert.Equal("Pipeline mian not found, in: main, idle", Assert.Single(result.Diagnostics).Message);
    }

    private static void AssertWarnings(string pipelines, string connect, string codec, params string[] expected)
    {
        var result = Loads.Load(Flow(pipelines, connect, codec));
        Assert.True(result.IsValid);
        Assert.Equal(expected, result.Diagnostics.Select(Loads.Line));
    }

    private static string Flow(string pipelines, string connect, string source) => $$"""
        {
          "version": 1,
          "flows": { "f": {
            "connectors": {
              "in": {{(source.StartsWith('{') ? source : $$"""{"kind": "stdio", "codec": "{{source}}"}""")}},
              "out": {"kind": "stdio", "codec": "json"},
              "nowhere": {"kind": "null"}
            },
            "pipelines": { {{pipelines}}, "idle": { "links": [["in", "out"]] } },
            "connect": [
              "connector/in -> pipeline/main -> connector/out", "connector/in -> pipeline/idle -> connector/nowhere"
              {{connect}}
            ]
          } }
        }
        """;
}
