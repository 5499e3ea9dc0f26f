using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// The standard streams without what <see cref="Console"/> puts around them: its streams swallow a broken pipe, so that a run
/// into <c>head</c> would report events as written that nobody got.
/// </summary>
internal static partial class HostStreams
{
    public static Stream Input() => StandardDescriptors.IsOpen(0) ? Console.OpenStandardInput() : new ClosedStream("standard input");

    public static Stream Output() => StandardDescriptors.IsOpen(1) ? Open(1) ?? Console.OpenStandardOutput() : new ClosedStream("standard output");

    public static Stream Error() => StandardDescriptors.IsOpen(2) ? Open(2) ?? Console.OpenStandardError() : new ClosedStream("standard error");

    /// <summary>What lies behind input, output and error, in this order; null for one that is closed.</summary>
    public static SafeFileHandle?[] Handles() => [HandleOf(0), HandleOf(1), HandleOf(2)];

    private static SafeFileHandle? HandleOf(int number) =>
        StandardDescriptors.IsOpen(number) ? new(OperatingSystem.IsWindows() ? StandardHandle(-10 - number) : number, ownsHandle: false) : null;

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint StandardHandle(int number);

    private static DescriptorStream? Open(int descriptor) => OperatingSystem.IsWindows() ? null : new DescriptorStream(descriptor);
}

/// <summary>Nobody reads a standard stream any more.</summary>
/// <remarks>Its number is that of the system, as where .NET makes one.</remarks>
internal sealed class BrokenPipeException() : IOException("Broken pipe", IProcessControl.BrokenPipe);

/// <summary>
/// Writes to a file descriptor of the process, at its shared offset, so that output redirected to one file together with that
/// of other streams and processes does not overwrite theirs (a <see cref="FileStream"/> keeps an offset of its own).
/// </summary>
internal sealed partial class DescriptorStream(int descriptor) : WriteOnlyStream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const short PollOut = 4;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = WriteTo(descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case TryAgain:
                    // Another process made the shared descriptor non-blocking, and its reader is slow.
                    var wait = new PollEntry { Descriptor = descriptor, Events = PollOut };
                    _ = Poll(ref wait, 1, Timeout.Infinite);
                    break;
                case IProcessControl.BrokenPipe:
                    throw new BrokenPipeException();
                case var code:
                    throw new IOException(new Win32Exception(code).Message);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
