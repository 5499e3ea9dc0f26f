using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>One link into a sink: the target that a pipeline sends to.</summary>
/// <param name="sources">Whose drain signals come by this link, each once.</param>
internal sealed class SinkInput(SinkRunner runner, Port port, IEnumerable<ulong> sources) : IEventTarget
{
    private readonly HashSet<ulong> _drainsToCome = [.. sources];

    public Port Port => port;

    /// <summary>All links of a sink end in one place, so that events for several of its ports keep their order.</summary>
    public object Receiver => runner;

    public ulong Sink => runner.Id;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => runner.EnqueueAsync(new SinkMessage(this, batch, from, first, default));

    public ValueTask SignalAsync(Signal signal, IUpstream from) => runner.EnqueueAsync(new SinkMessage(this, null, from, 0, signal));

    /// <summary>Whether the drain signal of a source is still to come.</summary>
    public bool Awaits(ulong source) => _drainsToCome.Contains(source);

    public void OnDrain(ulong source) => _drainsToCome.Remove(source);
}

/// <summary>An item of a sink's queue: a batch, or a signal when there is none.</summary>
internal readonly record struct SinkMessage(SinkInput Input, EventBatch? Batch, IUpstream From, long First, Signal Signal);
