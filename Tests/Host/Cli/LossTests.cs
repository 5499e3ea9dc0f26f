using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary>What a flow run says of events that nobody gets, and how it ends.</summary>
public sealed class LossTests : IDisposable
{
    private const string Fails = """{ "type": "script", "script": "event.missing" }""";
    private const string Numbers = """ "select": "for event of case (i, e) => e.data.value.n end" """;
    private const string NestedNumbers = """
        "select": "for event of case (i, c) => for c.data.value of case (j, b) => for b.data.value of case (k, a) => a.data.value.n end end end"
        """;

    private const string Passes = """{ "links": [["in", "out"]] }""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-loss-");

    [Fact]
    public async Task A_script_that_fails_on_every_event_and_whose_errors_nobody_reads_loses_them_all()
    {
        var run = await RunAsync(
            Lines(100), $$"""{ "main": { "nodes": { "parse": {{Fails}} }, "links": [["in", "parse", "out"], ["parse/err", "err"]] } }""", "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        AssertLost("f::main/err: 100 events lost: nobody reads this port: Trying to access a non existing event key `missing`; the first is event 1 of f::in", run);
    }

    [Fact]
    public async Task An_error_port_of_a_node_that_leads_nowhere_loses_the_events()
    {
        var run = await RunAsync(
            Lines(3), $$"""{ "main": { "nodes": { "parse": {"type": "script", "script": "match event of case %{n == 1} => event case _ => event.missing end"} }, "links": [["in", "parse", "out"]] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, "{\"n\":1}\n"), (run.ExitCode, run.Out));
        AssertLost("f::main/parse/err: 2 events lost: nobody reads this port: Trying to access a non existing event key `missing`; the first is event 2 of f::in", run);
    }

    [Theory]
    [InlineData("null", "there is no string `class` in its metadata")]
    [InlineData("let $class = \\\"c\\\"", "there is no number `rate` in its metadata")]
    public async Task What_a_bucket_cannot_count_is_lost_with_its_reason(string script, string reason)
    {
        var run = await RunAsync(
            "{\"error\":\"of the data\"}\n",
            $$"""
            {
              "main": {
                "nodes": { "classify": { "type": "script", "script": "{{script}}; event" }, "limit": { "type": "operator", "kind": "grouper::bucket" } },
                "links": [["in", "classify", "limit", "out"], ["limit/err", "err"], ["limit/overflow", "out"]]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        AssertLost($"f::main/err: 1 event lost: nobody reads this port: {reason}; the first is event 1 of f::in", run);
    }

    [Fact]
    public async Task An_error_that_a_script_makes_of_what_a_bucket_refused_has_a_reason_of_its_own()
    {
        var run = await RunAsync(
            "{}\n",
            $$"""
            {
              "main": {
                "nodes": { "limit": { "type": "operator", "kind": "grouper::bucket" }, "parse": {{Fails}} },
                "links": [["in", "limit", "out"], ["limit/err", "parse", "out"], ["parse/err", "err"], ["limit/overflow", "out"]]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        Assert.Contains("\nerror: f::main/err: 1 event lost: nobody reads this port: Trying to access", run.Error);
    }

    /// <summary>Why an operator refused an event is said of that event, not of what is made of it.</summary>
    [Theory]
    [InlineData(""" "type": "script", "script": "{\"put\": \"right\"}" """, false)]
    [InlineData(""" "type": "script", "script": "let event.n = 1; event" """, false)]
    [InlineData(""" "type": "script", "script": "let $class = \"c\"; event" """, false)]
    [InlineData(""" "type": "script", "script": "emit [event] => \"err\"" """, false)]
    [InlineData(""" "select": "{\"put\": \"right\"}" """, false)]
    [InlineData(""" "select": "event.n", "group_by": "event.n" """, false)]
    [InlineData(""" "type": "operator", "kind": "generic::counter" """, false)]
    [InlineData(""" "type": "operator", "kind": "generic::batch", "config": { "count": 1 } """, false)]
    [InlineData(""" "type": "script", "script": "event" """, true)]
    [InlineData(""" "type": "script", "script": "emit event => \"err\"" """, true)]
    [InlineData(""" "select": "event" """, true)]
    [InlineData(""" "type": "operator", "kind": "passthrough" """, true)]
    public async Task The_reason_of_an_operator_stays_with_an_event_while_nobody_makes_another_of_it(string node, bool stays)
    {
        var isSelect = node.Contains("select", StringComparison.Ordinal);
        var (mend, link) = isSelect ? ("", $$"""{ "from": "limit/err", "into": "out", {{node}} }""") : ($$""", "mend": { {{node}} }""", """["limit/err", "mend", "out"]""");
        var run = await RunAsync(
            "{\"n\":0}\n",
            $$"""{ "main": { "nodes": { "limit": { "type": "operator", "kind": "grouper::bucket" }{{mend}} }, "links": [["in", "limit"], {{link}}] } }""",
            "connector/in -> pipeline/main/in");
        Assert.Matches($@"\nerror: f::main/\S+: 1 event lost: nobody reads this port{(stays ? ": there is no string `class` in its metadata" : "")}; the first", run.Error);
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_lost_where_nobody_reads_the_errors_of_the_source()
    {
        var run = await RunAsync("{\"n\":1}\n{\n{\"n\":3}\n", $$"""{ "main": {{Passes}} }""", "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, "{\"n\":1}\n{\"n\":3}\n"), (run.ExitCode, run.Out));
        Assert.Matches(@"\nerror: f::in/err: 1 event lost: nobody reads this port: .+; the first is event 2 of f::in\n", run.Error);
    }

    /// <summary>They want to know what becomes of events, and send none of them again.</summary>
    [Theory]
    [InlineData("qos::backpressure", "timeout")]
    [InlineData("qos::percentile", "timeout")]
    public async Task Behind_what_awaits_answers_events_are_lost_as_anywhere(string kind, string setting)
    {
        var awaits = $$"""{ "type": "operator", "kind": "{{kind}}", "config": { "{{setting}}": 60000000000 } }""";
        var failing = await RunAsync(
            Lines(10), $$"""{ "main": { "nodes": { "q": {{awaits}} }, "links": [["in", "q"], { "from": "q", "select": "event.missing", "into": "out" }, ["q/overflow", "out"]] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (failing.ExitCode, failing.Out));
        Assert.Matches(@"\nerror: f::main/select#\d+: 10 events lost: .*; the first is event 1 of f::in\n", failing.Error);

        var batched = await RunAsync(
            Lines(10), $$"""{ "main": { "nodes": { "q": {{awaits}}, "b": {{Pack(4)}} }, "links": [["in", "q", "b"], { "from": "b", {{Numbers}}, "into": "out" }, ["q/overflow", "out"]] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((0, "[1,2,3,4]\n[5,6,7,8]\n[9,10]\n"), (batched.ExitCode, batched.Out));

        if (!OperatingSystem.IsLinux()) return;
        var sink = """{ "kind": "file", "codec": "json", "postprocessors": ["separate"], "config": { "path": "/dev/full", "mode": "append" } }""";
        var file = FlowFile.Write(_directory, FlowFile.Console, sink);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"links\": [[\"in\", \"out\"]]", $"\"nodes\": {{ \"q\": {awaits} }}, \"links\": [[\"in\", \"q\", \"out\"]]", StringComparison.Ordinal));
        var full = await CommandRun.OfAsync("1\n2\n3\n", "run", file);
        Assert.Equal(1, full.ExitCode);
        Assert.Contains("copy::output: 3 events lost: not written: ", full.Error);
    }

    [Fact]
    public async Task An_error_event_that_passes_other_pipelines_stays_one()
    {
        var run = await RunAsync(
            "{\n", $$"""{ "main": {{Passes}}, "errors": { "links": [["in", "out"], ["in", "copy"]], "outputs": ["out", "copy"] } }""",
            "connector/in -> pipeline/main -> connector/out", "connector/in/err -> pipeline/errors/in", "pipeline/errors/copy -> connector/out");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"\nerror: f::errors/out: 1 event lost: nobody reads this port: ", run.Error);
    }

    [Fact]
    public async Task An_error_event_at_an_input_that_leads_nowhere_is_lost()
    {
        var run = await RunAsync(
            "{\n", """{ "main": { "inputs": ["in", "bad"], "links": [["in", "out"]] } }""", "connector/in -> pipeline/main -> connector/out", "connector/in/err -> pipeline/main/bad");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"\nerror: f::main/bad: 1 event lost: nobody reads this port: ", run.Error);
    }

    [Fact]
    public async Task What_comes_to_another_port_that_nobody_reads_is_there_on_purpose()
    {
        var run = await RunAsync(
            Lines(3), """{ "main": { "outputs": ["out", "rest"], "nodes": { "route": { "type": "script", "script": "emit event => \"rest\"" } }, "links": [["in", "route", "out"], ["route/rest", "rest"]] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.DoesNotContain(" lost: nobody", run.Error);
        Assert.DoesNotContain(" lost in ", run.Error);
        Assert.Contains("\nf::main/rest: 3 events dropped: nobody reads this port\n", run.Error);
    }

    [Theory]
    [InlineData(""" "nodes": { "route": { "type": "script", "script": "emit event => \"rest\"" } }, "links": [["in", "route", "out"]] """, "route/rest")]
    [InlineData(""" "inputs": ["in", "idle"], "links": [["idle", "out"]] """, "in")]
    public async Task Events_at_ports_within_a_pipeline_that_nobody_reads_are_counted(string pipeline, string port)
    {
        var run = await RunAsync(Lines(3), $$"""{ "main": { {{pipeline}} } }""", "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Contains($"\nf::main/{port}: 3 events dropped: nobody reads this port\n", run.Error);
    }

    [Fact]
    public async Task An_error_event_that_a_sink_takes_is_not_lost()
    {
        var run = await RunAsync(
            Lines(2), $$"""{ "main": { "nodes": { "parse": {{Fails}} }, "links": [["in", "parse", "out"], ["parse/err", "err"]] } }""",
            "connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/nowhere");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.DoesNotContain(" lost: nobody", run.Error);
        Assert.DoesNotContain(" lost in ", run.Error);
    }

    [Fact]
    public async Task An_event_at_which_a_node_fails_is_lost()
    {
        var run = await RunAsync(
            Lines(3), """{ "main": { "links": [{ "from": "in", "into": "out", "select": "event", "where": "event.n > \"x\"" }] } }""", "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        AssertLost("f::main/select#0: 3 events lost: `>` is not defined for integer and string; the first is event 1 of f::in", run);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task The_last_batch_is_sent_at_the_end_although_it_is_not_full()
    {
        var run = await RunAsync(
            Lines(9), $$"""{ "main": { "nodes": { "pack": {{Pack(4)}} }, "links": [["in", "pack"], { {{Numbers}}, "from": "pack", "into": "out" }] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((0, "[1,2,3,4]\n[5,6,7,8]\n[9]\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task A_batch_of_batches_ends_with_one_that_holds_the_rest_of_both()
    {
        var run = await RunAsync(
            Lines(7),
            $$"""
            {
              "first": { "nodes": { "a": {{Pack(2)}}, "b": {{Pack(2)}} }, "links": [["in", "a", "b", "out"]] },
              "second": { "nodes": { "c": {{Pack(3)}} }, "links": [["in", "c"], { {{NestedNumbers}}, "from": "c", "into": "out" }] }
            }
            """,
            "connector/in -> pipeline/first -> pipeline/second -> connector/out");
        Assert.Equal((0, "[[[1,2],[3,4]],[[5,6],[7]]]\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task A_batch_is_not_cut_where_only_one_of_two_sources_has_ended()
    {
        var run = await RunAsync(
            Lines(3), $$"""{ "main": { "nodes": { "pack": {{Pack(100)}} }, "links": [["in", "pack"], { {{Numbers}}, "from": "pack", "into": "out" }] } }""",
            "connector/in -> pipeline/main -> connector/out", "connector/other -> pipeline/main");
        Assert.Equal((0, 1), (run.ExitCode, run.Out.Count(static c => c == '\n')));
        Assert.Equal(["1", "2", "3", "9", "9", "9"], run.Out.Trim('[', ']', '\n').Split(',').Order());
    }

    [Theory]
    [InlineData("event.n", true)]
    [InlineData("42", false)]
    [InlineData("[]", false)]
    [InlineData("[1, 2]", false)]
    [InlineData("event[0].data.value", false)]
    [InlineData("event[0]", false)]
    [InlineData("[event[0], {\\\"data\\\": {}}, 5]", false)]
    public async Task What_a_script_makes_of_a_batch_is_written_whatever_it_is(string script, bool isError)
    {
        var run = await RunAsync(
            Lines(8),
            $$"""
            {
              "main": {
                "nodes": {
                  "pack": {{Pack(4)}}, "s": { "type": "script", "script": "{{script}}" }, "again": { "type": "script", "script": "{\"of\": event}" }
                },
                "links": [["in", "pack", "s", "out"], ["s/err", "again", "out"]]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 2), (run.ExitCode, lines.Length));
        Assert.Equal(isError, lines[0].StartsWith("{\"of\":{\"error\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_about_a_batch_that_nobody_reads_loses_all_that_is_in_it()
    {
        var run = await RunAsync(
            Lines(8), $$"""{ "main": { "nodes": { "pack": {{Pack(4)}}, "s": {{Fails}} }, "links": [["in", "pack", "s", "out"], ["s/err", "err"]] } }""",
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"\nerror: f::main/err: 8 events lost: nobody reads this port: .+; the first is event 1 of f::in\n", run.Error);
    }

    [Fact]
    public async Task An_error_about_a_batch_counts_as_all_that_is_in_it_at_the_port_of_the_node_too()
    {
        var run = await RunAsync(
            Lines(10), $$"""{ "main": { "nodes": { "pack": {{Pack(4)}}, "s": {{Fails}} }, "links": [["in", "pack", "s", "out"]] } }""", "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"\nerror: f::main/s/err: 10 events lost: nobody reads this port: .+; the first is event 1 of f::in\n", run.Error);
    }

    [Theory]
    [InlineData(""" "links": [["in", "pack", "s", "out"]] """, "main/s/x")]
    [InlineData(""" "outputs": ["out", "x"], "links": [["in", "pack", "s", "out"], ["s/x", "x"]] """, "main/x")]
    [InlineData(""" "links": [["in", "pack", "s", "out"], ["s/x", "out"]] """, "idle/in")]
    public async Task A_batch_that_is_dropped_counts_as_all_that_is_in_it(string links, string place)
    {
        var run = await RunAsync(
            Lines(10),
            $$"""
            {
              "main": { "nodes": { "pack": {{Pack(4)}}, "s": { "type": "script", "script": "emit event => \"x\"" } }, {{links}} },
              "idle": { "inputs": ["in", "other"], "links": [["other", "out"]] }
            }
            """,
            "connector/in -> pipeline/main", "pipeline/main -> pipeline/idle", "pipeline/idle -> connector/out");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Contains($"\nf::{place}: 10 events dropped: nobody reads this port\n", run.Error);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 2)]
    public async Task Errors_in_a_window_count_one_by_one_and_are_lost_where_it_keeps_them(int batch, int size)
    {
        var run = await RunAsync(
            Lines(10),
            $$"""
            {
              "main": {
                "windows": { "some": { "size": {{size}} } },
                "nodes": { "pack": {{Pack(batch)}}, "s": {{Fails}} },
                "links": [["in", "pack", "s", "out"], { "from": "s/err", "into": "err", "select": "aggr::stats::count()", "windows": ["some"] }]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        AssertLost("f::main/err: 8 events lost: nobody reads this port; the first is event 1 of f::in", run);
        AssertLost("f::main/select#0: 2 events lost: held when the flow stopped; the first is event 9 of f::in", run);
        Assert.DoesNotContain("held and not sent", run.Error);
        Assert.Contains("10 events in, 0 out, 0 errors, 10 lost", run.Error);
    }

    [Fact]
    public async Task Of_errors_that_went_through_a_window_a_greater_one_holds_nothing_that_is_lost()
    {
        var run = await RunAsync(
            Lines(5),
            $$"""
            {
              "main": {
                "windows": { "some": { "size": 2 }, "all": { "size": 10 } },
                "nodes": { "s": {{Fails}} },
                "links": [["in", "s", "out"], { "from": "s/err", "into": "out", "select": "aggr::stats::count()", "windows": ["some", "all"] }]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, "2\n2\n"), (run.ExitCode, run.Out));
        AssertLost("f::main/select#0: 1 event lost: held when the flow stopped; the first is event 5 of f::in", run);
        Assert.Contains("\nf::main/select#0: 4 events held and not sent\n", run.Error);
    }

    [Fact]
    public async Task Errors_in_one_that_fails_later_are_lost_each()
    {
        var run = await RunAsync(
            Lines(4),
            $$"""
            {
              "main": {
                "windows": { "some": { "size": 2 } },
                "nodes": { "s": {{Fails}}, "counted": { "type": "operator", "kind": "passthrough" } },
                "links": [["in", "s", "out"], { "from": "s/err", "into": "counted", "select": "aggr::stats::count()", "windows": ["some"] }, { "from": "counted", "into": "out", "select": "event.missing" }]
              }
            }
            """,
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"\nerror: f::main/select#1: 4 events lost: .*; the first is event 1 of f::in\n", run.Error);
        Assert.Contains("4 events in, 0 out, 0 errors, 4 lost", run.Error);
    }

    [Fact]
    public async Task What_came_in_is_what_went_out_and_what_was_lost_where_the_input_ends_in_the_middle_of_an_event()
    {
        var packed = Path.Combine(_directory.FullName, "in.gz");
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.NoCompression, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes("aaa\nbbb\nccc\n"));
        // The mark of the end has 8 bytes.
        await File.WriteAllBytesAsync(packed, bytes.ToArray()[..^10]);
        var run = await CommandRun.OfAsync("", "run", FlowFile.Write(_directory, FlowFile.Lines(packed, "read"), FlowFile.Console));
        Assert.Equal((1, "aaa\nbbb\n"), (run.ExitCode, run.Out));
        AssertLost("copy::input: 1 event lost: the stream broke in the middle of an event; the first is event 3 of copy::input", run);
        Assert.Contains("3 events in, 2 out, 1 error, 1 lost", run.Error);
    }

    [Theory]
    [InlineData(""" "collect" """)]
    [InlineData(""" { "name": "chunk", "config": { "max_bytes": 1000000 } } """)]
    [InlineData(""" { "name": "streaming-compress", "config": { "algorithm": "zstd" } } """)]
    [InlineData(""" { "name": "streaming-compress", "config": { "algorithm": "br" } } """)]
    public async Task What_waits_in_a_postprocessor_is_lost_where_there_is_no_room_for_it(string postprocessor)
    {
        var sink = $$"""{ "kind": "file", "codec": "json", "postprocessors": ["separate", {{postprocessor}}], "config": { "path": "/dev/full", "mode": "append" } }""";
        var run = await CommandRun.OfAsync(Lines(8), "run", FlowFile.Write(_directory, FlowFile.Console, sink));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"\nerror: copy::output: 8 events lost: not written: .*No space left on device.*; the first is event 1 of copy::input\n", run.Error);
        Assert.Contains("8 events in, 0 out, ", run.Error);
    }

    [Fact]
    public async Task Why_an_event_could_not_be_encoded_is_said()
    {
        var sink = """{ "kind": "stdio", "codec": "string", "postprocessors": [{ "name": "chunk", "config": { "max_bytes": 3 } }] }""";
        var run = await CommandRun.OfAsync("abc\nabcd\nabcd\n", "run", FlowFile.Write(_directory, FlowFile.Console, sink));
        Assert.Equal((1, "abc"), (run.ExitCode, run.Out));
        AssertLost("copy::output: 2 events lost: not written: Chunk: an event of 4 bytes is longer than the 3 bytes of `max_bytes`; the first is event 2 of copy::input", run);
        // Once, not for each event.
        Assert.Equal(2, run.Error.Split("an event of 4 bytes is longer").Length - 1);
        Assert.Contains("[Sink::copy::output] Error: 2 events cannot be written: Chunk: ", run.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static string Pack(int count) => $$"""{ "type": "operator", "kind": "generic::batch", "config": { "count": {{count}} } }""";

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(static n => $"{{\"n\":{n}}}\n"));

    private static void AssertLost(string line, CommandRun run) => Assert.Contains($"\nerror: {line}\n", run.Error);

    /// <summary>Somebody has to find the event and the line, be it in the dead letter or in the log.</summary>
    [Theory]
    [InlineData("""{ "file": "s.tremor" }""", "s.tremor:2:7", "")]
    [InlineData("""["let a = 1;", "event.missing"]""", "flow.json:11:", " (its line 2, column 7)")]
    public async Task A_dead_letter_and_the_log_say_which_event_it_is_and_where_the_script_failed(string script, string place, string inside)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "s.tremor"), "let a = 1;\nevent.missing\n");
        var run = await RunAsync(
            Lines(2), $$"""{ "main": { "nodes": { "s": { "type": "script", "script": {{script}} } }, "links": [["in", "s", "out"], ["s/err", "err"]] } }""", ["RUST_LOG=debug"],
            "connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/out");
        Assert.Equal(0, run.ExitCode);
        var letters = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(["1", "2"], letters.Select(static l => l["number"]!.ToJsonString()));
        foreach (var (number, letter) in letters.Index())
        {
            Assert.Equal(("f::in", 0, number + 1), ((string?)letter["source"], (int)letter["stream_id"]!, (int)letter["event"]!["n"]!));
            Assert.StartsWith("Error: \n    2 | event.missing\n", (string?)letter["error"]);
            Assert.Contains(place, (string?)letter["place"]);
            Assert.Contains(
                $"{(number == 0 ? "WARN " : "DEBUG")} [Pipeline::f::main] Error handling event: f::main/s: event {number + 1} of f::in: {{\"n\":{number + 1}}}: Error in {letter["place"]}{inside} \n", run.Error);
        }
    }

    [Theory]
    [InlineData(""" "select": "event.missing" """)]
    [InlineData(""" "select": "event", "where": "event.missing" """)]
    [InlineData(""" "select": "event", "group_by": "event.missing" """)]
    [InlineData(""" "select": "aggr::stats::sum(event.missing)", "windows": ["all"] """)]
    public async Task The_log_says_on_which_event_a_select_failed_and_where(string select)
    {
        var run = await RunAsync(
            Lines(2), $$"""{ "main": { "windows": { "all": { "size": 2 } }, "links": [{ "from": "in", "into": "out", {{select}} }] } }""", ["RUST_LOG=debug"],
            "connector/in -> pipeline/main -> connector/out");
        Assert.Equal(1, run.ExitCode);
        foreach (var (level, number) in new[] { ("ERROR", 1), ("DEBUG", 2) })
            Assert.Matches($$$"""{{{level}}} \[Pipeline::f::main\] Error handling event: f::main/\S+: event {{{number}}} of f::in: \{"n":{{{number}}}\}: Error in \S+/flow\.json:11:\d+ """, run.Error);
    }

    [Fact]
    public async Task Of_events_in_one_a_dead_letter_names_the_first()
    {
        var run = await RunAsync(
            Lines(4), $$"""{ "main": { "nodes": { "pack": {{Pack(2)}}, "s": {{Fails}} }, "links": [["in", "pack", "s", "out"], ["s/err", "err"]] } }""", ["RUST_LOG=warn"],
            "connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/out");
        var letters = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonNode.Parse(l)!);
        Assert.Equal(["f::in 1", "f::in 3"], letters.Select(static l => $"{l["source"]} {l["number"]}"));
        Assert.Contains("Error handling event: f::main/s: several in one, the first is event 1 of f::in: [{", run.Error);
    }

    private Task<CommandRun> RunAsync(string input, string pipelines, params string[] connect) => RunAsync(input, pipelines, [], connect);

    private Task<CommandRun> RunAsync(string input, string pipelines, string[] variables, params string[] connect)
    {
        var path = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(Path.Combine(_directory.FullName, "other"), "{\"n\":9}\n{\"n\":9}\n{\"n\":9}\n");
        File.WriteAllText(
            path,
            $$"""
            {
              "version": 1,
              "flows": {
                "f": {
                  "connectors": {
                    "in": { "kind": "stdio", "codec": "json", "preprocessors": ["separate"] },
                    "out": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] },
                    "other": { "kind": "file", "codec": "json", "preprocessors": ["separate"], "config": { "path": {{JsonValue.Create(Path.Combine(_directory.FullName, "other")).ToJsonString()}}, "mode": "read" } },
                    "nowhere": { "kind": "null" }
                  },
                  "pipelines": {{pipelines}},
                  "connect": [{{string.Join(", ", connect.Select(static c => $"\"{c}\""))}}]
                }
              }
            }
            """);
        return CommandRun.OfAsync(input, variables.Select(static v => v.Split('=')).ToDictionary(static v => v[0], static v => v[1]), "run", path);
    }
}
