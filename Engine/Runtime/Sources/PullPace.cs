namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The pause behind a pull that failed: it grows from 1 ms to 1 s with each failure in a row, or is as long as the peer asks for.</summary>
/// <param name="over">Called when it is over, on any thread.</param>
internal sealed class PullPace(TimeProvider time, Action over) : IDisposable
{
    private const int MostDoublings = 10;
    private const int LongestMs = 1000;

    private ITimer? _timer;
    private int _failuresInARow;
    private volatile bool _isPausing;

    public bool IsPausing => _isPausing;

    public void Succeeded() => _failuresInARow = 0;

    /// <param name="atLeast">What the peer asks for.</param>
    public void Failed(TimeSpan atLeast)
    {
        var own = TimeSpan.FromMilliseconds(Math.Min(LongestMs, 1 << Math.Min(_failuresInARow++, MostDoublings)));
        _isPausing = true;
        _timer ??= time.CreateTimer(static state => ((PullPace)state!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(own > atLeast ? own : atLeast, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void End()
    {
        _isPausing = false;
        over();
    }
}
