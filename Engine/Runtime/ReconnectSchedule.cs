using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// When to connect again (spec: runtime 7.1, runtime 7.2): counts attempts, grows the wait, knows when to give up. The strategy <i>none</i> is one
/// attempt, 1000 ms after an established connection was lost. Not thread-safe.
/// </summary>
/// <param name="random">Uniform in [0, 1).</param>
internal sealed class ReconnectSchedule(ReconnectPlan plan, Func<double> random)
{
    private const ulong WaitWithoutStrategyMs = 1000;

    /// <summary>One day: a wait that has grown so long grows no more.</summary>
    private const ulong LongestWaitMs = 24UL * 60 * 60 * 1000;

    private ulong? _intervalMs;
    private ulong _overall;
    private ulong _sinceLastSuccess;
    private (ulong? IntervalMs, ulong SinceLastSuccess) _before; // the last success

    public bool MayRetry => plan.Retry is { } retry ? retry.MaxRetries is not { } max || _sinceLastSuccess < max : _sinceLastSuccess == 0;

    /// <summary>Why there is no further attempt, as the log says it.</summary>
    public string WhyNot => plan.Retry?.MaxRetries is { } max ? $"Max retries exceeded: {max}" : "`None` Reconnect strategy.";

    public void Succeeded()
    {
        _overall++;
        _before = (_intervalMs, _sinceLastSuccess);
        (_intervalMs, _sinceLastSuccess) = (null, 0);
    }

    /// <summary>What was made by the last attempt was of no use: it counts as one more failure behind those before it, and the wait goes on to grow.</summary>
    public void TakeBack() => (_intervalMs, _sinceLastSuccess) = (_before.IntervalMs, _before.SinceLastSuccess + 1);

    public void Failed()
    {
        _overall++;
        _sinceLastSuccess++;
    }

    /// <summary>The wait before the next attempt, in milliseconds.</summary>
    public ulong NextWaitMs()
    {
        if (plan.Retry is not { } retry) return WaitWithoutStrategyMs;
        _intervalMs = Math.Min(LongestWaitMs, _intervalMs is { } interval ? Grow(interval, retry) : retry.IntervalMs);
        return _intervalMs.Value;
    }

    /// <summary>The attempt that runs or ran last.</summary>
    public override string ToString() => $"Attempt #{_sinceLastSuccess} (overall: #{_overall})";

    private ulong Grow(ulong interval, RetryPlan retry)
    {
        var grown = (ulong)Math.Min(interval * retry.GrowthRate, LongestWaitMs);
        if (!retry.Randomized) return grown;
        var low = Math.Min(interval, grown);
        var high = Math.Max(interval, grown);
        return low + (ulong)(random() * (high - low + 1));
    }
}
