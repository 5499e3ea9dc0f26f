using Tremor.Dataflow.Engine.Runtime;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Runtime;

public sealed class AsyncSignalTests
{
    [Fact]
    public async Task Who_waits_does_not_go_on_inside_the_call_that_sets()
    {
        var signal = new AsyncSignal();
        var isSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var setter = 0;
        var wentOnInside = signal.WaitAsync().AsTask().ContinueWith(
            _ => Volatile.Read(ref setter) == Environment.CurrentManagedThreadId && !isSet.Task.IsCompleted,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Volatile.Write(ref setter, Environment.CurrentManagedThreadId);
        signal.Set();
        isSet.SetResult();
        Assert.False(await wentOnInside.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Sets_that_nobody_waited_for_count_as_one()
    {
        var signal = new AsyncSignal();
        signal.Set();
        signal.Set();
        await Eventually.Done(signal.WaitAsync().AsTask());
        var second = signal.WaitAsync().AsTask();
        Assert.False(second.IsCompleted);
        signal.Set();
        await Eventually.Done(second);
    }
}
