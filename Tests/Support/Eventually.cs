namespace Tremor.Dataflow.Tests.Support;

/// <summary>Waits for what other threads are about to do. Never for time: what does not happen fails the test.</summary>
internal static class Eventually
{
    /// <summary>How long any test waits for what takes milliseconds where nothing else runs. Only a test that fails waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Most of what is waited for happens within this time; from then on others get the processor.</summary>
    private static readonly TimeSpan s_busy = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static async Task True(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            var waited = TimeProvider.System.GetElapsedTime(started);
            if (waited > Patience) Assert.Fail($"did not happen: {what}");
            if (waited < s_busy) await Task.Yield();
            else await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    /// <summary>Waits for what the task gives.</summary>
    public static Task<T> Of<T>(Task<T> task) => task.WaitAsync(Patience);

    /// <summary>Waits for the task.</summary>
    public static Task Done(Task task) => task.WaitAsync(Patience);

    /// <inheritdoc cref="Done(Task)"/>
    public static Task<T> Done<T>(Task<T> task) => task.WaitAsync(Patience);
}
