using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The clock of a source's preprocessors: runs while the source may pull. Used by the source's loop only.</summary>
internal sealed class SourceClock(TimeProvider time) : IStreamClock
{
    private TimeSpan _before; // what it had run before it was started last
    private long? _started;

    public long NowNs => (_before + (_started is { } started ? time.GetElapsedTime(started) : TimeSpan.Zero)).Ticks * TimeSpan.NanosecondsPerTick;

    public void Start() => _started ??= time.GetTimestamp();

    public void Stop()
    {
        if (_started is not { } started) return;
        _before += time.GetElapsedTime(started);
        _started = null;
    }
}
