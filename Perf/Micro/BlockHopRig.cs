using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Generic;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>A pipeline of passthrough nodes between a sender that counts answers and sinks that answer at once.</summary>
internal sealed class BlockHopRig : IUpstream, IAsyncDisposable
{
    private static readonly Value s_payload = Value.From("a line of a log");

    private readonly PipelineInstance _pipeline;
    private readonly IEventTarget _input;
    private readonly int _batchSize;
    private long _owed;
    private TaskCompletionSource _allAnswered = new();

    /// <param name="nodes">Operators in a row; with 0 the input is linked to the output.</param>
    /// <param name="branches">Parallel rows that meet again at the output.</param>
    public BlockHopRig(int nodes, int batchSize, int sinks = 1, int branches = 1)
    {
        _batchSize = batchSize;
        var plan = new List<NodePlan> { NodePlan.Input("in"), NodePlan.Output("out") };
        var edges = new List<EdgePlan>();
        for (var b = 0; b < branches; b++)
        {
            var last = 0;
            for (var n = 0; n < nodes; n++)
            {
                plan.Add(new NodePlan($"n{b}_{n}", NodeRole.Operator, "passthrough") { Work = new OperatorWork(null, static _ => new PassthroughOperator()) });
                edges.Add(new EdgePlan(last, Port.Out, plan.Count - 1, Port.In));
                last = plan.Count - 1;
            }

            edges.Add(new EdgePlan(last, Port.Out, 1, Port.In));
        }

        ulong id = 0;
        _pipeline = new PipelineInstance(
            PipelinePlan.Of("perf::hop", plan, edges),
            new PipelineOptions { NextOperatorId = () => ++id, TickInterval = Timeout.InfiniteTimeSpan });
        for (var i = 0; i < sinks; i++) _pipeline.ConnectOutput(Port.Out, new Sink());
        _pipeline.Start();
        _input = _pipeline.Input(Port.In);
    }

    /// <summary>A batch as a source makes it.</summary>
    public EventBatch Fill()
    {
        var batch = EventBatch.Rent(_batchSize);
        for (var i = 0; i < _batchSize; i++)
        {
            ref var e = ref batch.Add();
            e.Id = new EventId(1, 0, (ulong)i, (ulong)i);
            e.Data = s_payload;
            e.Meta = Value.EmptyRecord;
            e.Transactional = true;
        }

        return batch;
    }

    /// <summary>Sends that many batches and waits until all their events are answered.</summary>
    public async Task RunAsync(int batches)
    {
        _allAnswered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _owed, (long)batches * _batchSize);
        for (var i = 0; i < batches; i++) await _input.SendAsync(Fill(), this, (long)i * _batchSize);
        await _allAnswered.Task;
    }

    public void Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        if (Interlocked.Add(ref _owed, -count) == 0) _allAnswered.SetResult();
    }

    public void OnInsight(in Insight insight, object receiver)
    {
    }

    public async ValueTask DisposeAsync() => await _pipeline.StopAsync();

    private sealed class Sink : IEventTarget
    {
        public ValueTask SendAsync(EventBatch batch, IUpstream from, long first)
        {
            var count = batch.Count;
            batch.Release();
            from.Settle(first, count, Outcome.Ack, 1);
            return ValueTask.CompletedTask;
        }

        public ValueTask SignalAsync(Signal signal, IUpstream from) => ValueTask.CompletedTask;
    }
}
