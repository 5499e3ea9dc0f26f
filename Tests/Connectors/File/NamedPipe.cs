using System.Runtime.InteropServices;
using System.Text;

namespace Tremor.Dataflow.Tests.Connectors.File;

/// <summary>A named pipe in the file system, open for writing.</summary>
internal sealed partial class NamedPipe : IDisposable
{
    private readonly FileStream _writer;

    /// <param name="isThere">Whether the pipe was made before.</param>
    public NamedPipe(string path, bool isThere = false)
    {
        if (!isThere) Make(path);

        // Open for both, so that neither side waits for the other.
        _writer = new FileStream(path, new FileStreamOptions { Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 });
    }

    /// <summary>Makes a pipe that neither end of is open.</summary>
    public static void Make(string path)
    {
        if (MakeFifo(path, 0x180 /* rw for the owner */) != 0) throw new IOException($"cannot make the pipe {path}");
    }

    /// <summary>Writes to the pipe and closes it, when somebody has opened it for reading.</summary>
    public static Task FeedAsync(string path, string text) => Task.Run(() =>
    {
        using var writer = new FileStream(path, new FileStreamOptions { Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
        writer.Write(Encoding.UTF8.GetBytes(text));
    });

    public void Write(string text) => _writer.Write(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _writer.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
