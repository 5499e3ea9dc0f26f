namespace Tremor.Dataflow.Tests.Support;

/// <summary>Waits for what other threads are about to do. Never for time: what does not happen fails the test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static async Task True(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience) Assert.Fail($"did not happen: {what}");
            await Task.Yield();
        }
    }

    /// <summary>Waits for the task.</summary>
    public static Task Done(Task task) => task.WaitAsync(s_patience);
}
