using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>Connects, and connects again by the strategy of the connector, until it succeeds or gives up (spec: runtime 7). One run at a time.</summary>
internal sealed class Reconnector
{
    private readonly ReconnectSchedule _schedule;
    private readonly ResiliencePipeline<bool> _pipeline;
    private readonly ILogger _log;
    private readonly string _alias;

    public Reconnector(ReconnectPlan plan, string alias, TimeProvider time, Func<double> random, ILogger log)
    {
        (_log, _alias) = (log, alias);
        _schedule = new ReconnectSchedule(plan, random);
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<bool>
        {
            // The schedule decides, because it outlives a run: what it counts begins anew only with a success.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome is { Exception: null, Result: false } && _schedule.MayRetry),
            DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(TimeSpan.FromMilliseconds(_schedule.NextWaitMs())),
            OnRetry = args =>
            {
                _log.LogInformation("[Connector::{Alias}] Reconnecting after {Wait} ms", _alias, (long)args.RetryDelay.TotalMilliseconds);
                return default;
            },
        }).Build();
    }

    /// <summary>For messages: <c>Attempt #SINCE (overall: #OVERALL)</c>.</summary>
    public string Attempt => _schedule.ToString();

    /// <summary>A connection that was made again was lost at the first use: the attempt has failed after all.</summary>
    public void TakeBack() => _schedule.Failed();

    /// <summary>Attempts until one succeeds. Cancelling ends a wait, too.</summary>
    /// <param name="attempt">One attempt; does not throw but when cancelled.</param>
    /// <param name="waitFirst">A connection was lost: the first attempt waits as a retry does.</param>
    /// <returns>False when it has given up.</returns>
    public async Task<bool> RunAsync(Func<CancellationToken, ValueTask<bool>> attempt, bool waitFirst, CancellationToken cancellation)
    {
        var connected = await _pipeline.ExecuteAsync(
            async token =>
            {
                if (waitFirst)
                {
                    waitFirst = false;
                    return false;
                }

                if (!await attempt(token))
                {
                    _schedule.Failed();
                    return false;
                }

                _schedule.Succeeded();
                return true;
            },
            cancellation);
        if (!connected) _log.LogWarning("[Connector::{Alias}] Not reconnecting: {Reason}", _alias, _schedule.WhyNot);
        return connected;
    }
}
