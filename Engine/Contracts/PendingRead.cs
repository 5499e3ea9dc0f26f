namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// Makes pulls lose nothing where a read cannot be given up: a cancelled pull leaves the read going, and the next pull waits for it. One caller at a time.
/// </summary>
public sealed class PendingRead<T>
{
    private Task<T>? _reading;

    /// <summary>Whether an earlier call has left a read behind.</summary>
    public bool IsUnderWay => _reading is not null;

    /// <summary>The result of the read that an earlier call left behind, or of a new one.</summary>
    /// <param name="start">Begins a read; not called while one is under way.</param>
    /// <exception cref="OperationCanceledException">The read goes on for the next call.</exception>
    public async ValueTask<T> ReadAsync(Func<Task<T>> start, CancellationToken cancellation)
    {
        var reading = _reading ??= start();
        // How the read itself ends is what counts, cancelled or not; a wait that is given up leaves it going.
        await ((Task)reading).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompleted) throw new OperationCanceledException(cancellation);
        _reading = null;
        return await reading;
    }

    /// <summary>Nobody waits for the read any more.</summary>
    /// <param name="discard">Gets what it still brings.</param>
    /// <param name="source">
    /// What is read from: disposed of at once where no read is under way, else behind the read, which must not find it gone; that may be never.
    /// </param>
    public void Abandon(Action<T> discard, IDisposable? source = null)
    {
        if (_reading is not { } reading)
        {
            source?.Dispose();
            return;
        }

        _reading = null;
        _ = reading.ContinueWith(
            read =>
            {
                if (read.IsCompletedSuccessfully) discard(read.Result);
                else _ = read.Exception; // seen: what nobody waits for is no news
                source?.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
