using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Qos;

/// <summary>Holds events back while what is behind it fails or is too slow, for longer each time; then lets one through as a probe.</summary>
/// <remarks>
/// In: any event. Out: <c>out</c>, and <c>overflow</c> for what is held back; both ask for an acknowledgement. With <c>method</c> <c>pause</c> nothing goes to
/// <c>overflow</c>: the sources are told to wait.
/// <para>
/// A failure, or an answer that took longer than <c>timeout</c> goes one step further in <c>steps</c>; an acknowledgement in time,
/// or the first tick behind the end of the step, goes back to the beginning. Answers reach the source as they are.
/// Place it behind windows and batches: it hears only of events that it has seen itself (spec: query 17.1).
/// </para>
/// <example><code>{"type": "operator", "kind": "qos::backpressure", "config": {"timeout": 5000000000, "steps": [100, 1000, 10000], "method": "pause"}}</code></example>
/// </remarks>
[Operator("qos::backpressure", Outputs = ["out", "overflow"], FormerName = "generic::backpressure")]
public sealed class BackpressureOperator(BackpressureOperator.Config config, OperatorContext context) : IOperator
{
    private const ulong NsPerMs = 1_000_000;
    private static readonly Port s_overflow = Port.Of("overflow");

    private ulong _backoffNs;
    private ulong _nextNs;

    /// <inheritdoc/>
    public bool HandlesSignals => true;

    /// <inheritdoc/>
    public bool HandlesInsights => true;

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        Insights.Mark(ref e, context.Id, Value.Null);
        e.Await();
        var isFree = _nextNs <= e.IngestNs;
        if (isFree) _nextNs = Sum(e.IngestNs, _backoffNs);
        output.Emit(isFree || config.Method == Method.Pause ? Port.Out : s_overflow, e);
    }

    /// <inheritdoc/>
    public void OnSignal(in Signal signal, IEmitter output)
    {
        if (_backoffNs == 0 || _nextNs > signal.IngestNs) return;
        Reset();
        if (config.Method == Method.Pause) output.Insight(new Insight { Kind = InsightKind.BreakerClosed, IngestNs = signal.IngestNs, Meta = Value.EmptyRecord });
    }

    /// <inheritdoc/>
    public void OnInsight(ref Insight insight, IEmitter output)
    {
        if (!Insights.IsMarked(insight, context.Id, out _)) return;
        var had = _backoffNs > 0;
        if (Insights.IsError(insight, config.Timeout))
        {
            _backoffNs = Next();
            _nextNs = Sum(insight.IngestNs, _backoffNs);
        }
        else if (insight.Kind == InsightKind.Ack) Reset();

        var has = _backoffNs > 0;
        if (config.Method == Method.Pause && had != has)
            output.Insight(new Insight { Kind = has ? InsightKind.BreakerOpen : InsightKind.BreakerClosed, IngestNs = insight.IngestNs, Meta = Value.EmptyRecord });
        if (insight.Kind == InsightKind.BreakerOpen) insight.Kind = InsightKind.None;
    }

    private static ulong Sum(ulong time, ulong span) => time > ulong.MaxValue - span ? ulong.MaxValue : time + span;

    private void Reset() => (_backoffNs, _nextNs) = (0, 0);

    /// <summary>The first step beyond this one; the last one where there is none.</summary>
    private ulong Next()
    {
        foreach (var ms in config.Steps)
            if (ms > _backoffNs / NsPerMs) return Ns(ms);
        return config.Steps.Count == 0 ? 0 : Ns(config.Steps[^1]);
    }

    private static ulong Ns(ulong ms) => ms > ulong.MaxValue / NsPerMs ? ulong.MaxValue : ms * NsPerMs;

    /// <summary>When to hold back, and how.</summary>
    public sealed record Config
    {
        /// <summary>Nanoseconds that an answer may take.</summary>
        [Unit(TimeUnit.Nanoseconds)]
        public required ulong Timeout { get; init; }

        /// <summary>Milliseconds for which events are held back, from the first failure on.</summary>
        [Unit(TimeUnit.Milliseconds)]
        public IReadOnlyList<ulong> Steps { get; init; } = [50, 100, 250, 500, 1000, 5000, 10000];

        /// <summary>What becomes of events meanwhile.</summary>
        public Method Method { get; init; }
    }

    /// <summary>What becomes of events while they are held back.</summary>
    public enum Method
    {
        /// <summary>They leave by <c>overflow</c>.</summary>
        Discard,

        /// <summary>The sources wait; what comes all the same goes on.</summary>
        Pause,
    }
}
