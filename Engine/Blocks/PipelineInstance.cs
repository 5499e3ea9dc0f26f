using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// A running pipeline: takes events and signals in at its input ports, runs them through its operators and sends what comes out to the
/// targets of its output ports; and carries what the targets answer back to where the events came from.
/// </summary>
/// <remarks>
/// Life: make, connect, <see cref="Start"/>, <see cref="StopAsync"/>. Outputs are connected before the start. Its results, and
/// their order, are those of an interpreter that takes one event at a time, depth first (spec: query 10).
/// <para>
/// For the targets it is the <see cref="IUpstream"/>; another pipeline or a sink may answer from any thread, and never waits.
/// </para>
/// </remarks>
public sealed class PipelineInstance : IUpstream
{
    private readonly PipelinePlan _plan;
    private readonly PipelineOptions _options;
    private readonly WavePool _waves = new();
    private readonly PipelineFault _fault;
    private readonly Circulation _circulation = new();
    private readonly ShipmentTable _shipments = new();
    private readonly Mirrors _mirrors;
    private readonly Egress _egress;
    private readonly BlockGraph _blocks;
    private readonly NodeCore?[] _nodes;
    private readonly SignalMerge _signals = new();
    private readonly NewestInsights _toUpstreams = new(); // guarded by itself
    private readonly Dictionary<Port, InputTarget> _inputs = [];
    private readonly Dictionary<Port, List<IEventTarget>> _targets = [];
    private readonly List<LoopbackTarget> _loopbacks = [];
    private readonly Port[] _outputPorts;
    private readonly LogPace _unowedShown; // guarded by itself
    private readonly LogPace _failuresShown;
    private readonly Lock _gate = new();
    private IUpstream[] _upstreams = [];
    private Ticker? _ticker;
    private bool _started;
    private Task? _stopped;

    /// <summary>A pipeline that is not started.</summary>
    public PipelineInstance(PipelinePlan plan, PipelineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        _plan = plan;
        _options = options;
        _unowedShown = new LogPace(options.Time);
        _failuresShown = new LogPace(options.Time);
        var wiring = Wiring.Of(plan);
        var reporter = plan.MetricsInterval is { } interval ? new PipelineReporter(plan, interval, options.Metrics) : null;
        _fault = new PipelineFault(plan.Alias, options.Logger, options.Losses);
        _mirrors = new Mirrors(options, _fault, Conclude);
        var operators = MakeOperators(wiring);
        var ports = new ReturnPorts(wiring, v => operators[v.Index]!.Value.Work.HandlesInsights);
        var parts = new PipelineParts(
            plan.Alias, options.Logger, _mirrors, new LineagePool(wiring.KeyLength, ports.PathLength), wiring.KeyLength, ports, options.NewHeldSet, options.Losses, options.Time,
            _fault, _circulation, options.EventFailed, reporter);
        _nodes = [.. operators.Select((o, v) => o is { } made ? new NodeCore(wiring.Vertices[v], made.Work, made.Id, made.Alias, parts) : null)];
        foreach (var node in _nodes) _mirrors.Add(node, ports);
        _egress = new Egress(this, parts, _shipments, [.. wiring.Egress.InPorts]);
        _blocks = new BlockGraph(wiring, _nodes, _egress, parts, options.Capacity);
        _outputPorts = [.. wiring.Egress.InPorts];
        for (var n = 0; n < plan.Nodes.Count; n++)
        {
            var node = plan.Nodes[n];
            if (node.Role == NodeRole.Output) _targets.Add(Wiring.PortOf(node), []);
            if (node.Role == NodeRole.Input)
            {
                var port = Wiring.PortOf(node);
                _inputs.Add(port, new InputTarget(
                    this, _blocks.Head, _waves, wiring.HeadPort(port), $"{Alias}/{node.Name}", options.Losses, _signals, _circulation, reporter, n));
            }
        }
    }

    /// <summary><c>flow::pipeline</c>.</summary>
    public string Alias => _plan.Alias;

    /// <summary>
    /// Completes, with what went wrong, when an error of the engine has broken it: it works on without the part that failed, and is to be stopped. Never fails.
    /// </summary>
    internal Task<string> Broken => _fault.First;

    /// <exception cref="DefinitionException">There is no such port.</exception>
    public IEventTarget Input(Port port) => _inputs.TryGetValue(port, out var target) ? target : throw NoPort("input", port, _inputs.Keys);

