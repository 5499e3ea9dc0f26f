using System.Diagnostics;
using System.Text.RegularExpressions;

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

    private static async Task SendAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    [GeneratedRegex(@"(?<in>[\d,]+) events in, (?<out>[\d,]+) out, 0 errors")]
    private static partial Regex Counts();
}
