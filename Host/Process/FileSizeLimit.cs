using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// A write beyond the limit of the size of files (<c>ulimit -f</c>) ends a process by the signal SIGXFSZ, without a word. Where that is ignored it fails as
/// one to a full disk does.
/// </summary>
internal static partial class FileSizeLimit
{
    private const int ExceededSignal = 25; // SIGXFSZ of Linux on x64 and arm64, and of macOS
    private const nint Ignore = 1; // SIG_IGN

    /// <summary>For the whole process, and what it starts. Windows has no such limit.</summary>
    public static void MakeItAnError()
    {
        if (!OperatingSystem.IsWindows()) _ = Signal(ExceededSignal, Ignore);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
