namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// What is inside a pipeline that feeds itself. A drain signal waits for it: what goes round is still to come out, however often it goes, and the signal must be behind it.
/// </summary>
internal sealed class Circulation
{
    private readonly Lock _gate = new();
    private int _inside; // waves, and what waits to go round
    private bool _isGivenUp;
    private TaskCompletionSource? _empty; // made where somebody waits
    private Task _drains = Task.CompletedTask;

    /// <summary>Whether the pipeline feeds itself: elsewhere nothing is counted. Before the start.</summary>
    public bool IsOn { get; set; }

    /// <summary>Something is about to go in.</summary>
    public void Enter()
    {
        if (!IsOn) return;
        lock (_gate) _inside++;
    }

    /// <summary>It has come out, and what it gave back to the pipeline has entered.</summary>
    public void Leave()
    {
        if (!IsOn) return;
        TaskCompletionSource? empty;
        lock (_gate)
        {
            if (--_inside > 0) return;
            (empty, _empty) = (_empty, null);
        }

        empty?.TrySetResult();
    }

    /// <summary>Completes when nothing is inside, or nobody waits for that any more.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_inside == 0 || _isGivenUp) return Task.CompletedTask;
            return (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Sends a drain signal in, behind those before it. Its sender does not wait: somebody may want it to stop meanwhile.</summary>
    public void Drain(Func<Task> send)
    {
        lock (_gate) _drains = SendAsync(_drains);

        async Task SendAsync(Task before)
        {
            await Task.Yield();
            await before;
            await send();
        }
    }

    /// <summary>The pipeline stops: nobody waits any more. Completes when every drain signal is in, or refused.</summary>
    public Task StopAsync()
    {
        TaskCompletionSource? empty;
        Task drains;
        lock (_gate)
        {
            _isGivenUp = true;
            (empty, drains) = (_empty, _drains);
        }

        empty?.TrySetResult();
        return drains;
    }
}
