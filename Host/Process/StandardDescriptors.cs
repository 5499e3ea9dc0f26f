using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// Whether the caller gave this process its standard streams. A descriptor that was closed (<c>tremor run flow.json &lt;&amp;-</c>) is the next one that is
/// handed out: the runtime takes it for pipes and libraries of its own, and otherwise the first file that a flow opens would be read as standard
/// input, or get what is printed to standard error.
/// </summary>
/// <remarks>What was handed over by exec(2) cannot have the flag "close on exec"; what the runtime opens has it.</remarks>
internal static partial class StandardDescriptors
{
    private const int GetDescriptorFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const int ReadWrite = 2; // O_RDWR
    private const int OpenCloseOnExec = 0x80000; // O_CLOEXEC on Linux
    private const int Count = 3;

    private static readonly bool[] s_isOpen = Look();

    /// <summary>Whether there is anything behind 0, 1 or 2. What there is not is kept from everybody else, from the first call on.</summary>
    public static bool IsOpen(int number) => s_isOpen[number];

    private static bool[] Look()
    {
        if (!OperatingSystem.IsLinux()) return [true, true, true];
        var isOpen = new bool[Count];
        for (var i = 0; i < Count; i++)
        {
            var flags = FileControl(i, GetDescriptorFlags, 0);
            isOpen[i] = flags >= 0 && (flags & CloseOnExec) == 0;

            // Opening takes the lowest number that is free, which is this one.
            if (flags < 0) _ = Open("/dev/null", ReadWrite | OpenCloseOnExec);
        }

        return isOpen;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}

/// <summary>A standard stream that the caller has closed.</summary>
/// <param name="name">As in "standard input".</param>
internal sealed class ClosedStream(string name) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw Closed();

    public override void Write(byte[] buffer, int offset, int count) => throw Closed();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private IOException Closed() => new($"{name} is closed: whoever started the program gave it none");
}

/// <summary>Where messages go: one that cannot be written ends nothing, there is nobody left to tell.</summary>
internal sealed class MessageStream(Stream inner) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException)
        {
            // Nobody reads standard error, or its disk is full.
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
