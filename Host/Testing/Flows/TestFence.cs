using System.Collections.Concurrent;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>
/// Finds out that a pipeline is at rest: a signal goes in behind everything else and comes out behind it, and its answer goes back behind all other answers.
/// </summary>
/// <remarks>It is the start of a source that nobody knows, answered as if a sink had drained for it: no operator makes anything of either.</remarks>
internal sealed class TestFence
{
    private const ulong FirstId = 1UL << 62;

    private static readonly ConcurrentDictionary<ulong, TestFence> s_open = [];
    private static long s_made;

    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ulong _id = FirstId + (ulong)Interlocked.Increment(ref s_made);

    /// <summary>Completes when everything that is in the pipeline behind <paramref name="input"/> has come out, and is answered.</summary>
    public static async Task PassAsync(IEventTarget input, IUpstream from, Task giveUp)
    {
        var fence = new TestFence();
        s_open[fence._id] = fence;
        try
        {
            await await Task.WhenAny(SendAsync(), giveUp);
        }
        finally
        {
            s_open.TryRemove(fence._id, out _);
        }

        async Task SendAsync()
        {
            await input.SignalAsync(new Signal(SignalKind.Start, fence._id, 0), from);
            await fence._passed.Task;
        }
    }

    /// <summary>Whether the signal is a fence; it is sent back then.</summary>
    /// <param name="receiver">At which it has arrived.</param>
    public static bool TryReturn(in Signal signal, IUpstream from, object receiver)
    {
        if (signal is not { Kind: SignalKind.Start, Source: > FirstId }) return false;
        from.OnInsight(new Insight { Kind = InsightKind.Drained, Maker = signal.Source, Source = signal.Source }, receiver);
        return true;
    }

    /// <summary>Whether the insight is a fence that has come back.</summary>
    public static bool TryPass(in Insight insight)
    {
        if (insight is not { Kind: InsightKind.Drained, Source: > FirstId }) return false;
        if (s_open.TryGetValue(insight.Source, out var fence)) fence._passed.TrySetResult();
        return true;
    }
}
