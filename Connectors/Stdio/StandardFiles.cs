using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Connectors.Stdio;

/// <summary>The files that a shell has put behind the standard streams, as in <c>&lt; in.log &gt;&gt; out.log</c>.</summary>
internal static class StandardFiles
{
    /// <summary>The file that is read, if it is one.</summary>
    public static IEnumerable<Holding> Input(IProcessControl process) =>
        process.StandardHandle(0) is { } handle ? FileHolding.ReadsStandard(NameOf(0), FileIdentity.OfHandle(handle)) : [];

    /// <summary>How many bytes there are to read of the file that is read; 0 where it is none.</summary>
    public static long InputLength(IProcessControl process) =>
        Look(process, static (file, _) => Math.Max(file.Length - file.Position, 0));

    /// <summary>Where in the file that is read the next read will be; 0 where it is none. The one who started the program may have read some of it.</summary>
    public static long InputPosition(IProcessControl process) => Look(process, static (file, _) => file.Position);

    /// <summary>A watch over the file that is read, from here on; null where it is none, or has no length of its own.</summary>
    public static ReadWatch? Watch(IProcessControl process) =>
        Look(process, static (file, handle) => file.Length > 0 ? new ReadWatch(handle, file.Position) : null);

    private static T? Look<T>(IProcessControl process, Func<FileStream, SafeFileHandle, T> look)
    {
        if (process.StandardHandle(0) is not { } handle || FileIdentity.OfHandle(handle) is null) return default;
        try
        {
            using var same = new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false);
            using var file = new FileStream(same, FileAccess.Read, bufferSize: 0);
            return look(file, handle);
        }
        catch (Exception e) when (FileErrors.IsExpected(e) || e is ArgumentException or ObjectDisposedException)
        {
            return default;
        }
    }

    /// <summary>The files that are written, as far as they are some.</summary>
    public static IEnumerable<Holding> Outputs(IProcessControl process)
    {
        foreach (var number in (int[])[1, 2])
        {
            if (process.StandardHandle(number) is not { } handle) continue;
            foreach (var holding in FileHolding.WritesStandard(NameOf(number), FileIdentity.OfHandle(handle), AppendFlag.IsSet(handle))) yield return holding;
        }
    }

    private static string NameOf(int number) => new FileInfo($"/proc/self/fd/{number}").LinkTarget ?? $"file descriptor {number}";
}
