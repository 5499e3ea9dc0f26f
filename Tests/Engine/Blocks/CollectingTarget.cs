using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>A sink that notes what arrives as text, and settles it as it is told to.</summary>
internal sealed class CollectingTarget(Func<Event, Outcome>? answer = null) : IEventTarget
{
    private readonly Lock _gate = new();
    private readonly List<string> _seen = [];

    /// <summary>Payloads as JSON, signals as their name.</summary>
    public List<string> Seen
    {
        get
        {
            lock (_gate) return [.. _seen];
        }
    }

    /// <summary>Waited for before anything is taken.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    public async ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
    {
        await Gate;
        for (var i = 0; i < batch.Count; i++)
        {
            lock (_gate) _seen.Add(batch.Events[i].Data.ToString());
            from.Settle(first + i, 1, answer?.Invoke(batch.Events[i]) ?? Outcome.Ack, 7);
        }

        batch.Release();
    }

    public ValueTask SignalAsync(Signal signal, IUpstream from)
    {
        lock (_gate) _seen.Add(signal.Kind.ToString());
        return ValueTask.CompletedTask;
    }
}
