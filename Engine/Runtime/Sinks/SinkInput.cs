using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>One link into a sink: the target that a pipeline sends to.</summary>
/// <param name="drains">How often the drain signal of each source comes by this link: once for each way that leads here.</param>
internal sealed class SinkInput(SinkRunner runner, Port port, IReadOnlyDictionary<ulong, int> drains) : IEventTarget
{
    private readonly Dictionary<ulong, int> _drainsToCome = new(drains);

    public Port Port => port;

    /// <summary>All links of a sink end in one place, so that events for several of its ports keep their order.</summary>
    public object Receiver => runner;

    public ulong Sink => runner.Id;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => runner.EnqueueAsync(new SinkMessage(this, batch, from, first, default));

    public ValueTask SignalAsync(Signal signal, IUpstream from) => runner.EnqueueAsync(new SinkMessage(this, null, from, 0, signal));

    /// <summary>The sources whose last drain signal has not come.</summary>
    public bool Awaits(ulong source) => _drainsToCome.GetValueOrDefault(source) > 0;

    public void OnDrain(ulong source)
    {
        if (_drainsToCome.TryGetValue(source, out var left)) _drainsToCome[source] = left - 1;
    }
}

/// <summary>An item of a sink's queue: a batch, or a signal when there is none.</summary>
internal readonly record struct SinkMessage(SinkInput Input, EventBatch? Batch, IUpstream From, long First, Signal Signal);
