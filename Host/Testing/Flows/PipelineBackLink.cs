using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>A pipeline as those behind it see it: what they say goes to it, but for the fences of the test, which end here.</summary>
internal sealed class PipelineBackLink(IUpstream pipeline) : IUpstream
{
    public void Settle(long first, long count, Outcome outcome, ulong durationNs) => pipeline.Settle(first, count, outcome, durationNs);

    public void OnInsight(in Insight insight, object receiver)
    {
        if (!TestFence.TryPass(insight)) pipeline.OnInsight(insight, receiver);
    }
}

/// <summary>The input of a pipeline as the one in front sees it: events go on, each pipeline has signals of its own.</summary>
internal sealed class PipelineForwardLink(IEventTarget input) : IEventTarget
{
    public object Receiver => input.Receiver;

    public bool TakesTicks => false;

    public ValueTask SendAsync(EventBatch batch, IUpstream from, long first) => input.SendAsync(batch, from, first);

    public ValueTask SignalAsync(Signal signal, IUpstream from)
    {
        TestFence.TryReturn(signal, from, input.Receiver);
        return ValueTask.CompletedTask;
    }
}
