using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Tests.Engine.Blocks.Model;

/// <summary>One thing that is sent into a pipeline: events [First, First + Count) for an input port, or a signal.</summary>
internal sealed record Step(Port Port, int First, int Count, SignalKind? Signal);

/// <summary>A sink with a link from each of these ports; the salt decides how it answers.</summary>
/// <param name="Id">Its connector id.</param>
internal sealed record SinkCase(string Name, ulong Id, Port[] Ports, int Salt)
{
    /// <summary>How the sink answers; <paramref name="waits"/> when it does so later.</summary>
    public Outcome AnswerTo(in Event e, out bool waits)
    {
        waits = Payload.Dice(e.Data, Salt ^ 77, 3) == 0;
        return Payload.Dice(e.Data, Salt, 9) switch { 0 or 1 => Outcome.Fail, 2 => Outcome.Unanswered, _ => Outcome.Ack };
    }

    /// <summary>The word of the sink about its breaker when it gets this event.</summary>
    public InsightKind BreakerAfter(in Event e) => Payload.Dice(e.Data, Salt ^ 5, 20) switch
    {
        0 => InsightKind.BreakerOpen,
        1 => InsightKind.BreakerClosed,
        _ => InsightKind.None,
    };
}

/// <summary>A random graph with random sinks, input and signals; all of it follows from the seed.</summary>
internal sealed class GraphCase
{
    private readonly List<(NodePlan Plan, NodeKind Kind, int Salt)> _nodes = [];

    private GraphCase(int seed, int maxSteps)
    {
        Seed = seed;
        MaxSteps = maxSteps;
        var random = new Random(seed);
        do Grow(random);
        while (Blowup() > 40);
        Sinks = [.. Enumerable.Range(0, random.Next(4)).Select(i => NewSink(i, random))];
        Capacity = random.Next(5) switch { 0 => 8, 1 => 3, 2 => 2, _ => 1 };
        var events = 0;
        for (var i = random.Next(maxSteps + 1); i > 0; i--)
        {
            var signal = random.Next(3) == 0 ? (SignalKind?)random.Next(3) : null;
            var count = signal is null ? 1 + random.Next(random.Next(2) == 0 ? 2 : 9) : 0;
            Steps.Add(new Step(Port.Of(Inputs[random.Next(Inputs.Length)]), events, count, signal));
            events += count;
        }

        Events = events;
    }

    public int Seed { get; }

    public int MaxSteps { get; }

    public string[] Inputs { get; private set; } = [];

    public string[] Outputs { get; private set; } = [];

    public List<EdgePlan> Edges { get; } = [];

    public List<SinkCase> Sinks { get; }

    public List<Step> Steps { get; } = [];

    public int Events { get; }

    public int Capacity { get; }

    /// <summary>The case that <c>TREMOR_SEED</c> names: <c>seed/steps</c>.</summary>
    public static GraphCase Parse(string name)
    {
        var parts = name.Split('/');
        return From(int.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : 14);
    }

    public static GraphCase From(int seed, int maxSteps = 14) => new(seed, maxSteps);

    /// <summary>The plan with operators that note the insights they see in <paramref name="insights"/>, a list for each.</summary>
    /// <param name="wrap">Put around each operator.</param>
    public PipelinePlan Plan(Dictionary<string, List<string>> insights, Func<IOperator, IOperator>? wrap = null)
    {
        var nodes = _nodes.Select(node => node.Kind == NodeKind.Stream ? node.Plan : node.Plan with
        {
            Work = new OperatorWork(null, context => Wrapped(new TestNode(node.Kind, node.Plan.Name, node.Salt, context.Id, insights[node.Plan.Name] = []))),
        });
        return PipelinePlan.Of("flow::random", [.. nodes], Edges);

        IOperator Wrapped(IOperator node) => wrap is null ? node : wrap(node);
    }

