using System.Diagnostics;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>Whole lines of memory, again and again, as fast as the pipelines take them. One pull is one chunk.</summary>
internal sealed class MemoryConnector(byte[][] chunks, long totalBytes) : IConnector, ISource
{
    private long _left = totalBytes;
    private int _next;

    public ISource? Source => this;

    public ISink? Sink => null;

    public bool IsTransactional => true;

    public bool ReadsOnWhileDraining => true;

    /// <summary>Cuts lines into chunks of about <paramref name="chunkBytes"/>, never inside a line.</summary>
    public static byte[][] Cut(ReadOnlySpan<byte> lines, int chunkBytes)
    {
        var chunks = new List<byte[]>();
        while (lines.Length > 0)
        {
            var end = Math.Min(chunkBytes, lines.Length);
            if (end < lines.Length) end = lines[..end].LastIndexOf((byte)'\n') + 1;
            if (end == 0) throw new ArgumentException($"a line is longer than {chunkBytes} bytes", nameof(chunkBytes));
            chunks.Add(lines[..end].ToArray());
            lines = lines[end..];
        }

        return [.. chunks];
    }

    public ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_left <= 0) return new(SourceReply.Finished);
        var chunk = chunks[_next];
        _next = (_next + 1) % chunks.Length;
        _left -= chunk.Length;
        return new(SourceReply.Data(PooledBuffer.CopyOf(chunk), default));
    }
}

/// <summary>
/// Events at a fixed rate, whatever the pipelines do: each millisecond the lines that are due, stamped with the time at which they were due. A
/// stalled pipeline does not stop the schedule, so what waits is measured as waiting (no coordinated omission).
/// </summary>
internal sealed class PacedConnector(byte[][] lines, int eventsPerSecond, TimeSpan duration) : IConnector, ISource
{
    private readonly int _perTick = Math.Max(1, eventsPerSecond / 1000);
    private readonly long _ticks = (long)(duration.TotalSeconds * Math.Min(1000, eventsPerSecond));
    private readonly ulong _tickNs = 1_000_000_000UL / (ulong)Math.Min(1000, eventsPerSecond);
    private long _tick;
    private int _line;
    private ulong _startNs;

    public ISource? Source => this;

    public ISink? Sink => null;

    public bool IsTransactional => true;

    public bool ReadsOnWhileDraining => true;

    public ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_tick == _ticks) return new(SourceReply.Finished);
        if (_startNs == 0) _startNs = Clock.NowNs();
        var due = _startNs + ((ulong)_tick * _tickNs);
        while (Clock.NowNs() < due)
        {
            cancellation.ThrowIfCancellationRequested();
            // Spin: a timer's resolution is coarser than the latencies measured here.
            Thread.SpinWait(20);
            Thread.Yield();
        }

        _tick++;
        var size = 0;
        for (var i = 0; i < _perTick; i++) size += lines[(_line + i) % lines.Length].Length;
        var buffer = PooledBuffer.Rent(size);
        for (var i = 0; i < _perTick; i++)
        {
            lines[_line].CopyTo(buffer.Array, buffer.Length);
            buffer.Length += lines[_line].Length;
            _line = (_line + 1) % lines.Length;
        }

        return new(SourceReply.Data(buffer, new PullDetails { IngestNs = due }));
    }
}

/// <summary>Nanoseconds since the epoch at the resolution of the processor's counter.</summary>
internal static class Clock
{
    private static readonly ulong s_epochNs = TimeProvider.System.NowNs();
    private static readonly long s_start = Stopwatch.GetTimestamp();

    public static ulong NowNs() => s_epochNs + (ulong)(Stopwatch.GetElapsedTime(s_start).Ticks * 100);
}
