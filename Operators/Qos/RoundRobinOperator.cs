using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Operators.Qos;

/// <summary>Sends events to its outputs in turn, and passes over those whose circuit breaker is open.</summary>
/// <remarks>
/// In: any event. Out: the ports that <c>outputs</c> names, and <c>overflow</c> where none of them is open. To the sources it speaks for all of its outputs: they
/// wait when the last one closes, and go on when the first one opens again. Answers go on as they are (spec: query 17.3).
/// <example><code>{"type": "operator", "kind": "qos::roundrobin", "config": {"outputs": ["left", "right"]}}</code></example>
/// </remarks>
[Operator("qos::roundrobin", Outputs = null)]
public sealed class RoundRobinOperator : IOperator
{
    private static readonly Port s_overflow = Port.Of("overflow");

    private readonly ulong _id;
    private readonly Port[] _outputs;
    private readonly bool[] _isOpen;
    private int _next;
    private bool _hasSaidOpen;

    /// <summary>An operator with the outputs of its configuration, all of them open.</summary>
    public RoundRobinOperator(Config config, OperatorContext context)
    {
        _id = context.Id;
        _outputs = [.. config.Outputs.Select(Port.Of)];
        _isOpen = new bool[_outputs.Length];
        Array.Fill(_isOpen, true);
    }

    /// <inheritdoc/>
    public bool HandlesSignals => true;

    /// <inheritdoc/>
    public bool HandlesInsights => true;

    private bool IsAnyOpen => Array.Exists(_isOpen, static o => o);

    /// <inheritdoc/>
    public void OnEvent(Port input, ref Event e, IEmitter output)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            var candidate = (_next + i) % _outputs.Length;
            if (!_isOpen[candidate]) continue;
            _next = candidate + 1;
            Insights.Mark(ref e, _id, Value.From((long)candidate));
            output.Emit(_outputs[candidate], e);
            return;
        }

        output.Emit(s_overflow, e);
    }

    /// <inheritdoc/>
    public void OnSignal(in Signal signal, IEmitter output)
    {
        if (_hasSaidOpen || !IsAnyOpen) return;
        _hasSaidOpen = true;
        output.Insight(new Insight { Kind = InsightKind.BreakerClosed, IngestNs = signal.IngestNs, Meta = Value.EmptyRecord });
    }

    /// <inheritdoc/>
    public void OnInsight(ref Insight insight, IEmitter output)
    {
        if (insight.Kind is not (InsightKind.BreakerOpen or InsightKind.BreakerClosed)) return;
        var before = IsAnyOpen;
        if (Insights.IsMarked(insight, _id, out var mark) && mark.TryGetInt64(out var marked) && marked < _outputs.Length) _isOpen[marked] = insight.Kind == InsightKind.BreakerClosed;
        else
            foreach (var port in insight.Ports)
                if (Array.IndexOf(_outputs, port) is >= 0 and var at) _isOpen[at] = insight.Kind == InsightKind.BreakerClosed;
        var after = IsAnyOpen;
        // The breakers of the outputs go no further: to the sources there is one, and it is this operator's.
        insight.Kind = InsightKind.None;
        if (before != after)
            output.Insight(new Insight { Kind = after ? InsightKind.BreakerClosed : InsightKind.BreakerOpen, IngestNs = insight.IngestNs, Meta = Value.EmptyRecord });
    }

    /// <summary>Where to send events.</summary>
    public sealed record Config
    {
        /// <summary>Names of ports, in turn.</summary>
        [MinLength(1)]
        public required IReadOnlyList<string> Outputs { get; init; }
    }
}
