using System.Collections.Concurrent;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// The requests of other threads to a loop, in order. Before the loop starts, what is posted waits for it, and what somebody waits for is done at
/// once; when the loop has ended, everything is done by who comes with it, one command behind the other.
/// </summary>
/// <param name="wake">Makes the loop look; called behind each command.</param>
internal sealed class CommandQueue(Action wake)
{
    private readonly ConcurrentQueue<Func<ValueTask>> _commands = new();
    private volatile bool _isServed;
    private volatile bool _isClosed;
    private int _late; // calls of RunLateAsync whose commands may not be done

    public bool IsEmpty => _commands.IsEmpty;

    /// <summary>A loop will serve it from now on, until <see cref="CloseAsync"/>.</summary>
    public void Open() => _isServed = true;

    /// <summary>Completes as <paramref name="command"/> does.</summary>
    public Task DoAsync(Func<ValueTask> command)
    {
        if (!_isServed && !_isClosed) return command().AsTask();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(async () =>
        {
            try
            {
                await command();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Post(Func<ValueTask> command)
    {
        _commands.Enqueue(command);
        wake();
        // The loop may have ended and not look again.
        if (_isClosed) _ = RunLateAsync().AsTask();
    }

    public void Post(Action command) => Post(() =>
    {
        command();
        return ValueTask.CompletedTask;
    });

    /// <summary>Runs what has come; by the loop.</summary>
    public async ValueTask RunAsync()
    {
        while (!_isClosed && _commands.TryDequeue(out var command)) await command();
    }

    /// <summary>The loop has ended, or nobody waits for it any more.</summary>
    public ValueTask CloseAsync()
    {
        _isClosed = true;
        _isServed = false;
        return RunLateAsync();
    }

    /// <summary>Runs what has come, unless somebody does: who does goes on until there is nothing left.</summary>
    private async ValueTask RunLateAsync()
    {
        if (Interlocked.Increment(ref _late) > 1) return;
        for (var calls = 1; calls > 0;)
        {
            var seen = Volatile.Read(ref _late);
            while (_commands.TryDequeue(out var command))
            {
                try
                {
                    await command();
                }
                catch (Exception)
                {
                    // What somebody waits for has told him; of the rest the loop would be the one to tell, and it has ended.
                }
            }

            calls = Interlocked.Add(ref _late, -seen);
        }
    }
}
