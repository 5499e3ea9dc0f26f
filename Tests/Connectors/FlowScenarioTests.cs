using System.Text;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Tests.Connectors.Fakes;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Connectors;

/// <summary>Whole flows from a definition to what lies on the disk: what needs no peer to be seen.</summary>
public sealed class FlowScenarioTests : IDisposable
{
    private static readonly ComponentRegistry s_registry = ComponentRegistry.Discover(typeof(NullConnector).Assembly, typeof(BatchOperator).Assembly);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-flow-");
    private readonly FakeProcess _process = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_file_is_read_line_by_line_the_last_one_without_an_end_too()
    {
        Write("in", "a\nb");
        await Run(Reader("in"), Writer("out", "append"));
        Assert.Equal("\"a\"\n\"b\"\n", Read("out"));
    }

    [Fact]
    public async Task Truncate_replaces_and_append_adds()
    {
        Write("in", "x\ny\n");
        Write("out", "old content that is longer");
        await Run(Reader("in"), Writer("out", "truncate"));
        Assert.Equal("\"x\"\n\"y\"\n", Read("out"));
        await Run(Reader("in"), Writer("out", "append"));
        Assert.Equal("\"x\"\n\"y\"\n\"x\"\n\"y\"\n", Read("out"));
    }

    [Fact]
    public async Task Overwrite_leaves_the_old_tail()
    {
        Write("in", "ab");
        Write("out", "1234567890");
        await Run(Reader("in"), $$"""{"kind":"file","codec":"json","config":{"path":"{{PathOf("out")}}","mode":"overwrite"} }""");
        Assert.Equal("\"ab\"567890", Read("out"));
    }

