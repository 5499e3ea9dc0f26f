using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Tests.Connectors.File;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>Behaviour that only a process of its own can show.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-process-");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_during_a_run_loses_nothing_that_was_read(string signal)
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
        var feeding = FeedAsync(process);

        // The first line that comes out: it runs.
        var first = await process.StandardOutput.ReadLineAsync();
        await SendAsync(signal, process.Id);
        var run = await ProgramRun.EndAsync(process);
        var fed = await feeding;

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Prepend(first!).ToList();
        var counts = Counts().Match(run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.True(counts.Success, run.Error);
        Assert.Equal(counts.Groups["in"].Value, counts.Groups["out"].Value);
        Assert.Equal(counts.Groups["out"].Value, $"{lines.Count:N0}");
        Assert.Equal(Enumerable.Range(0, lines.Count).Select(static i => $"line {i}"), lines);
        Assert.InRange(lines.Count, 1, fed);
    }

    [Fact]
    public async Task Signals_at_any_moment_lose_nothing_that_was_read()
    {
        FlowFile.Write(_directory, FlowFile.Lines("in", "read"), FlowFile.Lines("out", "truncate"));
        await WriteLinesAsync();
        var random = new Random(20_261_130);
        string[] signals = ["TERM", "INT", "HUP"];
        for (var round = 0; round < 6; round++)
        {
            using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
            var output = Path.Combine(_directory.FullName, "out");
            await Eventually.True(() => File.Exists(output) && (round % 2 == 0 || new FileInfo(output).Length > 0), "it runs");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), TimeProvider.System);
            await SendAsync(signals[round % 3], process.Id);
            // The second one behind it, in every other round: the sink is well, so what was read is written all the same.
            if (round % 2 == 0) await SendAsync("TERM", process.Id);
            var run = await ProgramRun.EndAsync(process).WaitAsync(Eventually.Patience);

            var counts = Counts().Match(run.Error);
            Assert.True(counts.Success && run.ExitCode == 0, $"round {round}: {run}");
            Assert.Equal(counts.Groups["in"].Value, counts.Groups["out"].Value);
            var lines = await File.ReadAllLinesAsync(output);
            Assert.Equal(counts.Groups["out"].Value, $"{lines.Length:N0}");
            Assert.Equal(lines.Length == 0 ? null : $"line {lines.Length - 1}", lines.LastOrDefault());
            File.Delete(output);
        }
    }

    [Fact]
    public async Task A_second_signal_ends_a_run_whose_output_hangs_and_what_was_not_written_is_lost_and_said()
    {
        FlowFile.Write(_directory, FlowFile.Lines("in", "read"), FlowFile.Console);
        await WriteLinesAsync();
        using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
        // Nobody reads on: soon the output is full, and then everything in front of it, for a drain reads a file on.
        await process.StandardOutput.ReadLineAsync();
        await SendAsync("TERM", process.Id);
        string? said;
        do said = await process.StandardError.ReadLineAsync().WaitAsync(Eventually.Patience);
        while (said is not (null or "SIGTERM: draining, what was read is written; once more ends it at once"));
        Assert.NotNull(said);
        await SendAsync("TERM", process.Id);
        var started = TimeProvider.System.GetTimestamp();
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        var took = TimeProvider.System.GetElapsedTime(started);
        var run = await ProgramRun.EndAsync(process).WaitAsync(Eventually.Patience);
        var counts = Regex.Match(run.Error, @"(?<in>[\d,]+) events in, (?<out>[\d,]+) out, (?<errors>[\d,]+) errors, (?<lost>[\d,]+) lost");
        Assert.True(counts.Success, run.Error);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(Number("in"), Number("out") + Number("lost"));
        Assert.Matches(@"interrupted by SIGTERM\n  input: .*B of 37\.9 MB read \(\d+ %\), .*B not read\n", run.Error);
        Assert.Matches(@"error: copy::output: [\d,]+ events lost: not written when the time for the stop was over; the first is event [\d,]+ of ", run.Error);
        // One second is meant, and the machine may be busy; the two bounds that the second signal cuts short are 5 s each.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(4.5));

        long Number(string name) => long.Parse(counts.Groups[name].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("append")]
    public async Task A_file_beyond_the_limit_of_the_shell_is_an_error_that_is_counted_and_leaves_no_half_line(string mode)
    {
        if (OperatingSystem.IsWindows()) return;
        var input = Path.Combine(_directory.FullName, "in");
        File.WriteAllText(input, string.Concat(Enumerable.Repeat("a line of some length\n", 20_000)));
        var flow = FlowFile.Write(_directory, FlowFile.Lines(input, "read"), FlowFile.Lines(Path.Combine(_directory.FullName, "out"), mode));
        // The runtime itself keeps its code in a file that would be too large.
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit -f 100; exec dotnet '{ProgramRun.Program}' run '{flow}'"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var run = await ProgramRun.EndAsync(process);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"\nerror: copy::output: [0-9,]+ events lost: not written: cannot write "".+"": it would be larger than a file may be", run.Error);
        Assert.EndsWith("\n", File.ReadAllText(Path.Combine(_directory.FullName, "out")));
    }

    [Fact]
    public async Task The_last_piece_of_a_named_pipe_is_kept_at_a_signal_though_no_newline_has_come()
    {
        using var pipe = new NamedPipe(Path.Combine(_directory.FullName, "in"));
        FlowFile.Write(_directory, FlowFile.Lines("in", "read"), FlowFile.Console);
        using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
        pipe.Write("one\ntwo");
        Assert.Equal("one", await process.StandardOutput.ReadLineAsync());
        await SendAsync("TERM", process.Id);
        var run = await ProgramRun.EndAsync(process).WaitAsync(Eventually.Patience);
        Assert.Equal((0, "two\n"), (run.ExitCode, run.Out));
        Assert.Contains("2 events in, 2 out, 0 errors", run.Error);
    }

    [Fact]
    public async Task A_piece_of_a_named_pipe_that_a_signal_cuts_is_read_to_its_end_and_nothing_behind_it()
    {
        using var pipe = new NamedPipe(Path.Combine(_directory.FullName, "in"));
        FlowFile.Write(_directory, FlowFile.Lines("in", "read"), FlowFile.Console);
        using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
        pipe.Write("one\n10000");
        Assert.Equal("one", await process.StandardOutput.ReadLineAsync());
        await SendAsync("TERM", process.Id);
        pipe.Write("00002\nthree");
        var run = await ProgramRun.EndAsync(process).WaitAsync(Eventually.Patience);
        // A read that was under way may have brought what stands behind it as well.
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^1000000002\n(three\n)?$", run.Out);
    }

    [Fact]
    public async Task A_line_of_standard_input_that_a_signal_cuts_is_read_to_its_end()
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        using var process = ProgramRun.Start(_directory.FullName, "run", "flow.json");
        await process.StandardInput.WriteAsync("one\n10000");
        await process.StandardInput.FlushAsync();
        Assert.Equal("one", await process.StandardOutput.ReadLineAsync());
        await SendAsync("TERM", process.Id);
        await process.StandardInput.WriteAsync("00002\nthree");
        await process.StandardInput.FlushAsync();
        var run = await ProgramRun.EndAsync(process).WaitAsync(Eventually.Patience);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^1000000002\n(three\n)?$", run.Out);
    }

    /// <summary>What was read from a pipe cannot be read again: what comes out and what is left in the pipe are all of it.</summary>
    /// <param name="sleep">Seconds before anybody reads the output: the input that was read ahead waits for that long.</param>
    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    public async Task A_signal_loses_nothing_of_an_endless_pipe_that_was_read_ahead(string sleep)
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync(
            $$"""
            seq 1 99999999 2> seq.log | {
              (sh -c 'echo $$ > pid; exec "$@" run flow.json' sh "$@" <&3; echo $? > code) | (sleep {{sleep}}; cat > out.log) 3<&- &
              until [ -s pid ]; do sleep 0.05; done
              sleep 2
              kill -TERM $(cat pid)
              wait
              head -c 40 > rest.log
            } 3<&0
            """).WaitAsync(Eventually.Patience);
        Assert.Equal("0\n", await ReadAsync("code"));
        Assert.Matches(@"interrupted by SIGTERM\n  input: .* read", run.Error);
        var lines = (await ReadAsync("out.log")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rest = (await ReadAsync("rest.log")).Split('\n');
        for (var i = 0; i < lines.Length - 1; i++) Assert.Equal($"{i + 1}", lines[i]);
        // The line in which the signal came was read to its end, and nothing behind it.
        Assert.Equal(($"{lines.Length}", $"{lines.Length + 1}"), (lines[^1], rest[0]));

        Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_directory.FullName, file));
    }

    [Fact]
    public async Task A_server_runs_until_it_is_told_to_end()
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        using var process = ProgramRun.Start(_directory.FullName, "-i", "edge", "server", "run", "-n", "-p", "pid", "flow.json");
        await process.StandardInput.WriteLineAsync("hello");
        await process.StandardInput.FlushAsync();
        Assert.Equal("hello", await process.StandardOutput.ReadLineAsync());
        Assert.Equal($"{process.Id}\n", await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "pid")));

        await SendAsync("TERM", process.Id);
        var run = await ProgramRun.EndAsync(process);
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("tremor version: ", run.Error);
        Assert.Contains("tremor instance: edge", run.Error);
    }

    [Fact]
    public async Task Standard_input_that_is_closed_fails_at_once()
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync("exec \"$@\" run flow.json <&-");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("error: [Connector::copy::input] Connection failed: cannot read standard input: standard input is closed", run.Error);
    }

    [Fact]
    public async Task Standard_output_that_is_closed_loses_events_and_says_so()
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync("echo one | \"$@\" run flow.json >&-");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot write standard output: standard output is closed", run.Error);
    }

    [Fact]
    public async Task An_output_whose_reader_is_gone_is_one_error_and_ends_the_run()
    {
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync("seq 1 1000000 2> seq.log | { \"$@\" run flow.json; echo $? > code; } | head -1");
        Assert.Equal(("1\n", "1\n"), (run.Out, await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "code"))));
        Assert.EndsWith("ERROR [Sink::copy::output] Error: cannot write standard output: Broken pipe, its reader is gone", Assert.Single(run.Error.Split('\n'), static l => l.Contains(" ERROR ")));
        Assert.Matches(@"\nerror: copy::output: [\d,]+ events? lost: not written: cannot write standard output: Broken pipe, its reader is gone", run.Error);
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Files_are_not_taken_for_standard_streams_that_are_closed(string closed)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "in.log"), "one\n");
        FlowFile.Write(_directory, FlowFile.Lines("in.log", "read"), FlowFile.Lines("out.log", "write"));
        var run = await ShellAsync($"exec \"$@\" run flow.json {closed}");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("one\n", await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "out.log")));
    }

    [Theory]
    [InlineData("-i - -o in.log < in.log", "run::output empties the file \"in.log\", which run::input has as its standard input as \"")]
    [InlineData("-i in.log -o - >> in.log", "run::output has as its standard output the file \"")]
    public async Task What_the_shell_reads_or_writes_is_not_spoilt_either(string command, string message)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "in.log"), "1\n");
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "all.tremor"), "event");
        var run = await ShellAsync($"exec \"$@\" run all.tremor {command}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Equal("1\n", await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "in.log")));
    }

    [Fact]
    public async Task Of_a_standard_input_that_is_a_file_the_size_is_known()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "in.log"), "1\nxx\n" + string.Concat(Enumerable.Repeat("1234567\n", 6_000_000)));
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "all.tremor"), "event");
        var run = await ShellAsync("exec 0< in.log; read -r first; exec \"$@\" run all.tremor");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"event 1 of the input cannot be decoded as json: .*, [\d.]+ MB of 48\.0 MB were not read\n$", run.Error);
    }

    [Fact]
    public async Task What_ended_a_script_run_early_is_json_where_diagnostics_are()
    {
        if (!File.Exists("/dev/full")) return;
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "in.log"), string.Concat(Enumerable.Repeat("1234567\n", 6_000_000)));
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "all.tremor"), "event");
        var run = await ShellAsync("RUST_LOG=off exec \"$@\" run all.tremor -i in.log --diagnostics json > /dev/full");
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            "^\\{\"severity\":\"warning\",\"code\":\"EndedEarly\",\"message\":\"ended by the failure of output, input: .* MB not read\"\\}\n"
            + "\\{\"severity\":\"error\",\"code\":\"RunFailed\",\"message\":\"run::output: .* events lost: not written: .*\"\\}\n$", run.Error);
    }

    [Fact]
    public async Task Too_many_files_are_an_error_that_says_so()
    {
        if (!OperatingSystem.IsLinux()) return;
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "in.log"), "one\n");
        var sinks = Enumerable.Range(0, 100).Select(static i => $"\"out{i}\": {FlowFile.Lines($"out{i}.log", "write")}");
        var links = Enumerable.Range(0, 100).Select(static i => $"\"pipeline/main -> connector/out{i}\"");
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "flow.json"), $$"""
            {
              "version": 1,
              "flows": {
                "copy": {
                  "connectors": { "input": {{FlowFile.Lines("in.log", "read")}}, {{string.Join(", ", sinks)}} },
                  "pipelines": { "main": { "links": [["in", "out"]] } },
                  "connect": ["connector/input -> pipeline/main", {{string.Join(", ", links)}}]
                }
              }
            }
            """);
        var run = await ShellAsync("ulimit -n 140; exec \"$@\" run flow.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(".log\": too many open files, the process may have 140 (ulimit -n)", run.Error);
    }

    /// <summary>At every limit the program starts, or says what is missing: the runtime cannot load more of it then, and ended it without a word.</summary>
    [Theory]
    [InlineData(28)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(127)]
    public async Task With_too_few_file_descriptors_the_program_says_so_and_does_not_begin(int limit)
    {
        if (!OperatingSystem.IsLinux()) return;
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync($"ulimit -n {limit}; exec \"$@\" run flow.json");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal($"error: the process may have {limit} files open, and 128 are needed at least: raise the limit (ulimit -n)\n", run.Error);
    }

    [Fact]
    public async Task With_the_file_descriptors_that_it_asks_for_a_flow_runs()
    {
        if (!OperatingSystem.IsLinux()) return;
        FlowFile.Write(_directory, FlowFile.Console, FlowFile.Console);
        var run = await ShellAsync("ulimit -n 128; exec \"$@\" run flow.json </dev/null");
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public async Task A_wrong_command_line_ends_with_2()
    {
        var run = await ProgramRun.OfAsync(_directory.FullName, "run");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Writes numbered lines for as long as the process takes them.</summary>
    /// <returns>How many.</returns>
    private static async Task<int> FeedAsync(Process process)
    {
        var count = 0;
        try
        {
            for (; count < 1_000_000; count++) await process.StandardInput.WriteLineAsync($"line {count}");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }

        return count;
    }

    /// <summary>A file that takes a while to copy.</summary>
    private Task WriteLinesAsync() =>
        File.WriteAllLinesAsync(Path.Combine(_directory.FullName, "in"), Enumerable.Range(0, 3_000_000).Select(static i => $"line {i}"));

    /// <summary>Runs the program from a shell, which has it as <c>"$@"</c>.</summary>
    private async Task<ProgramRun> ShellAsync(string script)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in (string[])["-c", script, "bash", "dotnet", ProgramRun.Program]) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return await ProgramRun.EndAsync(process);
    }

    private static async Task SendAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    [GeneratedRegex(@"(?<in>[\d,]+) events in, (?<out>[\d,]+) out, 0 errors")]
    private static partial Regex Counts();
}
