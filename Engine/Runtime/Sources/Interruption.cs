namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>Lets any thread cut short what one loop waits for, without a cancellation token for each wait.</summary>
internal sealed class Interruption
{
    private CancellationTokenSource _source = new();
    private int _isWaiting;

    public CancellationToken Token => _source.Token;

    public bool IsRequested => _source.IsCancellationRequested;

    /// <summary>By the loop: from now on the wait can be cut short. What came before must be looked for once more behind this.</summary>
    public void Begin() => Interlocked.Exchange(ref _isWaiting, 1);

    /// <summary>By the loop, behind each <see cref="Begin"/>.</summary>
    public void End()
    {
        Volatile.Write(ref _isWaiting, 0);
        if (_source.IsCancellationRequested) Volatile.Write(ref _source, new CancellationTokenSource());
    }

    /// <summary>From any thread.</summary>
    public void Request()
    {
        // Not on this thread: what waits for the token may go on with the loop.
        if (Interlocked.CompareExchange(ref _isWaiting, 0, 0) == 1) _ = Volatile.Read(ref _source).CancelAsync();
    }
}
