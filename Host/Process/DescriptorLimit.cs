using System.Runtime.InteropServices;
using System.Text;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// Whether the process may open the files that it needs to run at all. With too few the runtime cannot load the next part of the program, or start a thread,
/// and ends it without a word, or with words about something else. So this is asked first, and uses nothing but the core library and the C library.
/// </summary>
internal static partial class DescriptorLimit
{
    /// <summary>Descriptors that a small flow takes, and some to spare; most of them are parts of the program.</summary>
    private const int Needed = 128;

    private const int StandardError = 2;
    private const int OpenCloseOnExec = 0x80000; // O_CLOEXEC on Linux
    private const int NumberOfFiles = 7; // RLIMIT_NOFILE on Linux
    private const int Inherited = 28; // descriptors, those of the runtime included, that are usual by now

    /// <summary>False where they are too few: then that is said on standard error.</summary>
    public static unsafe bool IsEnough()
    {
        if (!OperatingSystem.IsLinux() || GetLimit(NumberOfFiles, out var limit) != 0) return true;
        int next;
        fixed (byte* nothing = "/dev/null\0"u8) next = Open(nothing, OpenCloseOnExec);
        if (next >= 0) _ = Close(next);
        var needed = (ulong)(Needed + Math.Max(0, next - Inherited));
        if (next >= 0 && limit.Current >= needed) return true;
        var message = Encoding.UTF8.GetBytes($"error: the process may have {limit.Current} files open, and {needed} are needed at least: raise the limit (ulimit -n)\n");
        fixed (byte* text = message) _ = Write(StandardError, text, message.Length);
        return false;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "open")]
    private static unsafe partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "write")]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint count);

    private struct Limit
    {
        public ulong Current;
        public ulong Max;
    }
}
