using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>
/// The meaning of a pipeline: an interpreter that takes one event at a time and walks the graph depth first. A failure ends the event
/// at that node and discards all results of it; its other branches have been or will be walked. An event merged from others is
/// one of its own, and answers for them.
/// </summary>
internal sealed class SequentialModel
{
    private static readonly ImmutableDictionary<int, Port> s_nowhere = ImmutableDictionary<int, Port>.Empty;

    private readonly GraphCase _case;
    private readonly PipelinePlan _plan;
    private readonly IOperator?[] _operators;
    private readonly Observation _seen = new();
    private readonly Queue<(Port Port, Event Event, Root Root, Trail Trail)> _results = [];
    private readonly Queue<(int Node, Emission Emission)> _fromSignal = [];
    private readonly List<Root> _merged = [];
    private readonly List<Action> _later = [];

    private SequentialModel(GraphCase @case)
    {
        _case = @case;
        _plan = @case.Plan(_seen.ShownInsights);
        _operators = new IOperator?[Nodes.Count];
        for (var n = 0; n < Nodes.Count; n++)
            _operators[n] = Nodes[n].Work?.Create(new OperatorContext((ulong)n + 1, ""));
        foreach (var sink in @case.Sinks) _seen.Arrived[sink.Name] = [];
    }

    private IReadOnlyList<NodePlan> Nodes => _plan.Nodes;

    public static Observation Run(GraphCase @case)
    {
        var model = new SequentialModel(@case);
        foreach (var step in @case.Steps)
            if (step.Signal is { } signal) model.RunSignal(signal);
            else
                for (var number = step.First; number < step.First + step.Count; number++) model.RunEvent(step.Port, number);
        model.RunSignal(SignalKind.Drain);
        model._seen.SomeAnswersWait = model._later.Count > 0;
        foreach (var answer in model._later) answer();
        return model._seen;
    }

    private void RunEvent(Port port, int number)
    {
        var root = new Root(outcome => _seen.Outcomes.Add(number, outcome)) { IsAwaited = Payload.IsTransactional(number) };
        Visit(
            Enumerable.Range(0, Nodes.Count).First(n => Nodes[n].Role == NodeRole.Input && Nodes[n].Name == port.Name), Port.In,
            Payload.Input(number, null), root, new Trail(null, s_nowhere));
        SendResults();
        root.End(Outcome.Ack);
    }

    private void RunSignal(SignalKind kind)
    {
        var failed = false;
        foreach (var node in _plan.Order.Where(n => _operators[n] is { HandlesSignals: true }))
        {
            var call = new Call(null, new Trail(node, s_nowhere), node);
            failed |= !Try(node, call, () => _operators[node]!.OnSignal(new Signal(kind, 0, 0), call));
            foreach (var emission in call.Emissions) _fromSignal.Enqueue((node, emission));
        }

        if (!failed || kind != SignalKind.Tick)
            foreach (var sink in _case.Sinks) _seen.Arrived[sink.Name].AddRange(sink.Ports.Select(_ => kind.ToString()));
        while (_fromSignal.TryDequeue(out var made)) Follow(made.Node, made.Emission);
        SendResults();
    }

    private void Visit(int node, Port port, Event e, Root root, Trail trail)
    {
        if (Nodes[node].Role == NodeRole.Output)
        {
            _results.Enqueue((Port.Of(Nodes[node].Name), e, root, trail));
            return;
        }

        var call = new Call(root, trail, node);
        if (_operators[node] is not { } work) call.Emissions.Add(new Emission(Port.Out, e, root, trail));
        else if (!Try(node, call, () => work.OnEvent(port, ref e, call))) root.Fail();
        foreach (var emission in call.Emissions) Follow(node, emission);
    }

    private void Follow(int node, Emission emission)
    {
        foreach (var edge in _plan.Edges)
            if (edge.From == node && edge.FromPort.Equals(emission.Port))
                Visit(edge.To, edge.ToPort, emission.Event, emission.Root, emission.Trail.LeavingBy(node, emission.Port));
    }

    /// <summary>Runs one call; of one that fails nothing remains but what it held.</summary>
    private bool Try(int node, Call call, Action run)
    {
        try
        {
            run();
        }
        catch (InvalidOperationException)
        {
            foreach (var merged in call.Merged) merged.Fail();
            call.Emissions.Clear();
            return false;
        }
        finally
        {
            _merged.AddRange(call.Merged);
        }

        foreach (var insight in call.Insights) PassUpFrom(node, insight);
        return true;
    }

    private void SendResults()
    {
        while (_results.TryDequeue(out var result))
        {
            if (result.Root.Failed) continue;
            foreach (var sink in _case.Sinks)
                foreach (var _ in sink.Ports.Where(result.Port.Equals)) Deliver(sink, result.Port, result.Event, result.Root, result.Trail);
        }

        foreach (var root in _merged) root.End(Outcome.Ack);
        _merged.Clear();
    }

