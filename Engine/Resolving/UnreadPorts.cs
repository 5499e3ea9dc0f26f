using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// Warns of ports of a flow that events leave by and nobody reads, and follows errors from where they are made to a connector: where they end before,
/// they are lost, and a run that loses one has failed.
/// </summary>
internal sealed class UnreadPorts(
    FlowDefinition flow, IReadOnlyDictionary<string, ResolvedConnector> connectors, IReadOnlyDictionary<string, ResolvedPipeline?> pipelines, IReadOnlyList<LinkPlan> links,
    DefinitionFindings findings)
{
    private const string ErrorHint = "link it, if need be through a pipeline, to a connector; one of the kind \"null\" drops errors on purpose";

    private readonly ILookup<EndpointPlan, EndpointPlan> _readers = links.ToLookup(static l => l.From, static l => l.To);
    private readonly HashSet<string> _sources = [.. links.Where(static l => l.From.IsConnector).Select(static l => l.From.Alias)];
    private readonly HashSet<string> _linkedPipelines = [.. links.SelectMany(static l => new[] { l.From, l.To }).Where(static e => !e.IsConnector).Select(static e => e.Alias)];

    /// <summary>The inputs of each linked pipeline by which errors come.</summary>
    private readonly Dictionary<string, HashSet<string>> _errorInputs = pipelines.Keys.ToDictionary(static p => p, static _ => new HashSet<string>());

    /// <summary>To be called where nothing is wrong.</summary>
    public void Warn()
    {
        foreach (var alias in Made(flow.Connectors.Select(static e => e.Name))) FollowErrorsOf(alias);
        FollowErrorsThroughPipelines();
        foreach (var alias in Made(flow.Pipelines.Select(static e => e.Name))) WarnOf(alias);
    }

    /// <summary>Of those that are created again under their name the last one, which is what is made.</summary>
    private static IEnumerable<Name> Made(IEnumerable<Name> created) => created.GroupBy(static n => n.Text).Select(static same => same.Last());

    private void FollowErrorsOf(Name alias)
    {
        if (!_sources.Contains(alias.Text)) return;
        var errors = EndpointPlan.Connector(alias.Text, Port.Err);
        foreach (var reader in _readers[errors]) Enter(reader);
        if (!_readers.Contains(EndpointPlan.Connector(alias.Text, Port.Out)))
            findings.Warning(alias.Place, $"what the connector \"{alias}\" reads is dropped: nothing reads connector/{alias}/out", "link it to a pipeline");
        if (!_readers.Contains(errors) && connectors[alias.Text].MakesErrors)
            findings.Warning(alias.Place, $"what the connector \"{alias}\" cannot decode is lost: nothing reads connector/{alias}/err", ErrorHint);
    }

    private void FollowErrorsThroughPipelines()
    {
        var next = new Queue<string>(pipelines.Keys);
        var waiting = new HashSet<string>(pipelines.Keys);
        while (next.TryDequeue(out var alias))
        {
            waiting.Remove(alias);
            foreach (var port in ErrorOutputs(alias))
                foreach (var reader in _readers[EndpointPlan.Pipeline(alias, Port.Of(port))])
                    if (Enter(reader) && waiting.Add(reader.Alias)) next.Enqueue(reader.Alias);
        }
    }

    private IEnumerable<string> ErrorOutputs(string alias) => pipelines[alias]!.ErrorOutputsFor(_errorInputs[alias]);

    /// <returns>Whether it is a port by which no error was known to come.</returns>
    private bool Enter(EndpointPlan reader) => !reader.IsConnector && _errorInputs[reader.Alias].Add(reader.Port.Name);

    private void WarnOf(Name alias)
    {
        if (!_linkedPipelines.Contains(alias.Text)) return;
        var errors = ErrorOutputs(alias.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (port, node) in pipelines[alias.Text]!.Outputs)
        {
            if (!node.IsFed || _readers.Contains(EndpointPlan.Pipeline(alias.Text, Port.Of(port)))) continue;
            var path = $"pipeline/{alias}/{port}";
            if (errors.Contains(port)) findings.Warning(alias.Place, $"errors that leave by {path} are lost: nothing reads it", ErrorHint);
            else findings.Warning(
                alias.Place, $"what leaves by {path} is dropped: nothing reads it", alias.Place.IsText ? "`connect` it, or take the output out" : "add it to \"connect\", or take the output out");
        }
    }
}
