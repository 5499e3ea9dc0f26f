using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Tests.Support;

/// <summary>Second names of files, which the base library cannot make.</summary>
internal static partial class HardLink
{
    public static void Make(string path, string existing)
    {
        if (Link(existing, path) != 0) throw new IOException($"cannot link {path} to {existing}");
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
