using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>Connects, and connects again by the strategy of the connector, until it succeeds or gives up (spec: runtime 7). One run at a time.</summary>
internal sealed class Reconnector
{
    private readonly ReconnectSchedule _schedule;
    private readonly ResiliencePipeline<OutsideFailure?> _pipeline;
    private readonly ILogger _log;
    private readonly string _alias;

    public Reconnector(ReconnectPlan plan, string alias, TimeProvider time, Func<double> random, ILogger log)
    {
        (_log, _alias) = (log, alias);
        _schedule = new ReconnectSchedule(plan, random);
        _pipeline = new ResiliencePipelineBuilder<OutsideFailure?> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<OutsideFailure?>
        {
            // The schedule decides, because it outlives a run: what it counts begins anew only with a success.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome is { Exception: null, Result: { } failure } && failure.Kind != FailureKind.Permanent && _schedule.MayRetry),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Longer(TimeSpan.FromMilliseconds(_schedule.NextWaitMs()), args.Outcome.Result!.After)),
            OnRetry = args =>
            {
                _log.LogInformation("[Connector::{Alias}] Reconnecting after {Wait} ms", _alias, (long)args.RetryDelay.TotalMilliseconds);
                return default;
            },
        }).Build();
    }

    /// <summary>For messages: <c>Attempt #SINCE (overall: #OVERALL)</c>.</summary>
    public string Attempt => _schedule.ToString();

    /// <summary>A connection that was made again was lost before it was of use: the attempt has failed after all.</summary>
    public void TakeBack() => _schedule.TakeBack();

    /// <summary>Attempts until one succeeds. Cancelling ends a wait, too.</summary>
    /// <param name="attempt">One attempt, and why it failed; null when it did not. Does not throw but when cancelled.</param>
    /// <param name="lost">How a connection was lost: the first attempt waits as a retry does. Null where there was none.</param>
    /// <returns>False when it has given up.</returns>
    public async Task<bool> RunAsync(
        Func<CancellationToken, ValueTask<OutsideFailure?>> attempt, OutsideFailure? lost, CancellationToken cancellation)
    {
        var failure = await _pipeline.ExecuteAsync(
            async token =>
            {
                if (lost is { } before)
                {
                    lost = null;
                    return before;
                }

                var failure = await attempt(token);
                if (failure is null) _schedule.Succeeded();
                else _schedule.Failed();
                return failure;
            },
            cancellation);
        if (failure is null) return true;
        _log.LogWarning(
            "[Connector::{Alias}] Not reconnecting: {Reason}",
            _alias,
            failure.Kind == FailureKind.Permanent ? $"it would fail again: {failure.Reason}" : _schedule.WhyNot);
        return false;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
