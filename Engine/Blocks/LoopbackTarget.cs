using System.Threading.Tasks.Dataflow;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// A pipeline's own input as a target of its output. The only queue without a bound: the end of a pipeline that waited for room at
/// its beginning would wait for itself.
/// </summary>
internal sealed class LoopbackTarget : IEventTarget
{
    private readonly IEventTarget _input;
    private readonly ActionBlock<(EventBatch Batch, IUpstream From, long First)> _queue;

    public LoopbackTarget(IEventTarget input)
    {
        _input = input;
        _queue = new ActionBlock<(EventBatch Batch, IUpstream From, long First)>(async e => await input.SendAsync(e.Batch, e.From, e.First));
    }

    public object Receiver => _input.Receiver;

    public bool TakesTicks => false;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
    {
        _queue.Post((batch, from, first));
        return ValueTask.CompletedTask;
    }

    public ValueTask SignalAsync(Signal signal, IUpstream from) => _input.SignalAsync(signal, from);

    /// <summary>Completes when everything has been taken, or refused because the pipeline has stopped.</summary>
    public Task StopAsync()
    {
        _queue.Complete();
        return _queue.Completion;
    }
}
