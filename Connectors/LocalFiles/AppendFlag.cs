using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>
/// Makes the operating system write at the end of a file, wherever that is by then: so that several writers of one file do not write over each
/// other, and a file that is emptied while it is open (as log rotation does) goes on from its start. The base library's own append mode remembers an offset.
/// </summary>
internal static partial class AppendFlag
{
    private const int GetFlags = 3; // F_GETFL
    private const int SetFlags = 4; // F_SETFL
    private const int Append = 0x400; // O_APPEND on Linux

    /// <summary>Does nothing where the system is not Linux.</summary>
    public static void Set(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) return;
        var flags = FileControl(file, GetFlags, 0);
        if (flags < 0 || FileControl(file, SetFlags, flags | Append) < 0)
            throw new IOException($"append mode: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Whether it is set; false where the system is not Linux.</summary>
    public static bool IsSet(SafeFileHandle file) => OperatingSystem.IsLinux() && FileControl(file, GetFlags, 0) is >= 0 and var flags && (flags & Append) != 0;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command, int argument);
}
