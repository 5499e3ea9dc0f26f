using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tremor.Dataflow.Engine.Blocks;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>Small pipelines and batches for tests of one behaviour.</summary>
internal static class TestPipeline
{
    /// <summary>From <c>in</c> to <c>out</c> without a node.</summary>
    public static PlanBuilder Direct => PlanBuilder.WithUsualPorts().Link("in -> out");

    /// <summary>That many nodes in a row.</summary>
    public static PlanBuilder Row(int nodes)
    {
        var plan = PlanBuilder.WithUsualPorts();
        for (var i = 0; i < nodes; i++) plan.Node($"n{i}", new PassOn());
        return plan.Link($"in -> {string.Join(" -> ", Enumerable.Range(0, nodes).Select(static i => $"n{i}"))} -> out");
    }

    /// <summary>With ticks only when a clock is given.</summary>
    public static PipelineInstance Make(PlanBuilder plan, int capacity = 4, TimeProvider? time = null, ILogger? log = null)
    {
        ulong lastId = 0;
        return new PipelineInstance(plan.Build(), new PipelineOptions
        {
            NextOperatorId = () => ++lastId,
            Capacity = capacity,
            Time = time ?? TimeProvider.System,
            Logger = log ?? NullLogger.Instance,
            TickInterval = time is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(100),
        });
    }

    public static EventBatch Batch(params int[] payloads)
    {
        var batch = EventBatch.Rent();
        foreach (var payload in payloads) batch.Add(new Event { Data = Value.From((long)payload), Meta = Value.EmptyRecord, Transactional = true });
        return batch;
    }
}

internal delegate void HandleEvent(ref Event e, IEmitter output);

internal delegate void HandleInsight(ref Insight insight, IEmitter output);

/// <summary>An operator made of functions.</summary>
internal sealed class DelegateOperator(HandleEvent onEvent, HandleInsight? onInsight = null, bool emitsLast = false) : IOperator
{
    public bool EmitsLast => emitsLast;

    public bool HandlesInsights => onInsight is not null;

    public void OnEvent(Port input, ref Event e, IEmitter output) => onEvent(ref e, output);

    public void OnInsight(ref Insight insight, IEmitter output) => onInsight!(ref insight, output);
}