    private void Deliver(SinkCase sink, Port port, Event e, Root root, Trail trail)
    {
        _seen.Arrived[sink.Name].Add($"{port} {Payload.Path(e.Data)}");
        foreach (var number in Payload.Roots(e.Data)) _seen.AnswersPerEvent[number] = _seen.AnswersPerEvent.GetValueOrDefault(number) + 1;
        if (sink.BreakerAfter(e) is var kind and not InsightKind.None)
            PassUp(new Insight { Kind = kind, Maker = sink.Id }, null, node => PortsLeading(node, to => IsOutputOf(to, sink)));
        root.Pending++;
        var outcome = sink.AnswerTo(e, out var waits);
        if (waits) _later.Add(Answer);
        else Answer();

        void Answer()
        {
            if (outcome == Outcome.Unanswered)
            {
                root.End(outcome);
                return;
            }

            var meta = outcome == Outcome.Fail ? Value.EmptyRecord : new RecordBuilder().Set("time", Value.From(7L)).Build();
            var insight = new Insight
            {
                Kind = outcome == Outcome.Fail ? InsightKind.Fail : InsightKind.Ack,
                Id = e.Id,
                Meta = meta,
                OperatorMeta = e.OperatorMeta,
                Maker = sink.Id,
            };
            var kindAbove = PassUp(insight, null, node => PortsOf(node, trail));
            root.End(kindAbove switch { InsightKind.Ack => Outcome.Ack, InsightKind.Fail => Outcome.Fail, _ => Outcome.Unanswered });
        }
    }

    /// <summary>Shows an insight to the nodes above its maker, in reverse order.</summary>
    /// <returns>What is left of it.</returns>
    private InsightKind PassUp(Insight insight, int? maker, Func<int, Port[]> ports)
    {
        foreach (var node in _plan.Order.Reverse())
        {
            if (insight.Kind == InsightKind.None || _operators[node] is not { HandlesInsights: true } work) continue;
            if (maker is { } from && !IsAbove(node, from)) continue;
            var call = new Call(null, new Trail(node, s_nowhere), node);
            var kind = insight.Kind;
            insight.Ports = ports(node);
            work.OnInsight(ref insight, call);
            if (insight.Kind != kind) insight.Maker = IdOf(node);
            foreach (var made in call.Insights) PassUpFrom(node, made);
        }

        if (insight.Kind is InsightKind.BreakerOpen or InsightKind.BreakerClosed) _seen.SenderInsights.Add($"{insight.Kind} of {insight.Maker}");
        return insight.Kind;
    }

    private void PassUpFrom(int node, Insight insight) =>
        PassUp(insight with { Maker = IdOf(node) }, node, above => PortsLeading(above, to => to == node));

    private static ulong IdOf(int node) => (ulong)node + 1;

    /// <summary>By which ports the answer about a result comes back to a node: the one by which it left, or those that lead to the node that made it.</summary>
    private Port[] PortsOf(int node, Trail trail)
    {
        if (trail.Left.TryGetValue(node, out var port)) return [port];
        return trail.Maker is { } maker ? PortsLeading(node, to => to == maker) : [];
    }

    private Port[] PortsLeading(int node, Func<int, bool> isThere) =>
        [.. _plan.Edges.Where(e => e.From == node && Leads(e.To, isThere)).Select(static e => e.FromPort).Distinct()];

    private bool Leads(int node, Func<int, bool> isThere) => isThere(node) || _plan.Edges.Any(e => e.From == node && Leads(e.To, isThere));

    private bool IsOutputOf(int node, SinkCase sink) => Nodes[node].Role == NodeRole.Output && sink.Ports.Any(p => p.Name == Nodes[node].Name);

    private bool IsAbove(int node, int other) => _plan.Edges.Any(e => e.From == node && (e.To == other || IsAbove(e.To, other)));

    private sealed record Emission(Port Port, Event Event, Root Root, Trail Trail);

    /// <summary>Where an event was made, null for one that came in, and the port by which it left each node since.</summary>
    private sealed record Trail(int? Maker, ImmutableDictionary<int, Port> Left)
    {
        public Trail LeavingBy(int node, Port port) => this with { Left = Left.SetItem(node, port) };
    }

    /// <summary>An event that came in or was made of others, until all its branches have ended.</summary>
    private sealed class Root(Action<Outcome> ended)
    {
        private Outcome _worst;

        /// <summary>Somebody waits for it, so that it is not over before what holds it is.</summary>
        public bool IsAwaited { get; init; } = true;

        public int Pending { get; set; } = 1;

        public bool Failed { get; private set; }

        public void Fail() => Failed = true;

        public void End(Outcome outcome)
        {
            _worst = _worst.Worse(outcome);
            if (--Pending == 0) ended(Failed ? Outcome.Fail : _worst);
        }
    }

    private sealed class Call(Root? root, Trail trail, int node) : IEmitter
    {
        public List<Emission> Emissions { get; } = [];

        public List<Root> Merged { get; } = [];

        public List<Insight> Insights { get; } = [];

        public void Emit(Port port, in Event e) => Emissions.Add(new Emission(port, e, root ?? new Root(static _ => { }), trail));

        public void Hold(HeldEvents held)
        {
            if (!root!.IsAwaited) return;
            root.Pending++;
            ((List<Root>)(held.Settlements ??= new List<Root>())).Add(root);
        }

        public void EmitMerged(Port port, in Event e, HeldEvents held)
        {
            var parts = (List<Root>?)held.Settlements ?? [];
            held.Settlements = null;
            var merged = new Root(outcome => parts.ForEach(p => p.End(outcome)));
            Merged.Add(merged);
            Emissions.Add(new Emission(port, e, merged, new Trail(node, s_nowhere)));
        }

        public void Settle(HeldEvents held)
        {
            var parts = (List<Root>?)held.Settlements ?? [];
            held.Settlements = null;
            var settled = new Root(outcome => parts.ForEach(p => p.End(outcome)));
            Merged.Add(settled);
        }

        public void Merge(HeldEvents smaller, HeldEvents larger)
        {
            if (smaller.Settlements is not List<Root> moved) return;
            smaller.Settlements = null;
            ((List<Root>)(larger.Settlements ??= new List<Root>())).AddRange(moved);
        }

        public void Insight(in Insight insight) => Insights.Add(insight);
    }
}
