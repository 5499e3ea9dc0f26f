namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>Rings once when a moment of a source's clock has come. Used by the source's loop only; it rings on any thread.</summary>
internal sealed class DueTimer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly SourceClock _clock;
    private readonly Action _ring;
    private ITimer? _timer;
    private long? _dueNs;

    public DueTimer(TimeProvider time, SourceClock clock, Action ring) => (_time, _clock, _ring) = (time, clock, ring);

    /// <summary>Sets it, unless it is set to that moment already; a moment that has passed rings at once.</summary>
    public void Set(long dueNs)
    {
        if (dueNs == _dueNs) return;
        _dueNs = dueNs;
        _timer ??= _time.CreateTimer(static ring => ((Action)ring!)(), _ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var wait = TimeSpan.FromTicks(Math.Max(0, dueNs - _clock.NowNs) / TimeSpan.NanosecondsPerTick);
        // Timers count whole milliseconds.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>It has rung, or the clock has been stopped: what it was set to says nothing any more.</summary>
    public void Forget() => _dueNs = null;

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? default;
}