    /// <summary>Links an output port: every target gets every event of it; one that is slow slows the pipeline.</summary>
    /// <exception cref="DefinitionException">There is no such port.</exception>
    public void ConnectOutput(Port port, IEventTarget target)
    {
        if (_started) throw new InvalidOperationException($"pipeline {Alias} has started: its outputs are connected before");
        if (!_targets.TryGetValue(port, out var targets)) throw NoPort("output", port, _targets.Keys);
        if (!ReferenceEquals(target.Receiver, this))
        {
            targets.Add(target);
            return;
        }

        var loopback = new LoopbackTarget((InputTarget)target, _circulation);
        _circulation.IsOn = true;
        _loopbacks.Add(loopback);
        targets.Add(loopback);
    }

    /// <summary>
    /// Links what feeds an input port: it hears all insights that are no answer to an event. Linking it again, also to another port, adds nothing.
    /// </summary>
    /// <exception cref="DefinitionException">There is no such port.</exception>
    public void ConnectInput(Port port, IUpstream upstream)
    {
        if (!_inputs.ContainsKey(port)) throw NoPort("input", port, _inputs.Keys);
        lock (_gate)
            if (upstream != this && !_upstreams.Contains(upstream)) _upstreams = [.. _upstreams, upstream];
    }

    /// <summary>
    /// The signals of a source will come in by so many links, over all inputs, and go on once. With the last drain of the last such source operators send
    /// what they hold. Once for each source, before the start.
    /// </summary>
    public void ExpectSignals(ulong source, int links) => _signals.Expect(source, links);

    /// <summary>
    /// No target leads out of this pipeline: it answers drain signals itself, as the sink of that id would, when everything in front of them has ended. Before the start.
    /// </summary>
    internal void AnswerDrains(ulong id) => _egress.DrainsAs = id;

    /// <summary>Begins to send, and to tick: at once and then at every interval.</summary>
    public void Start()
    {
        if (!Open()) return;
        if (_options.TickInterval != Timeout.InfiniteTimeSpan) _ticker = new Ticker(_blocks.Head, _waves, _options);
    }

    /// <summary>
    /// Takes nothing more in, and completes when everything that was in has been sent to the targets. What operators still hold is neither
    /// sent nor settled, but counted. May be called twice.
    /// </summary>
    public Task StopAsync()
    {
        lock (_gate) return _stopped ??= StopOnceAsync();
    }

    /// <inheritdoc/>
    public void Settle(long first, long count, Outcome outcome, ulong durationNs)
    {
        var answer = _mirrors.Rent();
        Settle(first, count, outcome, durationNs, ref answer);
        _mirrors.Send(answer);
    }

    void IUpstream.Settle(ReadOnlySpan<SettledEvents> all)
    {
        var answer = _mirrors.Rent();
        foreach (ref readonly var events in all)
            foreach (var (first, count) in events.Ranges()) Settle(first, count, events.Outcome, events.DurationNs, ref answer);
        _mirrors.Send(answer);
    }

    /// <inheritdoc/>
    public void OnInsight(in Insight insight, object receiver)
    {
        var answer = _mirrors.Rent();
        answer.Carry(insight, receiver, Array.ConvertAll(_outputPorts, p => _targets[p].Exists(t => ReferenceEquals(t.Receiver, receiver))));
        _mirrors.Send(answer);
    }

    /// <summary>A node has told of a failure that is that of no event at hand. Any thread.</summary>
    private void NoteFailure(string node, Exception e)
    {
        if (_options.EventFailed is { } told) told(node, default, e);
        else if (_failuresShown.TryTake(out var hidden))
            _options.Logger.LogError("[Pipeline::{Pipeline}] Error in {Node}{Hidden}: {Finding}", Alias, node, LogPace.Hidden(hidden), FailureLog.FindingOf(e, _options.Losses.Redact));
    }

    /// <summary>The work of each vertex but the egress, by index; null for an ingress that needs no block.</summary>
    private (IOperator Work, ulong Id, string Alias)?[] MakeOperators(Wiring wiring)
    {
        var ids = new ulong[_plan.Nodes.Count];
        for (var n = 0; n < ids.Length; n++) ids[n] = _options.NextOperatorId();
        var operators = new (IOperator, ulong, string)?[wiring.Vertices.Count - 1];
        operators[0] = wiring.IngressIsTrivial ? null : (new PassPorts(), 0, Alias);
        for (var v = 1; v < operators.Length; v++)
        {
            var n = wiring.Vertices[v].Node;
            var alias = $"{Alias}/{_plan.Nodes[n].Name}";
            var context = new OperatorContext(ids[n], alias)
            {
                Time = _options.Time,
                SearchTimedOut = _options.TimedOutSearches is { } searches ? pattern => searches.Add(alias, pattern) : null,
                NameOf = _options.Losses.NameOf,
                Redact = _options.Losses.Redact,
                FailedBesideEvents = e => NoteFailure(alias, e),
            };
            _options.Losses.Name(context.Id, context.Alias);
            operators[v] = (_plan.Nodes[n].Work?.Create(context) ?? new PassOn(), context.Id, context.Alias);
        }

        return operators;
    }

