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
    private readonly InputTarget _input;
    private readonly Circulation _circulation;
    private readonly ActionBlock<(EventBatch Batch, IUpstream From, long First)> _queue;

    public LoopbackTarget(InputTarget input, Circulation circulation)
    {
        (_input, _circulation) = (input, circulation);
        _queue = new ActionBlock<(EventBatch Batch, IUpstream From, long First)>(TakeAsync);
    }

    public object Receiver => _input.Receiver;

    public bool TakesTicks => false;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
    {
        _circulation.Enter();
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

    private async Task TakeAsync((EventBatch Batch, IUpstream From, long First) sent)
    {
        await _input.SendAsync(sent.Batch, sent.From, sent.First, "it was still going round when the pipeline stopped");
        _circulation.Leave();
    }
}
