using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Host.Loading;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>What a test runs: pipelines, and how they are linked with each other, with sources and with sinks.</summary>
/// <param name="IsPipeline">Whether it is one pipeline alone, whose ports are the sources and sinks.</param>
/// <param name="Pipelines">Each behind those that feed it.</param>
internal sealed record TestSubject(bool IsPipeline, IReadOnlyList<PipelinePlan> Pipelines, IReadOnlyList<LinkPlan> Links)
{
    /// <summary>Aliases of connectors, or input ports.</summary>
    public IEnumerable<string> Sources => Links.Where(static l => l.From.IsConnector).Select(static l => l.From.Alias).Distinct();

    /// <summary>Aliases of connectors, or output ports.</summary>
    public IEnumerable<string> Sinks => Links.Where(static l => l.To.IsConnector).Select(static l => l.To.Alias).Distinct();

    /// <summary>Sinks that nobody has linked: what comes there, nobody reads.</summary>
    public IReadOnlySet<string> Unread { get; private init; } = new HashSet<string>();

    /// <summary>Loads what a test is about, with what the test gives in place of arguments, environment and secrets.</summary>
    /// <exception cref="FlowTestException">There is no such flow or pipeline.</exception>
    /// <returns>Null where the definition is wrong then, which the findings say.</returns>
    public static TestSubject? Load(Definitions definitions, string file, FlowTest test, List<Diagnostic> findings)
    {
        var loaded = definitions.LoadTested(file, name => TextOf(test.Environment, name), new Secrets(test.Secrets), document => Adapt(document, test));
        findings.AddRange(loaded.Diagnostics.Where(static d => d.Severity == Severity.Error));
        if (!loaded.IsValid) return null;
        var flow = loaded.Plans.Single();
        if (test.Pipeline is { } pipeline) return OfPipeline(flow.Pipelines.First(p => p.Alias == pipeline.Text));
        return OfFlow(flow);
    }

    /// <summary>The document with the tested flow alone, deployed as the test wants it.</summary>
    private static DefinitionDocument Adapt(DefinitionDocument document, FlowTest test)
    {
        var flow = FindFlow(document, test);
        if (test.Pipeline is { } pipeline)
        {
            if (!flow.Pipelines.Any(p => p.Name.Text == pipeline.Text))
                throw new FlowTestException(
                    $"the flow \"{flow.Name}\" has no pipeline \"{pipeline}\"{Hint(pipeline.Text, flow.Pipelines.Select(static p => p.Name.Text), "pipelines")}", pipeline.Place);
            flow = flow with { Pipelines = [.. flow.Pipelines.Select(p => p.Name.Text == pipeline.Text ? p with { With = Merge(p.With, test.Args) } : p)] };
        }
        else if (test.Args.Count > 0) throw new FlowTestException("\"args\" are those of a pipeline: the arguments of a flow stand in \"with\"", test.Args[0].Key.Place);

        var deployed = document.Deployments?.FirstOrDefault(d => d.Flow.Text == flow.Name.Text)?.With ?? [];
        return document with
        {
            Flows = [flow],
            Deployments = [new(flow.Name, null, flow.Place) { With = Merge(deployed, test.With) }],
        };
    }

    private static FlowDefinition FindFlow(DefinitionDocument document, FlowTest test)
    {
        var flows = document.Flows;
        if (test.Flow is { } name)
            return flows.FirstOrDefault(f => f.Name.Text == name.Text) ?? throw new FlowTestException(
                $"there is no flow \"{name}\"{Hint(name.Text, flows.Select(static f => f.Name.Text), "flows")}", name.Place);
        if (flows.Count == 1) return flows[0];
        if (test.Pipeline is { } pipeline && flows.Where(f => f.Pipelines.Any(p => p.Name.Text == pipeline.Text)).ToArray() is [var only]) return only;
        throw new FlowTestException($"the definition has {flows.Count} flows: say which one with \"flow\"", test.Name.Place);
    }

    private static Parts<Field> Merge(Parts<Field> given, Parts<Field> own) => [.. given.Where(g => !own.Any(o => o.Key.Text == g.Key.Text)), .. own];

    private static string Hint(string name, IEnumerable<string> names, string what) => NearestName.Hint(name, [.. names], what) is { } hint ? $": {hint}" : "";

    private static TestSubject OfPipeline(PipelinePlan plan) => new(
        true, [plan],
        [
            .. plan.Nodes.Where(static n => n.Role == NodeRole.Input).Select(n => new LinkPlan(EndpointPlan.Connector(n.Name, Port.Out), EndpointPlan.Pipeline(plan.Alias, Port.Of(n.Name)))),
            .. plan.Nodes.Where(static n => n.Role == NodeRole.Output).Select(n => new LinkPlan(EndpointPlan.Pipeline(plan.Alias, Port.Of(n.Name)), EndpointPlan.Connector(n.Name, Port.In))),
        ]);

    /// <summary>A pipeline from which no link leads out gets a reader, so that it can be seen when it is at rest.</summary>
    private static TestSubject OfFlow(FlowPlan flow)
    {
        var links = flow.Links.ToList();
        var unread = new HashSet<string>();
        foreach (var pipeline in flow.Pipelines.Where(p => !links.Exists(l => !l.From.IsConnector && l.From.Alias == p.Alias)))
            foreach (var output in pipeline.Nodes.Where(static n => n.Role == NodeRole.Output))
            {
                var name = $"pipeline/{pipeline.Alias}/{output.Name}";
                unread.Add(name);
                links.Add(new(EndpointPlan.Pipeline(pipeline.Alias, Port.Of(output.Name)), EndpointPlan.Connector(name, Port.In)));
            }

        return new(false, InOrder(flow), links) { Unread = unread };
    }

    private static List<PipelinePlan> InOrder(FlowPlan flow)
    {
        var ordered = new List<PipelinePlan>();
        var waiting = flow.Pipelines.ToList();
        while (waiting.Count > 0)
        {
            // Between pipelines there is no circle; one that feeds itself does not wait.
            var next = waiting.Find(p => !flow.Links.Any(l => !l.From.IsConnector && l.To.Alias == p.Alias && !l.To.IsConnector && l.From.Alias != p.Alias && waiting.Exists(w => w.Alias == l.From.Alias)))!;
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private static string? TextOf(Value record, string name) => record.TryGetField(name, out var value) ? value.AsText() : null;

    private sealed class Secrets(Value record) : ISecretProvider
    {
        public string? Find(string reference) => TextOf(record, reference);
    }
}