    private void LogUnowed(long first, long count)
    {
        lock (_unowedShown)
            if (_unowedShown.TryTake(out var hidden))
            {
                _options.Logger.LogError(
                    "[Pipeline::{Pipeline}] A target settled events that it does not owe an answer for ({First}, {Count}){Hidden}", Alias, first, count, LogPace.Hidden(hidden));
            }
    }

    private DefinitionException NoPort(string direction, Port port, IEnumerable<Port> known) => new(
    [
        new Diagnostic
        {
            Severity = Severity.Error,
            Code = "UnknownPort",
            Message = $"{direction} port doesn't exist: {Alias}/{port}",
            Span = _plan.Place,
            Hint = $"the pipeline has the {direction} ports {string.Join(", ", known)}",
        },
    ]);

    private bool Open()
    {
        lock (_gate)
        {
            if (_started) return false;
            _started = true;
        }

        _egress.Open([.. _outputPorts.Select(p => _targets[p].ToArray())]);
        return true;
    }

    private async Task StopOnceAsync()
    {
        Open();
        if (_ticker is not null) await _ticker.StopAsync();
        await _circulation.StopAsync();
        await _blocks.StopAsync();
        foreach (var loopback in _loopbacks) await loopback.StopAsync();
        await _mirrors.StopAsync();
        foreach (var node in _nodes) node?.CountLeftovers();
        _egress.CountDropped();
    }

    /// <summary>An answer has passed all mirrors: what is left of it goes to the senders.</summary>
    private void Conclude(Answer answer)
    {
        var insights = answer.Insights;
        for (var first = 0; answer.Shipment is { } shipment && first < insights.Length;)
        {
            var outcome = OutcomeOf(insights[first].Kind);
            var end = first + 1;
            while (end < insights.Length && OutcomeOf(insights[end].Kind) == outcome) end++;
            Settle(shipment, answer.First + first, end - first, outcome, answer.DurationNs, answer.Settlement);
            first = end;
        }

        answer.Settlement.Deliver();
        foreach (ref readonly var insight in insights)
        {
            if (insight.Kind is InsightKind.None or InsightKind.Ack or InsightKind.Fail) continue;
            if (answer.Receiver is not null && !IsNewsUpstream(insight)) continue;
            foreach (var upstream in _upstreams) upstream.OnInsight(insight, this);
        }
    }

    /// <summary>
    /// Of what several pipelines behind this one bring, the first goes on. Two may go on in the wrong order, which who hears them can tell by their numbers.
    /// </summary>
    private bool IsNewsUpstream(in Insight insight)
    {
        lock (_toUpstreams) return _toUpstreams.IsNews(insight, null);
    }

    private static Outcome OutcomeOf(InsightKind kind) => kind switch
    {
        InsightKind.Ack => Outcome.Ack,
        InsightKind.Fail => Outcome.Fail,
        _ => Outcome.Unanswered,
    };

    /// <param name="answer">What has ended is added to it; where operators want to see it, it is sent, and another takes its place.</param>
    private void Settle(long first, long count, Outcome outcome, ulong durationNs, ref Answer answer)
    {
        while (count > 0)
        {
            var shipment = _shipments.Take(first, count, out var result, out var results, out var unowed);
            if (unowed > 0) LogUnowed(first, unowed);
            if (shipment is null) break;
            if (_mirrors.HandleInsights && outcome != Outcome.Unanswered)
            {
                answer.Carry(shipment, result, results, outcome, durationNs);
                _mirrors.Send(answer);
                answer = _mirrors.Rent();
            }
            else Settle(shipment, result, results, outcome, durationNs, answer.Settlement);
            (first, count) = (first + unowed + results, count - unowed - results);
        }
    }

    private void Settle(Shipment shipment, int first, int count, Outcome outcome, ulong durationNs, Settlement into)
    {
        if (shipment.Settle(first, count, outcome, durationNs, into)) _shipments.Return(shipment);
    }
}
