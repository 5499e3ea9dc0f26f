using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Process;

/// <summary>The end of the process where memory runs out (<see cref="MemoryShortage"/>): one line on standard error, and no more work of anybody.</summary>
/// <param name="error">Standard error, past the locks of other writers, who may be waiting for this end.</param>
/// <param name="patience">What a whole line may take: a collection, and its text.</param>
/// <param name="exit">Ends the process, with what runs in it.</param>
internal sealed partial class MemoryEnd(Stream error, TimeSpan patience, Action exit)
{
    /// <summary>Enough for the line; in small pieces, so that it can be used for other small ones.</summary>
    private const int Reserved = 128;

    private const int ReservedBytes = 8 << 10;

    private static readonly byte[] s_shortLine = "error: out of memory: the process ends here, and what was under way is lost\n"u8.ToArray();

    private readonly ManualResetEvent _hasBegun = new(initialState: false);
    private readonly ManualResetEvent _never = new(initialState: false); // to wait without a task, for which there may be no memory
    private byte[][]? _reserve;

    public static MemoryEnd OfThisProcess() => new(HostStreams.Error(), TimeSpan.FromSeconds(10), Exit);

    /// <param name="soFar">What has become of the events so far. It must take no lock: whoever runs out of memory may hold any.</param>
    public IDisposable Watch(Func<string> soFar)
    {
        StandBy();
        return MemoryShortage.EndBy(work => End(work, soFar));
    }

    /// <summary>Takes now what the end needs.</summary>
    internal void StandBy()
    {
        _reserve = [.. Enumerable.Range(0, Reserved).Select(static _ => new byte[ReservedBytes])];
        new Thread(EndAnyway, maxStackSize: 256 << 10) { IsBackground = true, Name = "memory end" }.Start();
    }

    /// <summary>Where the one who ran out of memory does not get through: he waits for somebody, or has no stack left.</summary>
    private void EndAnyway()
    {
        _hasBegun.WaitOne();
        _never.WaitOne(patience);
        SayShort();
        exit();
    }

    /// <summary>What is done by the one who ran out of memory; does not come back where the process ends.</summary>
    internal void End(string? work, Func<string> soFar)
    {
        _reserve = null;
        _hasBegun.Set();
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) _never.WaitOne();
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

        exit();
    }

    private void Say(string? work, string soFar)
    {
        var limit = Quantity.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var where = work is null ? "" : $" in {PrintableText.Line(work)}";
        using var line = new MemoryStream();
        using (var writer = new StreamWriter(line, leaveOpen: true)) writer.Write($"error: out of memory{where}, with {limit} of heap: the process ends here: {soFar}\n");
        error.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    private void SayShort()
    {
        try
        {
            error.Write(s_shortLine);
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
