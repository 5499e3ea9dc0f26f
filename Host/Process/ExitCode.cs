namespace Tremor.Dataflow.Host.Process;

/// <summary>The exit codes of the program (spec: conformance 3).</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The definition or script is wrong, or the run failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
