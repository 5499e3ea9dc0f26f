using System.Text;
using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>A command line that ran to its end within the test process.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    /// <param name="input">What comes on standard input.</param>
    /// <param name="args">The command line, without the name of the program.</param>
    public static Task<CommandRun> OfAsync(string input, params string[] args) => OfAsync(input, TimeProvider.System, args);

    /// <param name="time">The clock that the command sees.</param>
    /// <inheritdoc cref="OfAsync(string, string[])"/>
    public static Task<CommandRun> OfAsync(string input, TimeProvider time, params string[] args) => OfAsync(input, time, [], args);

    /// <param name="variables">The environment that the command sees.</param>
    /// <inheritdoc cref="OfAsync(string, string[])"/>
    public static Task<CommandRun> OfAsync(string input, Dictionary<string, string> variables, params string[] args) =>
        OfAsync(input, TimeProvider.System, variables, args);

    private static async Task<CommandRun> OfAsync(string input, TimeProvider time, Dictionary<string, string> variables, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var process = new HostProcess(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error) { Time = time, Variable = variables.GetValueOrDefault };
        var code = await CommandLine.InvokeAsync(args, process);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
