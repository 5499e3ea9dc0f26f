using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Process;

/// <summary>The end of the process where memory runs out (<see cref="MemoryShortage"/>): one line on standard error, and no more work of anybody.</summary>
internal sealed partial class MemoryEnd
{
    /// <summary>Enough for the line; in small pieces, so that it can be used for other small ones.</summary>
    private const int Reserved = 128;

    private const int ReservedBytes = 8 << 10;

    private static readonly byte[] s_shortLine = "error: out of memory: the process ends here, and what was under way is lost\n"u8.ToArray();

    private readonly Stream _error = HostStreams.Error(); // past the locks of other writers, who may be waiting for this end
    private byte[][]? _reserve;

    /// <param name="soFar">What has become of the events so far.</param>
    public IDisposable Watch(Func<string> soFar)
    {
        _reserve = [.. Enumerable.Range(0, Reserved).Select(static _ => new byte[ReservedBytes])];
        return MemoryShortage.EndBy(work => End(work, soFar));
    }

    private void End(string? work, Func<string> soFar)
    {
        _reserve = null;
        try
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            Say(work, soFar());
        }
        catch (Exception)
        {
            // There is less memory than that; the line is all that is left.
            SayShort();
        }

        Exit();
    }

    private void Say(string? work, string soFar)
    {
        var limit = Quantity.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var where = work is null ? "" : $" in {PrintableText.Line(work)}";
        using var line = new MemoryStream();
        using (var writer = new StreamWriter(line, leaveOpen: true)) writer.Write($"error: out of memory{where}, with {limit} of heap: the process ends here: {soFar}\n");
        _error.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    private void SayShort()
    {
        try
        {
            _error.Write(s_shortLine);
        }
        catch (Exception)
        {
            // Nobody can be told.
        }
    }

    private static void Exit()
    {
        if (!OperatingSystem.IsWindows()) ExitAtOnce(ExitCode.Failure);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        process.Kill();
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int code);
}
