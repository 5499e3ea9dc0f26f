using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>
/// Keeps flows with many files from taking the last file descriptors of the process: without any the runtime itself cannot load a library or start a
/// thread, and the process ends without a word.
/// </summary>
internal static partial class DescriptorReserve
{
    private const int Reserve = 24; // libraries that are loaded late have two each
    private const int TooManyOpen = 24; // EMFILE
    private const int NumberOfFiles = 7; // RLIMIT_NOFILE on Linux

    /// <summary>To be asked before a file is opened, since opening may empty it.</summary>
    /// <exception cref="IOException">There are too few left.</exception>
    public static void Demand()
    {
        if (!OperatingSystem.IsLinux() || GetLimit(NumberOfFiles, out var limit) != 0) return;

        // The lowest number that is free.
        using var next = System.IO.File.OpenHandle("/dev/null");
        if ((ulong)next.DangerousGetHandle() + Reserve >= limit.Current)
            throw new IOException($"too many open files, the process may have {limit.Current:N0} (ulimit -n)", TooManyOpen);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Current;
        public ulong Max;
    }
}
