using System.Text;
using System.Text.RegularExpressions;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The program where memory is short.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly DirectoryInfo _workplace = Directory.CreateTempSubdirectory("tremor-memory-");

    public void Dispose() => _workplace.Delete(recursive: true);

    [Theory]
    [InlineData("string", "\"separate\"", 0)]
    [InlineData("string", """{"name": "separate", "config": {}}""", 0)]
    [InlineData("binary", """{"name": "separate", "config": {}}""", 0)]
    [InlineData("string", """{"name": "textual-length-prefixed", "config": {"max_length": 100000000}}""", 1)]
    public async Task A_line_for_which_there_is_no_memory_is_an_error_and_the_others_arrive_whole(string codec, string preprocessor, int isPrefixed)
    {
        const int Length = 90_000_000;
        await using (var input = File.Create(Path.Combine(_workplace.FullName, "in")))
        {
            for (var i = 0; i < 2; i++)
            {
                Write(input, "short", isPrefixed == 1);
                Write(input, new string((char)('a' + i), Length), isPrefixed == 1);
            }
        }

        File.WriteAllText(
            Path.Combine(_workplace.FullName, "flow.json"),
            $$$"""
            {"version": 1, "flows": {"main": {
              "connectors": {
                "in": {"kind": "file", "codec": "{{{codec}}}", "preprocessors": [{{{preprocessor}}}], "config": {"path": "in", "mode": "read"}},
                "out": {"kind": "file", "codec": "binary", "postprocessors": ["separate"], "config": {"path": "out", "mode": "truncate"}},
                "bad": {"kind": "file", "codec": "json", "postprocessors": ["separate"], "config": {"path": "bad", "mode": "truncate"}}
              },
              "pipelines": {"main": {"links": [["in", "out"]]}, "errors": {"links": [["in", "out"]]}},
              "connect": ["connector/in -> pipeline/main -> connector/out", "connector/in/err -> pipeline/errors -> connector/bad"]
            } } }
            """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x8000000" }, ["run", "flow.json"]);

        Assert.All(File.ReadLines(Path.Combine(_workplace.FullName, "out")), static line => Assert.True(line is "short" || line.Length == Length, $"{line.Length} bytes"));
        var errors = File.ReadAllLines(Path.Combine(_workplace.FullName, "bad"));
        Assert.NotEmpty(errors);
        Assert.All(errors, static e => Assert.Matches("^\\{\"error\":\"(Out of memory: |Discarded fragment)", e));
        Assert.True(run.ExitCode == 1 || File.ReadLines(Path.Combine(_workplace.FullName, "out")).Count() + errors.Length == 4, run.Error);
    }

    [Fact]
    public async Task A_source_that_cannot_allocate_what_it_reads_fails_and_says_what_helps()
    {
        File.WriteAllText(Path.Combine(_workplace.FullName, "in"), "a\n");
        WriteFlow(""" "preprocessors": ["separate"], "config": {"path": "in", "mode": "read", "chunk_size": 1073741824}""", """ "links": [["in", "out"]] """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x20000000" }, ["run", "flow.json"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[Source::main::in] Error pulling data: out of memory while reading; a smaller `chunk_size`", run.Error);
    }

    [Fact]
    public async Task A_script_that_runs_out_of_memory_is_an_error_event()
    {
        const int Events = 100;
        File.WriteAllText(Path.Combine(_workplace.FullName, "in"), string.Concat(Enumerable.Repeat("1\n", Events)));
        WriteFlow(
            """ "preprocessors": ["separate"], "config": {"path": "in", "mode": "read"}""",
            """
            "nodes": {"s": {"type": "script", "script": "let state = match state of case null => \"xxxxxxxxxxxxxxxx\" case _ => \"#{state}#{state}\" end; \"x\""}},
            "links": [["in", "s", "out"], ["s/err", "err"]]
            """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x8000000" }, ["run", "flow.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        var errors = File.ReadAllLines(Path.Combine(_workplace.FullName, "bad"));
        Assert.NotEmpty(errors);
        Assert.All(errors, static e => Assert.Contains("There is not enough memory for what the script builds", e));
        Assert.Equal(Events, File.ReadLines(Path.Combine(_workplace.FullName, "out")).Count() + errors.Length);
    }

    [Fact]
    public async Task The_log_line_of_an_event_on_which_a_script_runs_out_of_memory_shows_its_start()
    {
        const int Length = 24_000_000;
        File.WriteAllText(Path.Combine(_workplace.FullName, "in"), $"{new string('a', Length)}\n1\n");
        WriteFlow(
            """ "preprocessors": [{"name": "separate", "config": {}}], "config": {"path": "in", "mode": "read"}""",
            """
            "nodes": {
              "s": {"type": "script", "script": "\"#{event}#{event}#{event}#{event}#{event}\""},
              "e": {"type": "script", "script": "event.error"}
            },
            "links": [["in", "s", "out"], ["s/err", "e", "err"]]
            """,
            codec: "string");

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x8000000", ["RUST_LOG"] = "warn" }, ["run", "flow.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["\"11111\""], File.ReadAllLines(Path.Combine(_workplace.FullName, "out")));
        Assert.Contains($": \"{new string('a', 119)}...", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"nodes": {"b": {"type": "operator", "kind": "generic::batch", "config": {"count": 1000000}}}, "links": [["in", "b", "out"]]}""", "main::main/b")]
    [InlineData(
        """{"query": "define window w from tumbling with size = 1000000 end; select aggr::win::collect_flattened(event) from in[w] into out;"}""", "main::main/select#0")]
    public async Task Where_memory_ends_in_what_nodes_hold_the_process_ends_and_says_so(string pipeline, string node)
    {
        await using (var input = File.CreateText(Path.Combine(_workplace.FullName, "in")))
            for (var i = 0; i < 150_000; i++)
                await input.WriteLineAsync($$"""{"n": {{i}}, "x": "{{new string('x', 870)}}"}""");
        File.WriteAllText(
            Path.Combine(_workplace.FullName, "flow.json"),
            $$$"""
            {"version": 1, "flows": {"main": {
              "connectors": {
                "in": {"kind": "file", "codec": "json", "preprocessors": ["separate"], "config": {"path": "in", "mode": "read"}},
                "out": {"kind": "file", "codec": "json", "postprocessors": ["separate"], "config": {"path": "out", "mode": "truncate"}}
              },
              "pipelines": {"main": {{{pipeline}}} },
              "connect": ["connector/in -> pipeline/main -> connector/out"]
            } } }
            """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x6000000" }, ["run", "flow.json"]);

        Assert.True(run.ExitCode == 1, $"{run.ExitCode}: {run.Error}");
        Assert.Matches(
            // Whoever asks next may be the one who gets nothing, such as the source.
            $"^error: out of memory(: |( in {Regex.Escape(node)})?, with 101 MB of heap: )the process ends here(: [0-9,]+ events in, 0 errors;|, and) what was under way is lost$",
            run.Error.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("", File.ReadAllText(Path.Combine(_workplace.FullName, "out")));
    }

    [Fact]
    public async Task Where_memory_ends_in_what_a_sink_holds_nothing_is_said_to_be_out()
    {
        await using (var input = File.CreateText(Path.Combine(_workplace.FullName, "in")))
            for (var i = 0; i < 150_000; i++)
                await input.WriteLineAsync($"{i} {new string('x', 1000)}");
        File.WriteAllText(
            Path.Combine(_workplace.FullName, "flow.json"),
            """
            {"version": 1, "flows": {"main": {
              "connectors": {
                "in": {"kind": "file", "codec": "string", "preprocessors": ["separate"], "config": {"path": "in", "mode": "read"}},
                "out": {"kind": "file", "codec": "string", "postprocessors": ["separate", "collect"], "config": {"path": "out", "mode": "truncate"}}
              },
              "pipelines": {"main": {"links": [["in", "out"]]}},
              "connect": ["connector/in -> pipeline/main -> connector/out"]
            } } }
            """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x4000000" }, ["run", "flow.json"]);

        Assert.True(run.ExitCode == 1, $"{run.ExitCode}: {run.Error}");
        Assert.Matches(
            "^error: out of memory(: |[^:]* with [^:]+ of heap: )the process ends here(: [0-9,]+ events in, 0 errors;|, and) what was under way is lost$",
            run.Error.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("", File.ReadAllText(Path.Combine(_workplace.FullName, "out")));
    }

    [Fact]
    public async Task A_search_that_takes_all_memory_is_a_miss_and_is_told()
    {
        File.WriteAllText(Path.Combine(_workplace.FullName, "in"), "\"b a\"\n1\n");
        WriteFlow(
            """ "preprocessors": ["separate"], "config": {"path": "in", "mode": "read"}""",
            """
            "nodes": {"s": {"type": "script", "script": "match event of case r = ~ grok|(?:(?:(?<x>)){2,}?)??\\\\b(?:.\\|$)a(?!x)| => r case _ => \"miss\" end"}},
            "links": [["in", "s", "out"], ["s/err", "err"]]
            """);

        var run = await ProgramRun.OfAsync(_workplace.FullName, new() { ["DOTNET_GCHeapHardLimit"] = "0x8000000" }, ["run", "flow.json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["\"miss\"", "\"miss\""], File.ReadAllLines(Path.Combine(_workplace.FullName, "out")));
        Assert.Contains("1 search timed out, as no match: (?:(?:(?<x>)){2,}", run.Error, StringComparison.Ordinal);
    }

    private void WriteFlow(string input, string pipeline, string codec = "json") => File.WriteAllText(
        Path.Combine(_workplace.FullName, "flow.json"),
        $$$"""
        {"version": 1, "flows": {"main": {
          "connectors": {
            "in": {"kind": "file", "codec": "{{{codec}}}", {{{input}}} },
            "out": {"kind": "file", "codec": "json", "postprocessors": ["separate"], "config": {"path": "out", "mode": "truncate"}},
            "bad": {"kind": "file", "codec": "json", "postprocessors": ["separate"], "config": {"path": "bad", "mode": "truncate"}}
          },
          "pipelines": {"main": { {{{pipeline}}} } },
          "connect": ["connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/bad"]
        } } }
        """);

    private static void Write(FileStream output, string piece, bool isPrefixed)
    {
        if (isPrefixed) output.Write(Encoding.ASCII.GetBytes($"{piece.Length} "));
        output.Write(Encoding.ASCII.GetBytes(piece));
        if (!isPrefixed) output.WriteByte((byte)'\n');
    }
}
