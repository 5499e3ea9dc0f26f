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
    private readonly GraphCase _case;
    private readonly PipelinePlan _plan;
    private readonly IOperator?[] _operators;
    private readonly Observation _seen = new();
    private readonly Queue<(Port Port, Event Event, Root Root)> _results = [];
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
        model.RunSignal(SignalKind.Shutdown);
        model._seen.SomeAnswersWait = model._later.Count > 0;
        foreach (var answer in model._later) answer();
        return model._seen;
    }

    private void RunEvent(Port port, int number)
    {
        var root = new Root(outcome => _seen.Outcomes.Add(number, outcome));
        Visit(Enumerable.Range(0, Nodes.Count).First(n => Nodes[n].Role == NodeRole.Input && Nodes[n].Name == port.Name), Port.In, Payload.Input(number, null), root);
        SendResults();
        root.End(Outcome.Ack);
    }

    private void RunSignal(SignalKind kind)
    {
        var failed = false;
        foreach (var node in _plan.Order.Where(n => _operators[n] is { HandlesSignals: true }))
        {
            var call = new Call(null);
            failed |= !Try(node, call, () => _operators[node]!.OnSignal(new Signal(kind, 0, 0), call));
            foreach (var emission in call.Emissions) _fromSignal.Enqueue((node, emission));
        }

        if (!failed || kind != SignalKind.Tick)
            foreach (var sink in _case.Sinks) _seen.Arrived[sink.Name].AddRange(sink.Ports.Select(_ => kind.ToString()));
        while (_fromSignal.TryDequeue(out var made)) Follow(made.Node, made.Emission);
        SendResults();
    }

    private void Visit(int node, Port port, Event e, Root root)
    {
        if (Nodes[node].Role == NodeRole.Output)
        {
            _results.Enqueue((Port.Of(Nodes[node].Name), e, root));
            return;
        }

        var call = new Call(root);
        if (_operators[node] is not { } work) call.Emissions.Add(new Emission(Port.Out, e, root));
        else if (!Try(node, call, () => work.OnEvent(port, ref e, call))) root.Fail();
        foreach (var emission in call.Emissions) Follow(node, emission);
    }

    private void Follow(int node, Emission emission)
    {
        foreach (var edge in _plan.Edges)
            if (edge.From == node && edge.FromPort.Equals(emission.Port)) Visit(edge.To, edge.ToPort, emission.Event, emission.Root);
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

        foreach (var insight in call.Insights) PassUp(insight, node);
        return true;
    }

    private void SendResults()
    {
        while (_results.TryDequeue(out var result))
        {
            if (result.Root.Failed) continue;
            foreach (var sink in _case.Sinks)
                foreach (var _ in sink.Ports.Where(result.Port.Equals)) Deliver(sink, result.Port, result.Event, result.Root);
        }

        foreach (var root in _merged) root.End(Outcome.Ack);
        _merged.Clear();
    }

    private void Deliver(SinkCase sink, Port port, Event e, Root root)
    {
        _seen.Arrived[sink.Name].Add($"{port} {Payload.Path(e.Data)}");
        foreach (var number in Payload.Roots(e.Data)) _seen.AnswersPerEvent[number] = _seen.AnswersPerEvent.GetValueOrDefault(number) + 1;
        if (sink.BreakerAfter(e) is var kind and not InsightKind.None) PassUp(new Insight { Kind = kind }, null);
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
            };
            var kindAbove = PassUp(insight, null);
            root.End(kindAbove switch { InsightKind.Ack => Outcome.Ack, InsightKind.Fail => Outcome.Fail, _ => Outcome.Unanswered });
        }
    }

    /// <summary>Shows an insight to the nodes above its maker, in reverse order.</summary>
    /// <returns>What is left of it.</returns>
    private InsightKind PassUp(Insight insight, int? maker)
    {
        foreach (var node in _plan.Order.Reverse())
        {
            if (insight.Kind == InsightKind.None || _operators[node] is not { HandlesInsights: true } work) continue;
            if (maker is { } from && !IsAbove(node, from)) continue;
            var call = new Call(null);
            work.OnInsight(ref insight, call);
            foreach (var made in call.Insights) PassUp(made, node);
        }

        if (insight.Kind is InsightKind.BreakerOpen or InsightKind.BreakerClosed) _seen.SenderInsights.Add(insight.Kind);
        return insight.Kind;
    }

    private bool IsAbove(int node, int other) => _plan.Edges.Any(e => e.From == node && (e.To == other || IsAbove(e.To, other)));

    private sealed record Emission(Port Port, Event Event, Root Root);

    /// <summary>An event that came in or was made of others, until all its branches have ended.</summary>
    private sealed class Root(Action<Outcome> ended)
    {
        private Outcome _worst;

        public int Pending { get; set; } = 1;

        public bool Failed { get; private set; }

        public void Fail() => Failed = true;

        public void End(Outcome outcome)
        {
            if (outcome == Outcome.Fail || _worst == Outcome.Ack) _worst = outcome;
            if (--Pending == 0) ended(Failed ? Outcome.Fail : _worst);
        }
    }

    private sealed class Call(Root? root) : IEmitter
    {
        public List<Emission> Emissions { get; } = [];

        public List<Root> Merged { get; } = [];

        public List<Insight> Insights { get; } = [];

        public void Emit(Port port, in Event e) => Emissions.Add(new Emission(port, e, root ?? new Root(static _ => { })));

        public void Hold(HeldEvents held)
        {
            root!.Pending++;
            ((List<Root>)(held.Settlements ??= new List<Root>())).Add(root);
        }

        public void EmitMerged(Port port, in Event e, HeldEvents held)
        {
            var parts = (List<Root>?)held.Settlements ?? [];
            held.Settlements = null;
            var merged = new Root(outcome => parts.ForEach(p => p.End(outcome)));
            Merged.Add(merged);
            Emissions.Add(new Emission(port, e, merged));
        }

        public void Insight(in Insight insight) => Insights.Add(insight);
    }
}
