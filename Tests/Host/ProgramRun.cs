using System.Diagnostics;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The program as a user starts it: a process of its own.</summary>
internal sealed record ProgramRun(int ExitCode, string Out, string Error)
{
    /// <summary>The program, for <c>dotnet</c>: what was built for users, not the copy beside the tests, which is not compiled ahead.</summary>
    public static string Program { get; } =
        Path.Combine(Repository.Root, "Host", Path.GetRelativePath(Path.Combine(Repository.Root, "Tests"), AppContext.BaseDirectory), "tremor.dll");

    /// <summary>Runs it to its end.</summary>
    /// <param name="directory">Where it is started.</param>
    public static Task<ProgramRun> OfAsync(string directory, params string[] args) => OfAsync(directory, [], args);

    /// <param name="variables">Of the environment, besides those of the tests.</param>
    /// <inheritdoc cref="OfAsync(string, string[])"/>
    public static async Task<ProgramRun> OfAsync(string directory, Dictionary<string, string> variables, string[] args)
    {
        using var process = Start(directory, variables, args);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Starts it; standard input stays open.</summary>
    public static Process Start(string directory, params string[] args) => Start(directory, [], args);

    private static Process Start(string directory, Dictionary<string, string> variables, string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Program);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end.</summary>
    public static async Task<ProgramRun> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await error);
    }
}
