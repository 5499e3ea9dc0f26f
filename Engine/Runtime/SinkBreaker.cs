using Polly;
using Polly.CircuitBreaker;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// The circuit breaker between a sink and the outside world. It is open while there is no connection or the sink asks for it; every change of its
/// state becomes an insight for the sources in front (design: contraflow and delivery). Used by the sink's loop only.
/// </summary>
internal sealed class SinkBreaker
{
    private readonly CircuitBreakerManualControl _control = new(isIsolated: true);
    private readonly ResiliencePipeline _pipeline;
    private bool _isConnected;
    private bool _isHeldOpen;
    private bool _isOpen = true;

    /// <param name="opened">Sources are to stop.</param>
    /// <param name="closed">Sources may go on.</param>
    public SinkBreaker(TimeProvider time, Action opened, Action closed)
    {
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ManualControl = _control,
            // Only the connection's state opens it: an event that a sink refuses says nothing about the next one.
            ShouldHandle = static _ => PredicateResult.False(),
            OnOpened = _ =>
            {
                opened();
                return default;
            },
            OnClosed = _ =>
            {
                closed();
                return default;
            },
        }).Build();
    }

    public bool IsConnected => _isConnected;

    public Task SetConnectedAsync(bool isConnected)
    {
        _isConnected = isConnected;
        return UpdateAsync();
    }

    /// <summary>What the sink itself asks for.</summary>
    public Task HoldOpenAsync(bool isHeldOpen)
    {
        _isHeldOpen = isHeldOpen;
        return UpdateAsync();
    }

    /// <summary>Does something to the outside world.</summary>
    public ValueTask GuardAsync<TState>(Func<TState, CancellationToken, ValueTask> action, TState state, CancellationToken cancellation) =>
        _isHeldOpen ? action(state, cancellation) : _pipeline.ExecuteAsync(action, state, cancellation);

    private async Task UpdateAsync()
    {
        var open = !_isConnected || _isHeldOpen;
        if (open == _isOpen) return;
        _isOpen = open;
        if (open) await _control.IsolateAsync();
        else await _control.CloseAsync();
    }
}
