namespace Tremor.Dataflow.Engine.Timing;

/// <summary>Keeps what fails on every event from flooding the log: it lets the first message through, then at most one a second. One caller at a time.</summary>
internal sealed class LogPace(TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private long? _lastShown;
    private long _hidden;

    /// <summary>What a message says of those before it that were not logged.</summary>
    public static string Hidden(long hidden) => hidden == 0 ? "" : $", after {hidden} more that are not shown";

    /// <summary>Whether the next message may be logged; if not, it is counted.</summary>
    /// <param name="hidden">Messages since the last one that was logged.</param>
    public bool TryTake(out long hidden)
    {
        hidden = _hidden;
        if (_lastShown is { } last && time.GetElapsedTime(last) < s_pause)
        {
            _hidden++;
            return false;
        }

        _lastShown = time.GetTimestamp();
        _hidden = 0;
        return true;
    }
}
