namespace Tremor.Dataflow.Host.Process;

/// <summary>The files that the process may have open at a time.</summary>
internal static class OpenFiles
{
    private const int TooManyOpenInSystem = 23; // ENFILE
    private const int TooManyOpenInProcess = 24; // EMFILE

    /// <summary>
    /// Whether something went wrong for want of file descriptors: the runtime then says that a part of the program, which is there, cannot be found.
    /// </summary>
    public static bool AreUsedUpBy(Exception e)
    {
        if (!OperatingSystem.IsLinux()) return false;
        for (var cause = e; cause is not null; cause = cause.InnerException)
            if (cause is IOException { HResult: TooManyOpenInProcess or TooManyOpenInSystem }) return true;
        try
        {
            using var next = File.OpenHandle("/dev/null");
            return false;
        }
        catch (IOException none)
        {
            return none.HResult is TooManyOpenInProcess or TooManyOpenInSystem;
        }
    }
}
