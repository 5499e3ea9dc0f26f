using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Turns the connections of a flow into links (spec: troy A6).</summary>
/// <param name="pipelines">Null for one whose definition is not known.</param>
internal sealed class ConnectionResolver(
    IReadOnlyDictionary<string, ResolvedConnector> connectors, IReadOnlyDictionary<string, ResolvedPipeline?> pipelines, DefinitionFindings findings)
{
    private static readonly string[] s_kinds = ["connector", "pipeline"];

    /// <summary>Where the links from one pipeline to another start, in the order of the document.</summary>
    private readonly List<(string From, string To, Place Place)> _betweenPipelines = [];

    private readonly string[] _pipelineNames = [.. pipelines.Keys];

    /// <summary>The sound ones.</summary>
    public List<LinkPlan> Links { get; } = [];

    /// <summary>Whether all of them are.</summary>
    public bool AreSound { get; private set; } = true;

    public void Resolve(Parts<Connection> connections)
    {
        foreach (var connection in connections) Resolve(connection);
        RefuseCircles();
    }

    private void Resolve(Connection connection)
    {
        var ends = connection.Ends;
        if (ends.Count < 2)
        {
            Refuse(connection.Place, $"expected two endpoints with \"->\" between them but found \"{ends[0].Written}\"", ends[0].Written.Contains("=>") ? $"did you mean \"{ends[0].Written.Replace("=>", "->")}\"?" : "\"connector/a -> pipeline/b\"");
            return;
        }

        var sound = ends.Select((end, i) => IsEndpoint(end) && IsPlacedWell(end, isInside: i > 0 && i + 1 < ends.Count)).ToArray();
        for (var i = 0; i + 1 < ends.Count; i++)
            if (sound[i] && sound[i + 1]) Link(ends[i], ends[i + 1]);
    }

    private bool IsEndpoint(ConnectionEnd end)
    {
        if (end.Kind is not null) return true;
        var written = end.Written.TrimStart('/'); // as one writes it in Troy
        var steps = written.Split('/');
        string hint;
        if (steps.Length is 2 or 3 && (s_kinds.Contains(steps[0]) ? steps[0] : NearestName.Find(steps[0], s_kinds)) is { } kind)
            hint = $"did you mean \"{string.Join('/', [kind, .. steps[1..]])}\"?";
        else if (connectors.ContainsKey(steps[0]))
            hint = $"did you mean \"connector/{written}\"?";
        else if (pipelines.ContainsKey(steps[0]))
            hint = $"did you mean \"pipeline/{written}\"?";
        else
            hint = "\"connector/ALIAS\" or \"pipeline/ALIAS\", with \"/PORT\" behind it if need be";
        Refuse(end.Place, $"\"{end.Written}\" is no endpoint", hint);
        return false;
    }

    private bool IsPlacedWell(ConnectionEnd end, bool isInside)
    {
        if (!isInside || end.Port is null) return true;
        Refuse(end.Place, $"only the first and the last element of a chain may carry a port, not {end.Written}", "make two links of it");
        return false;
    }

    private void Link(ConnectionEnd from, ConnectionEnd to)
    {
        if (from.Kind == ConnectionEndKind.Connector && to.Kind == ConnectionEndKind.Connector)
        {
            var (first, second) = (FindConnector(from), FindConnector(to));
            if (first is not null && second is not null)
                Refuse(from.Place, $"{from.Written} cannot be linked to {to.Written}: two connectors need a pipeline between them", "add one that passes everything on, \"pipelines\": {\"pass\": {\"links\": [[\"in\", \"out\"]]}}, and link both to it");
            return;
        }

        var source = ResolveSource(from);
        var target = ResolveTarget(to);
        if (source is null || target is null) return;
        Links.Add(new(source, target));
        if (source.Kind == EndpointKind.Pipeline && target.Kind == EndpointKind.Pipeline && from.Alias != to.Alias) _betweenPipelines.Add((from.Alias, to.Alias, from.Place));
    }

    private EndpointPlan? ResolveSource(ConnectionEnd end)
    {
        var port = end.Port ?? Port.Out.Name;
        if (end.Kind == ConnectionEndKind.Pipeline)
        {
            if (FindPipeline(end) is not { } pipeline) return null;
            if (pipeline.Outputs.ContainsKey(port)) return EndpointPlan.Pipeline(end.Alias, Port.Of(port));
            return Refuse(end.Place, $"output port doesn't exist: the pipeline `{end.Alias}` has no output \"{port}\"", PortHint(end.Place, port, pipeline.Outputs.Keys, "outputs"));
        }

        if (FindConnector(end) is not { } connector) return null;
        if (!connector.HasSource) return Refuse(end.Place, $"Connector has no source: nothing can be read from `{end.Alias}`", "what stands in front of -> is read, what stands behind it is written");
        return ConnectorPort(end, port, [Port.Out.Name, Port.Err.Name]);
    }

    private EndpointPlan? ResolveTarget(ConnectionEnd end)
    {
        var port = end.Port ?? Port.In.Name;
        if (end.Kind == ConnectionEndKind.Pipeline)
        {
            if (FindPipeline(end) is not { } pipeline) return null;
            if (pipeline.Inputs.ContainsKey(port)) return EndpointPlan.Pipeline(end.Alias, Port.Of(port));
            return Refuse(end.Place, $"input port doesn't exist: the pipeline `{end.Alias}` has no input \"{port}\"", PortHint(end.Place, port, pipeline.Inputs.Keys, "inputs"));
        }

        if (FindConnector(end) is not { } connector) return null;
        if (!connector.HasSink) return Refuse(end.Place, $"Connector has no sink: nothing can be written to `{end.Alias}`", "what stands in front of -> is read, what stands behind it is written");
        return ConnectorPort(end, port, connector.Inputs ?? [port]);
    }

    private EndpointPlan? ConnectorPort(ConnectionEnd end, string port, IReadOnlyCollection<string> ports) =>
        ports.Contains(port, StringComparer.OrdinalIgnoreCase)
            ? EndpointPlan.Connector(end.Alias, Port.Of(port))
            : Refuse(end.Place, $"Invalid port '{port}'", findings.Hint(port, ports, "ports"));

    /// <param name="what">The key that lists the ports.</param>
    private string? PortHint(Place place, string port, IEnumerable<string> ports, string what) =>
        findings.Nearest(port, ports) is { } nearest ? $"did you mean \"{nearest}\"?"
        : place.IsText ? $"a pipeline lists its ports: `{(what == "inputs" ? "from" : "into")} {string.Join(", ", ports.Append(port))}`"
        : LinkResolver.AddPort(port, ports, what);

    private ResolvedConnector? FindConnector(ConnectionEnd end)
    {
        if (connectors.TryGetValue(end.Alias, out var connector)) return connector;
        var hint = pipelines.ContainsKey(end.Alias) ? $"there is a pipeline of that name: did you mean \"pipeline/{end.Alias}\"?"
            : findings.Hint(end.Alias, connectors.Keys, "connectors");
        Refuse(end.Place, $"The connector `{end.Alias}` is not defined", hint);
        return null;
    }

    /// <summary>Null also for a pipeline whose definition is not known.</summary>
    private ResolvedPipeline? FindPipeline(ConnectionEnd end)
    {
        if (pipelines.TryGetValue(end.Alias, out var pipeline))
        {
            AreSound &= pipeline is not null;
            return pipeline;
        }

        var hint = connectors.ContainsKey(end.Alias) ? $"there is a connector of that name: did you mean \"connector/{end.Alias}\"?"
            : findings.Nearest(end.Alias, pipelines.Keys) is { } nearest ? $"did you mean \"{nearest}\"?" : null;
        Refuse(end.Place, $"Pipeline {end.Alias} not found, in: {NearestName.List(_pipelineNames)}", hint);
        return null;
    }

    /// <summary>
    /// Pipelines that feed each other could all be full, each waiting for the next for ever. One that feeds itself does not wait.
    /// </summary>
    private void RefuseCircles()
    {
        string[] aliases = [.. _betweenPipelines.SelectMany(static l => new[] { l.From, l.To }).Distinct()];
        var index = aliases.Select(static (a, i) => (a, i)).ToDictionary(static p => p.a, static p => p.i);
        if (CycleFinder.Find(aliases.Length, _betweenPipelines.Select(l => (index[l.From], index[l.To])))?.ConvertAll(i => aliases[i]) is not { } circle) return;
        var closing = _betweenPipelines.FindLast(l => circle.IndexOf(l.From) is >= 0 and var at && circle[(at + 1) % circle.Count] == l.To);
        Refuse(
            closing.Place, $"Cycle detected among pipelines: {string.Join(" -> ", circle.Append(circle[0]))}",
            "when full, they would wait for each other for ever: remove one of these links, or make them one pipeline");
    }

    private EndpointPlan? Refuse(Place place, string message, string? hint)
    {
        AreSound = false;
        findings.Error(place, DefinitionErrorKind.InvalidConnect, message, hint, Phase.Last);
        return null;
    }
}
