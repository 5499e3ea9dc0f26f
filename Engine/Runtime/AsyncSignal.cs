using System.Threading.Tasks.Sources;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// Wakes one waiting loop. Any thread may set it; sets that nobody waited for yet count as one. Waiting allocates nothing, and the waiter
/// never continues on the thread that sets.
/// </summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private const int Clear = 0;
    private const int Raised = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private int _state;

    public void Set()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Raised:
                    return;
                case Clear:
                    if (Interlocked.CompareExchange(ref _state, Raised, Clear) == Clear) return;
                    break;
                default:
                    if (Interlocked.CompareExchange(ref _state, Clear, Waiting) != Waiting) break;
                    _core.SetResult(true);
                    return;
            }
        }
    }

    /// <summary>Completes at the next <see cref="Set"/>, or at once when there was one since the last wait. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Clear) == Clear) return new ValueTask(this, _core.Version);
        Volatile.Write(ref _state, Clear);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
