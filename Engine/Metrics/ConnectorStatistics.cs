namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>
/// Counts of what passed through a connector since it was created. Each counter has one writer and may be read at any time, from any thread; the counters
/// are not read together, so they may belong to slightly different moments.
/// </summary>
public sealed class ConnectorStatistics
{
    private long _eventsRead;
    private long _bytesRead;
    private long _errorEvents;
    private long _eventsWritten;
    private long _bytesWritten;
    private long _eventsFailed;
    private long _eventsLost;

    /// <summary>Events that the source made, on every port but <c>err</c>.</summary>
    public long EventsRead => Volatile.Read(ref _eventsRead);

    /// <summary>Bytes that the source pulled, before preprocessors.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Events that the source made on <c>err</c>, read or not, and those that were lost before they were made.</summary>
    public long ErrorEvents => Volatile.Read(ref _errorEvents);

    /// <summary>Events that came to the sink, from before it writes them: of what it is writing, or holds, nothing is known yet.</summary>
    public long EventsWritten => Volatile.Read(ref _eventsWritten);

    /// <summary>
    /// Bytes that the sink has written, as its serializer made them: of each delivery, signal and stop that ended well. Of one that failed nothing counts, though
    /// a part may have been written; nor does what the sink writes by itself. An event that a sink answers later counts with its delivery.
    /// </summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>Events that the sink did not deliver; part of <see cref="EventsWritten"/>.</summary>
    public long EventsFailed => Volatile.Read(ref _eventsFailed);

    /// <summary>Events among <see cref="EventsFailed"/> that no source can send again.</summary>
    public long EventsLost => Volatile.Read(ref _eventsLost);

    /// <summary>What the flow has lost, here and elsewhere.</summary>
    internal LossLedger Losses { get; init; } = new();

    /// <summary>The last error of connecting or writing, for people; null when there was none.</summary>
    public string? LastError { get; internal set; }

    internal void AddRead() => Volatile.Write(ref _eventsRead, _eventsRead + 1);

    internal void AddReadError() => Volatile.Write(ref _errorEvents, _errorEvents + 1);

    internal void AddReadBytes(int bytes) => Volatile.Write(ref _bytesRead, _bytesRead + bytes);

    /// <summary>By the sink's loop; by any sender of a sink that has stopped.</summary>
    internal void AddWritten(int events) => Interlocked.Add(ref _eventsWritten, events);

    internal void AddWrittenBytes(long bytes) => Volatile.Write(ref _bytesWritten, _bytesWritten + bytes);

    /// <summary>Deferred answers come from any thread.</summary>
    internal void AddFailed(int events, int lost)
    {
        Interlocked.Add(ref _eventsFailed, events);
        Interlocked.Add(ref _eventsLost, lost);
    }
}