    public override string ToString() =>
        $"TREMOR_SEED={Seed}/{MaxSteps} capacity {Capacity}\n  nodes {string.Join(", ", _nodes.Select(static n => $"{n.Plan.Name}:{n.Kind}"))}\n"
        + $"  edges {string.Join(", ", Edges.Select(e => $"{_nodes[e.From].Plan.Name}/{e.FromPort}=>{_nodes[e.To].Plan.Name}/{e.ToPort}"))}\n"
        + $"  sinks {string.Join(", ", Sinks.Select(static s => $"{s.Name}({string.Join<Port>(" ", s.Ports)})"))}\n"
        + $"  steps {string.Join(", ", Steps.Select(static s => s.Signal?.ToString() ?? $"{s.Port}[{s.First}..{s.First + s.Count - 1}]"))}";

    private SinkCase NewSink(int i, Random random) =>
        new($"s{i}", 1000 + (ulong)i, [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Port.Of(Outputs[random.Next(Outputs.Length)]))], random.Next(1000));

    private void Grow(Random random)
    {
        _nodes.Clear();
        Edges.Clear();
        Inputs = random.Next(3) == 0 ? ["in", "in2"] : ["in"];
        Outputs = random.Next(3) switch { 0 => ["out"], 1 => ["out", "err"], _ => ["out", "err", "more"] };
        var operators = random.Next(9);
        var contraflow = random.Next(3) != 0;
        var flow = new List<(NodePlan Plan, NodeKind Kind, int Salt)>();
        foreach (var input in Inputs) flow.Add((NodePlan.Input(input), NodeKind.Stream, 0));
        for (var i = 0; i < operators; i++)
        {
            var kind = (NodeKind)random.Next(contraflow ? 12 : 9);
            flow.Add((new NodePlan($"n{i}", NodeRole.Operator, kind.ToString()), kind, random.Next(1000)));
        }

        foreach (var output in Outputs) flow.Add((NodePlan.Output(output), NodeKind.Stream, 0));

        // The order of declaration is not the order of the flow.
        _nodes.AddRange(flow.OrderBy(_ => random.Next()));
        var place = flow.ConvertAll(n => _nodes.FindIndex(m => m.Plan.Name == n.Plan.Name));
        var edges = new List<EdgePlan>();
        for (var to = Inputs.Length; to < flow.Count; to++)
        {
            var sources = random.Next(10) switch { 0 => 0, < 6 => 1, < 9 => 2, _ => 3 };
            for (var i = 0; i < sources; i++)
            {
                var from = random.Next(Math.Min(to, flow.Count - Outputs.Length));
                if (random.Next(2) == 0) from = Math.Max(from, Math.Min(to, flow.Count - Outputs.Length) - 2);
                var fromPort = flow[from].Kind is NodeKind.Router or NodeKind.Multiplier or NodeKind.Balancer && random.Next(2) == 0 ? Port.Of("side") : Port.Out;
                var toPort = flow[to].Plan.Role == NodeRole.Operator && random.Next(4) == 0 ? Port.Of("other") : Port.In;
                edges.Add(new EdgePlan(place[from], fromPort, place[to], toPort));
            }
        }

        Edges.AddRange(edges.OrderBy(_ => random.Next()));
    }

    /// <summary>How many results one event may have at most, counted generously.</summary>
    private double Blowup()
    {
        var copies = new Dictionary<int, double>();
        return Enumerable.Range(0, _nodes.Count).Where(n => _nodes[n].Plan.Role == NodeRole.Output).Sum(Copies);

        double Copies(int node)
        {
            if (copies.TryGetValue(node, out var known)) return known;
            if (_nodes[node].Plan.Role == NodeRole.Input) return 1;
            var arriving = Edges.Where(e => e.To == node).Sum(e => Copies(e.From));
            return copies[node] = _nodes[node].Kind switch { NodeKind.Multiplier => 2 * arriving, NodeKind.Metronome => arriving + 2, _ => arriving };
        }
    }
}
