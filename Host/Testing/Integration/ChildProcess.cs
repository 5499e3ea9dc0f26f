using System.Diagnostics;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>A program that a test starts; its output goes to files.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly System.Diagnostics.Process _process;
    private readonly Task _copied;

    private ChildProcess(System.Diagnostics.Process process, string output, string error)
    {
        _process = process;
        _copied = Task.WhenAll(CopyAsync(process.StandardOutput.BaseStream, output), CopyAsync(process.StandardError.BaseStream, error));
    }

    /// <param name="command">The program; <c>tremor</c> for this one.</param>
    /// <param name="input">What is written to its standard input, which is closed then; null leaves it open and empty.</param>
    /// <exception cref="CommandFailedException">There is no such program.</exception>
    public static async Task<ChildProcess> StartAsync(
        string command, IEnumerable<string> args, string directory, IReadOnlyDictionary<string, string> environment, string output, string error, string? input = null)
    {
        var start = new ProcessStartInfo { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (command == "tremor") Own(start);
        else start.FileName = command;
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            var child = new ChildProcess(System.Diagnostics.Process.Start(start)!, output, error);
            if (input is not null) await child.FeedAsync(input);
            return child;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot start {command} in {directory}: {e.Message}");
        }
    }

    /// <summary>Waits for its end, and for all that it has written.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await _copied;
        return _process.ExitCode;
    }

    /// <summary>Whether it has ended, and how.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Ends it, and what it has started, if they have not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>The program that runs the tests, or the one that <c>TREMOR_BIN</c> names.</summary>
    private static void Own(ProcessStartInfo start)
    {
        var library = typeof(ChildProcess).Assembly.Location;
        if (Environment.GetEnvironmentVariable("TREMOR_BIN") is { Length: > 0 } named) start.FileName = named;
        else if (library.Length == 0) start.FileName = Environment.ProcessPath!;
        else
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(library);
        }
    }

    private async Task FeedAsync(string file)
    {
        try
        {
            await using var content = File.OpenRead(file);
            await content.CopyToAsync(_process.StandardInput.BaseStream);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading all.
        }
    }

    private static async Task CopyAsync(Stream from, string file)
    {
        await using var to = File.Create(file);
        await from.CopyToAsync(to);
    }
}
