using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Qos;

/// <summary>Lets through a share of the events that shrinks while what is behind it fails or is too slow, and grows while all is well.</summary>
/// <remarks>
/// In: any event. Out: <c>out</c>, and <c>overflow</c> for the rest; both ask for an acknowledgement. The share begins with all, falls by <c>step_down</c> with
/// each failure or answer that took longer than <c>timeout</c>, and rises by <c>step_up</c> with any other answer. Which events are in
/// the share is decided by their ingest time. Answers go on as they are.
/// Place it behind windows and batches: it hears only of events that it has seen itself (spec: query 17.2).
/// <example><code>{"type": "operator", "kind": "qos::percentile", "config": {"timeout": 100000000, "step_down": 0.1}}</code></example>
/// </remarks>
[Operator("qos::percentile", Outputs = ["out", "overflow"])]
public sealed class PercentileOperator(PercentileOperator.Config config, OperatorContext context) : IOperator
{
    private const ulong Steps = 65535;
    private static readonly Port s_overflow = Port.Of("overflow");

    private double _share = 1.0;

    /// <inheritdoc/>
    public bool HandlesInsights => true;

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        Insights.Mark(ref e, context.Id, Value.Null);
        e.Await();
        output.Emit(e.IngestNs % Steps / (double)Steps > _share ? s_overflow : Port.Out, e);
    }

    /// <inheritdoc/>
    public void OnInsight(ref Insight insight, IEmitter output)
    {
        if (!Insights.IsMarked(insight, context.Id, out _)) return;
        _share = Insights.IsError(insight, config.Timeout) ? Math.Max(0, _share - config.StepDown) : Math.Min(1, _share + config.StepUp);
    }

    /// <summary>How fast the share changes.</summary>
    public sealed record Config
    {
        /// <summary>Nanoseconds that an answer may take.</summary>
        [Unit(TimeUnit.Nanoseconds)]
        public required ulong Timeout { get; init; }

        /// <summary>The part of all events by which the share falls.</summary>
        public double StepDown { get; init; } = 0.05;

        /// <summary>The part of all events by which it rises.</summary>
        public double StepUp { get; init; } = 0.001;
    }
}
