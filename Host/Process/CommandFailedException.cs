namespace Tremor.Dataflow.Host.Process;

/// <summary>A command cannot do what it was asked for: <c>error: TEXT</c> on standard error and an exit code.</summary>
internal sealed class CommandFailedException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
