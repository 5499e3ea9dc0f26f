using System.IO.Compression;
using System.Text.Json.Nodes;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary><c>tremor run FLOW.json</c> within the test process.</summary>
public sealed class RunFlowTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-run-");

    [Fact]
    public async Task A_flow_runs_to_its_end_and_says_what_it_did()
    {
        var (input, output) = (Inside("in.log"), Inside("out.log"));
        await File.WriteAllLinesAsync(input, ["one", "two", "three"]);
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines(output, "truncate"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("", run.Out);
        Assert.Equal(["one", "two", "three"], await File.ReadAllLinesAsync(output));
        Assert.Contains("3 events in, 3 out, 0 errors", run.Error);
    }

    [Fact]
    public async Task Standard_output_carries_events_and_nothing_else()
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, ["one", "two"]);
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Console);
        Assert.Equal((0, "one\ntwo\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task Standard_input_ends_the_run_with_its_own_end()
    {
        var run = await CommandRun.OfAsync("a\nb\nlast without newline", "run", FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console));
        Assert.Equal((0, "a\nb\nlast without newline\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task A_file_that_does_not_exist_ends_in_a_clear_error()
    {
        var run = await RunAsync(FlowFile.Lines(Inside("missing.log"), "read"), FlowFile.Console);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("error: [Connector::copy::input]", run.Error);
        Assert.Contains("missing.log", run.Error);
    }

    /// <summary>In the log, in what is lost and in what ended the run; by a part of it one could guess the rest.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_secret_shows_nowhere(bool isRead)
    {
        var secret = Inside("plain") + $"/{new string('x', 140)}/{string.Concat(Enumerable.Repeat("hunter2-", 10))}";
        await File.WriteAllTextAsync(Inside("s"), secret);
        await File.WriteAllTextAsync(Inside("plain"), "");
        var file = $$"""{ "kind": "file", "codec": "string", "config": { "path": {"$secret": "s"}, "mode": "{{(isRead ? "read" : "append")}}" } }""";
        var variables = new Dictionary<string, string> { ["TREMOR_SECRETS"] = _directory.FullName, ["RUST_LOG"] = "debug" };
        foreach (var format in (string[])["text", "json"])
        {
            var run = await CommandRun.OfAsync(
                "one\n", variables, "run", isRead ? FlowFile.Write(_directory, file, FlowFile.Console) : FlowFile.Write(_directory, FlowFile.Console, file), "--diagnostics", format);
            Assert.Equal((1, ""), (run.ExitCode, run.Out));
            Assert.Contains("<secret:s>", run.Error);
            Assert.Contains(" ERROR ", run.Error);
            Assert.DoesNotContain("hunter", run.Error);
            Assert.DoesNotContain("xxx", run.Error);
        }
    }

    /// <summary>Who reads dead letters need not know the secrets of the flow; nor who reads the log.</summary>
    [Theory]
    [InlineData("event[args.key]")]
    [InlineData("event[args.key + event.s]")]
    [InlineData("patch event of update \"#{args.key}\" => 1 end")]
    [InlineData("match event.s + args.key of case 1 => 1 end")]
    [InlineData("use std::float;\nfloat::parse(event.s + args.key)")]
    [InlineData("use std::json;\nevent[json::encode({\"key\": args.key + event.s})]")]
    [InlineData("use std::json;\nevent[json::encode(json::encode({\"key\": args.key + event.s}))]")]
    public async Task A_secret_shows_in_no_error_event(string script)
    {
        var run = await RunWithSecretAsync(script);
        Assert.Contains("\"event\":{\"s\":\"a\"}", run.Out);
        Assert.Contains("<secret:s>", run.Out);
        Assert.Contains("<secret:s>", run.Error);
        Assert.DoesNotContain("hunter", run.Out + run.Error);
    }

    public static TheoryData<int, string> LongSecrets
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var length in (int[])[5, 60, 126, 5000])
                foreach (var letters in SecretText.Alphabets) data.Add(length, letters.Replace("\n", "", StringComparison.Ordinal));
            return data;
        }
    }

    /// <summary>By functions that cut what they quote.</summary>
    [Theory]
    [MemberData(nameof(LongSecrets))]
    public async Task No_part_of_a_long_secret_shows_in_the_error_of_a_function(int length, string letters)
    {
        var secret = SecretText.Of(length, letters);
        foreach (var call in (string[])["use std::integer;\ninteger::parse(args.key + event.s)", "use std::base64;\nbase64::decode(\"!\" + args.key + event.s)", "use std::float;\nfloat::is_nan({\"k\": args.key + event.s})"])
        {
            var run = await RunWithSecretAsync(call, secret);
            Assert.Contains("<secret:s>", run.Out);
            Assert.Contains("<secret:s>", run.Error);
            SecretText.IsHidden(secret, (run.Out + run.Error).Replace(_directory.FullName, "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(LongSecrets))]
    public async Task No_part_of_a_long_secret_shows_where_it_is_of_the_wrong_type(int length, string letters)
    {
        var secret = SecretText.Of(length, letters);
        await File.WriteAllTextAsync(Inside("s"), secret);
        foreach (var config in (string[])["\"mode\": \"read\", \"chunk_size\": {\"$secret\": \"s\"}", "\"mode\": {\"$secret\": \"s\"}"])
        {
            foreach (var format in (string[])["text", "json"])
            {
                var flow = FlowFile.Write(_directory, $$"""{ "kind": "file", "codec": "string", "config": { "path": "in", {{config}} } }""", FlowFile.Console);
                var run = await CommandRun.OfAsync("", new Dictionary<string, string> { ["TREMOR_SECRETS"] = _directory.FullName }, "check", flow, "--diagnostics", format);
                Assert.Contains("<secret:s>", run.Out + run.Error);
                SecretText.IsHidden(secret, (run.Out + run.Error).Replace(_directory.FullName, "", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>In it stands what else is a secret's: the name of a port.</summary>
    [Fact]
    public async Task A_secret_does_not_show_in_what_is_said_of_ports_that_nobody_reads()
    {
        var run = await RunWithSecretAsync("emit event => \"#{event.s}#{args.key}\"");
        Assert.Contains("main::main/look/a<secret:s>: 1 event dropped: nobody reads this port", run.Error);
        Assert.DoesNotContain("hunter", run.Out + run.Error);
    }

    private async Task<CommandRun> RunWithSecretAsync(string script, string secret = "hunter2\"hunter2")
    {
        await File.WriteAllTextAsync(Inside("s"), secret);
        var flow = Inside("flow.json");
        await File.WriteAllTextAsync(flow, $$"""
            {
              "version": 1,
              "flows": {
                "main": {
                  "connectors": { "input": { "kind": "stdio", "codec": "json" }, "output": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] } },
                  "pipelines": {
                    "main": {
                      "nodes": { "look": { "type": "script", "args": { "key": null }, "with": { "key": {"$secret": "s"} }, "script": {{JsonValue.Create(script).ToJsonString()}} } },
                      "links": [["in", "look", "out"], ["look/err", "err"]]
                    }
                  },
                  "connect": [
                    "connector/input -> pipeline/main -> connector/output",
                    { "from": "pipeline/main/err", "to": "connector/output" }
                  ]
                }
              }
            }
            """);
        return await CommandRun.OfAsync("""{"s":"a"}""", new Dictionary<string, string> { ["TREMOR_SECRETS"] = _directory.FullName, ["RUST_LOG"] = "debug" }, "run", flow);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_ends_in_a_clear_error()
    {
        var run = await RunAsync(FlowFile.Lines(_directory.FullName, "read"), FlowFile.Console);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("error: [Connector::copy::input]", run.Error);
        Assert.Contains("directory", run.Error);
    }

    [Fact]
    public async Task The_directory_of_an_output_is_made()
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, ["one"]);
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines(Inside("new/deep/out.log"), "append"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("one\n", await File.ReadAllTextAsync(Inside("new/deep/out.log")));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_ends_in_a_clear_error()
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, ["one"]);
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines(Inside("in.log/out.log"), "append"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"cannot write \"{Inside("in.log/out.log")}\"", run.Error);
        Assert.Contains("error: [Connector::copy::output] Connection failed", run.Error);
    }

    [Theory]
    [InlineData("link", "truncate", "empties")]
    [InlineData("link", "append", "appends to")]
    [InlineData("hard", "truncate", "empties")]
    [InlineData("hard", "overwrite", "writes over")]
    [InlineData("sub/../in.log", "write", "empties")]
    [InlineData("linked/in.log", "write", "empties")]
    public async Task An_output_that_is_the_input_is_refused_whatever_it_is_called(string name, string mode, string use)
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, ["one"]);
        File.CreateSymbolicLink(Inside("link"), "in.log");
        HardLink.Make(Inside("hard"), input);
        Directory.CreateSymbolicLink(Inside("linked"), _directory.FullName);
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines(Inside(name), mode));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"copy::output {use} the file \"{Inside(name)}\", which copy::input reads as \"{input}\": what ", run.Error);
        Assert.Equal("one\n", await File.ReadAllTextAsync(input));
    }

    [Fact]
    public async Task A_full_disk_ends_in_a_clear_error()
    {
        if (!File.Exists("/dev/full")) return;
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, Enumerable.Range(0, 200_000).Select(static i => $"line {i} of a file that fits into no single batch"));
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines("/dev/full", "append"));
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"error: copy::output: [\d,]+ events lost: not written: .*; the first is event 1 of copy::input\n", run.Error);
        Assert.Contains("No space left on device", run.Error);
        Assert.Matches(@"ended by the failure of output\n  input: [\d.]+ .?B of 1\d\.\d MB read \(\d+ %\), [\d.]+ MB not read\n", run.Error);
    }

    [Fact]
    public async Task A_sink_that_ends_the_process_at_once_leaves_a_word_on_what_was_not_read()
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, Enumerable.Range(0, 400_000).Select(static i => $"line {i} of a file that fits into no single batch"));
        var run = await RunAsync(FlowFile.Lines(input, "read"), """{ "kind": "exit", "config": { "graceful": false } }""");
        Assert.Matches(@"ended by a request of output\n  input: [\d.]+ .?B of \d\d\.\d MB read \(\d+ %\), [\d.]+ MB not read\n", run.Error);
    }

    [Fact]
    public async Task A_sink_that_ends_the_process_when_all_is_read_says_no_more()
    {
        var input = Inside("in.log");
        await File.WriteAllLinesAsync(input, ["one"]);
        var run = await RunAsync(FlowFile.Lines(input, "read"), """{ "kind": "exit" }""");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("ended by", run.Error);
    }

    [Fact]
    public async Task A_source_that_fails_in_the_middle_of_its_input_says_how_far_it_came()
    {
        var input = Inside("in.gz");
        await using (var packed = new GZipStream(File.Create(input), CompressionLevel.Fastest)) await packed.WriteAsync("whole"u8.ToArray());
        await File.AppendAllTextAsync(input, new string('-', 1_000_000));
        var run = await RunAsync($$"""{ "kind": "file", "codec": "binary", "config": { "path": "{{input}}", "mode": "read" } }""", """{ "kind": "null" }""");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"ended by the failure of input\n  input: [\d.]+ .?B of [\d.]+ .?B read \(\d+ %\), [\d.]+ .?B not read\n", run.Error);
    }

    [Fact]
    public async Task A_typo_is_reported_with_its_place_and_what_was_probably_meant()
    {
        var run = await RunAsync("""{ "kind": "stdoi", "codec": "string" }""", FlowFile.Console);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"flow\.json:5:\d+", run.Error);
        Assert.Contains("stdio", run.Error);
    }

    [Fact]
    public async Task A_switch_for_scripts_is_refused_with_a_flow()
    {
        var run = await CommandRun.OfAsync("", "run", FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console), "-d", "json");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--decoder is for scripts and queries", run.Error);
    }

    [Theory]
    [InlineData("flow.toml")]
    [InlineData("notes.txt")]
    public async Task What_cannot_be_run_is_refused(string file)
    {
        var run = await CommandRun.OfAsync("", "run", file);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"error: Unable to execute source: {file}", run.Error);
    }

    [Theory]
    [InlineData("logs/apache_access.log")]
    [InlineData("logs/nginxplus_status.ndjson")]
    public async Task No_line_of_a_real_log_is_lost(string log)
    {
        if (Repository.SharedData(log) is not { } input) return;
        var output = Inside("out.log");
        var run = await RunAsync(FlowFile.Lines(input, "read"), FlowFile.Lines(output, "truncate"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(await File.ReadAllBytesAsync(input), await File.ReadAllBytesAsync(output));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Inside(string name) => Path.Combine(_directory.FullName, name);

    private Task<CommandRun> RunAsync(string source, string sink) => CommandRun.OfAsync("", "run", FlowFile.Write(_directory, source, sink));
}