    [Fact]
    public async Task A_whole_file_goes_through_unchanged_however_it_is_chunked()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"line {i} {new string('x', i % 97)}\n"));
        Write("in", text);
        foreach (var chunkSize in new[] { 1000, 4096, 131_072 })
        {
            await Run(Reader("in", chunkSize), $$"""
                {"kind":"file","codec":"string","postprocessors":["separate"],"config":{"path":"{{PathOf("out")}}","mode":"truncate"} }
                """);
            Assert.Equal(text, Read("out"));
        }
    }

    [Fact]
    public async Task Lines_in_are_lines_out_and_errors()
    {
        Write("in", "{\"a\":1}\nnonsense\n{\"a\":2}\n" + new string('9', (1024 * 1024) + 1) + "\n{\"a\":3}");
        await Run(
            $$"""{"kind":"file","codec":"json","preprocessors":["separate"],"config":{"path":"{{PathOf("in")}}","mode":"read"} }""",
            Writer("out", "truncate"),
            $$""" ,"bad":{{Writer("bad", "truncate")}} """,
            connect: """ ,"connector/in/err -> pipeline/other -> connector/bad" """);
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", Read("out"));
        var errors = Read("bad").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, errors.Length);
        Assert.EndsWith("\"pull_id\":0,\"data\":\"nonsense\",\"number\":2}", errors[0]);
        Assert.Contains("exceeds maximum allowed length of 1048576", errors[1]);
        Assert.Contains("99\",\"truncated\":true,\"length\":10", errors[1]);
    }

    [Fact]
    public async Task Standard_input_goes_to_standard_output_and_error()
    {
        _process.StandardInput = new MemoryStream("p\nq"u8.ToArray());
        const string Console = """{"kind":"stdio","codec":"string","preprocessors":["separate"],"postprocessors":["separate"]}""";
        await Run(Console, Console, connect: """ ,"pipeline/main -> connector/out/stderr" """);
        Assert.Equal(("p\nq\n", "p\nq\n"), (_process.OutputText, _process.ErrorText));
    }

    [Fact]
    public async Task Compressed_chunks_come_back()
    {
        Write("in", "one\ntwo\n");
        await Run(Reader("in"), $$"""
            {"kind":"file","codec":"string","postprocessors":[{"name":"compress","config":{"algorithm":"gzip"} },"length-prefixed"],
             "config":{"path":"{{PathOf("packed")}}","mode":"truncate"} }
            """);
        await Run($$"""
            {"kind":"file","codec":"string","preprocessors":["length-prefixed","decompress"],"config":{"path":"{{PathOf("packed")}}","mode":"read"} }
            """, Writer("out", "truncate"));
        Assert.Equal("\"one\"\n\"two\"\n", Read("out"));
    }

    [Fact]
    public async Task Circuit_breaker_events_that_are_delivered_are_a_success()
    {
        await RunCb("\"a\"\n\"b\"\n\"c\"\n", """{"kind":"null"}""");
        Assert.Equal("All required CB events received.\nGot acks: {0: [0, 1, 2]}\nGot fails: {}\n", _process.ErrorText);
        Assert.Equal([true], _process.Shutdowns);
    }

    [Fact]
    public async Task Circuit_breaker_events_that_nobody_answers_are_a_failure()
    {
        await RunCb("\"a\"\n{\"cb\":\"fail\"}\n", """{"kind":"cb","config":{"paths":["unused"]} }""", """ "timeout":0 """);
        Assert.StartsWith("Expected CB events up to id {0: 1}.\nGot acks: {}\n", _process.ErrorText);
    }

    [Fact]
    public async Task Circuit_breaker_events_may_be_batched()
    {
        await RunCb("1\n2\n3\n4\n", """{"kind":"null"}""", """ "expect_batched":true """, """
            "nodes":{"batch":{"type":"operator","kind":"generic::batch","config":{"count":2} } },"links":[["in","batch","out"]]
            """);
        Assert.StartsWith("All required CB events received.\n", _process.ErrorText);
    }

    [Fact]
    public async Task A_benchmark_reports_and_ends_the_process()
    {
        Write("in", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}");
        var bench = $$"""{"kind":"bench","config":{"path":"{{PathOf("in")}}","iters":1000} }""";
        await Run(bench, bench, connectors: "", until: _process.ShutdownRequested, sameConnector: true);
        Assert.Equal([false], _process.Shutdowns);
        Assert.Contains("Total count = 3000]", _process.OutputText);
        Assert.Contains("Throughput (events): ", _process.OutputText);
    }

    [Fact]
    public async Task A_full_disk_fails_the_flow_with_a_clear_error()
    {
        if (!System.IO.File.Exists("/dev/full")) return;
        Write("in", "a\nb\n");
        var flow = await Run(Reader("in"), """
            {"kind":"file","codec":"json","postprocessors":["separate"],"config":{"path":"/dev/full","mode":"overwrite"} }
            """);
        Assert.Contains(_log.Lines, static l => l.Contains("[Sink::main::out]") && l.Contains("cannot write \"/dev/full\": No space left on device"));
        Assert.Equal(2L, flow.Connectors.Single(static c => c.Alias.EndsWith("out")).Statistics.EventsLost);
    }

    [Theory]
    [InlineData("missing", "cannot read \"{0}\": it does not exist")]
    [InlineData(".", "cannot read \"{0}\": it is a directory")]
    public async Task A_file_that_cannot_be_read_fails_the_flow_with_a_clear_error(string name, string error)
    {
        var flow = await Run(Reader(name), Writer("out", "truncate"));
        Assert.Equal(RunState.Failed, flow.State);
        Assert.Contains(_log.Lines, l => l.Contains("main::in") && l.Contains(error.Replace("{0}", PathOf(name))));
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string name, string text) => System.IO.File.WriteAllText(PathOf(name), text);

    private string Read(string name) => System.IO.File.ReadAllText(PathOf(name));

    private string Reader(string name, int chunkSize = 8192) => $$"""
        {"kind":"file","codec":"string","preprocessors":["separate"],"config":{"path":"{{PathOf(name)}}","mode":"read","chunk_size":{{chunkSize}}} }
        """;

    private string Writer(string name, string mode) => $$"""
        {"kind":"file","codec":"json","postprocessors":["separate"],"config":{"path":"{{PathOf(name)}}","mode":"{{mode}}"} }
        """;

    private async Task RunCb(string lines, string sink, string settings = """ "timeout":10000000000 """, string pipeline = "\"links\":[[\"in\",\"out\"]]")
    {
        Write("in", lines);
        await Run($$"""{"kind":"cb","config":{"paths":["{{PathOf("in")}}"],{{settings}}} }""", sink, pipeline: pipeline, until: _process.ShutdownRequested);
    }

    /// <summary>Runs <c>in → pipeline → out</c>, and what else is given, until it is over by itself or <paramref name="until"/> is.</summary>
    private async Task<FlowInstance> Run(
        string source, string sink, string connectors = "", string connect = "", string pipeline = "\"links\":[[\"in\",\"out\"]]",
        Task? until = null, bool sameConnector = false)
    {
        var output = sameConnector ? "in" : "out";
        var definition = $$"""
            {"version":1,"flows":{"main":{
              "connectors":{"in":{{source}}{{(sameConnector ? "" : ",\"out\":" + sink)}}{{connectors}}},
              "pipelines":{"main":{ {{pipeline}} },"other":{"links":[["in","out"]]} },
              "connect":["connector/in -> pipeline/main -> connector/{{output}}"{{connect}}]
            } } }
            """;
        var loaded = FlowLoader.LoadText(
            "flow.json", definition, s_registry, new SampleLanguage(), new LoadOptions { EnableDebugConnectors = true });
        Assert.Empty(loaded.Diagnostics.Where(static d => d.Severity == Severity.Error).Select(static d => $"{d.Pointer}: {d.Message}"));
        await using var runtime = new FlowRuntime(new FlowRuntimeOptions { Time = _process.Time, LoggerFactory = _log, Process = _process });
        var flow = await runtime.DeployAsync(loaded.Plans.Single());
        await (until ?? runtime.RunToEndAsync()).WaitAsync(Eventually.Patience);
        return flow;
    }
}
