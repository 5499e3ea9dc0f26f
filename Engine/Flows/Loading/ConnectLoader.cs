using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>
/// Turns <c>connect</c> into links: <c>"connector/a/port -> pipeline/b/port"</c>, longer chains of the same, or <c>{"from", "to"}</c>
/// (spec: troy A6, troy B2).
/// </summary>
internal sealed class ConnectLoader(
    LoadContext context, IReadOnlyDictionary<string, LoadedConnector> connectors, IReadOnlyDictionary<string, LoadedPipeline?> pipelines, DefinitionFindings findings)
{
    private const string Arrow = "->";

    /// <summary>Where the links from one pipeline to another start, in the order of the document.</summary>
    private readonly List<(string From, string To, EndpointPlace Place)> _betweenPipelines = [];

    /// <summary>The sound ones.</summary>
    public List<LinkPlan> Links { get; } = [];

    /// <summary>Whether all of them are.</summary>
    public bool AreSound { get; private set; } = true;

    public void Load(DocumentNode? connect)
    {
        foreach (var item in connect is { IsList: true } ? connect.Items : [])
        {
            if (item.Text is { } chain)
            {
                LoadChain(item, chain.Split(Arrow));
            }
            else if (item["from"] is { Text: { } from } source && item["to"] is { Text: { } to } target)
            {
                Link(Parse(new(source), from), Parse(new(target), to));
            }
            else
            {
                AreSound = false;
                context.SkipMalformed(item);
            }
        }

        RefuseCircles();
    }

    /// <summary>
    /// Pipelines that feed each other could all be full, each waiting for the next for ever. One that feeds itself does not wait.
    /// </summary>
    private void RefuseCircles()
    {
        string[] aliases = [.. _betweenPipelines.SelectMany(static l => new[] { l.From, l.To }).Distinct()];
        var edges = _betweenPipelines.Select(l => (Array.IndexOf(aliases, l.From), Array.IndexOf(aliases, l.To)));
        if (CycleFinder.Find(aliases.Length, edges)?.ConvertAll(i => aliases[i]) is not { } circle) return;
        var closing = _betweenPipelines.FindLast(l => circle.IndexOf(l.From) is >= 0 and var at && circle[(at + 1) % circle.Count] == l.To);
        Refuse(
            closing.Place, $"Cycle detected among pipelines: {string.Join(" -> ", circle.Append(circle[0]))}",
            "when full, they would wait for each other for ever: remove one of these links, or make them one pipeline");
    }

    private void LoadChain(DocumentNode item, string[] parts)
    {
        if (parts.Length < 2)
        {
            Refuse(new(item), $"expected two endpoints with \"{Arrow}\" between them but found \"{item.Text}\"", "\"connector/a -> pipeline/b\"");
            return;
        }

        var endpoints = new List<Endpoint?>();
        var at = 0;
        foreach (var part in parts)
        {
            var begin = at + (part.Length - part.TrimStart().Length);
            var endpoint = Parse(new(item, begin, part.Trim().Length), part);
            if (endpoint is { Port: not null } && endpoints.Count > 0 && endpoints.Count < parts.Length - 1)
            {
                Refuse(endpoint.Place, $"only the first and the last element of a chain may carry a port, not {endpoint}", "make two links of it");
                endpoint = null;
            }

            endpoints.Add(endpoint);
            at += part.Length + Arrow.Length;
        }

        for (var i = 0; i + 1 < parts.Length; i++) Link(endpoints[i], endpoints[i + 1]);
    }

    private Endpoint? Parse(EndpointPlace place, string text)
    {
        var parts = text.Trim().Split('/');
        var kinds = new[] { "connector", "pipeline" };
        if (parts.Length is 2 or 3 && kinds.Contains(parts[0]) && parts.All(static p => p.Length > 0))
            return new(place, parts[0] == "connector", parts[1], parts.Length == 3 ? parts[2] : null);
        string hint;
        if (parts.Length is 2 or 3 && NearestName.Find(parts[0], kinds) is { } kind)
            hint = $"did you mean \"{string.Join('/', [kind, .. parts[1..]])}\"?";
        else if (connectors.ContainsKey(parts[0]))
            hint = $"did you mean \"connector/{text.Trim()}\"?";
        else if (pipelines.ContainsKey(parts[0]))
            hint = $"did you mean \"pipeline/{text.Trim()}\"?";
        else
            hint = "\"connector/ALIAS\" or \"pipeline/ALIAS\", with \"/PORT\" behind it if need be";
        Refuse(place, $"\"{text.Trim()}\" is no endpoint", hint);
        return null;
    }

    private void Link(Endpoint? from, Endpoint? to)
    {
        if (from is null || to is null) return;
        if (from.IsConnector && to.IsConnector)
        {
            if (FindConnector(from) is null | FindConnector(to) is null) return;
            Refuse(from.Place, $"{from} cannot be linked to {to}: two connectors need a pipeline between them", "tremor::pipelines::passthrough passes everything on");
            return;
        }

        var source = CheckSource(from);
        var target = CheckTarget(to);
        if (source is null || target is null) return;
        Links.Add(new(source, target));
        if (!from.IsConnector && !to.IsConnector && from.Alias != to.Alias) _betweenPipelines.Add((from.Alias, to.Alias, from.Place));
    }

    private EndpointPlan? CheckSource(Endpoint endpoint)
    {
        var port = endpoint.Port ?? "out";
        if (!endpoint.IsConnector)
        {
            if (FindPipeline(endpoint) is not { } pipeline) return null;
            if (!pipeline.Outputs.ContainsKey(port))
                return Refuse(endpoint.Place, $"output port doesn't exist: the pipeline `{endpoint.Alias}` has no output \"{port}\"", NearestName.Hint(port, [.. pipeline.Outputs.Keys], "outputs"));
        }
        else if (FindConnector(endpoint) is not { } connector)
        {
            return null;
        }
        else if (!connector.HasSource)
        {
            return Refuse(endpoint.Place, $"Connector has no source: nothing can be read from `{endpoint.Alias}`", null);
        }
        else if (!IsOneOf(port, ["out", "err"]))
        {
            return Refuse(endpoint.Place, $"Invalid port '{port}'", NearestName.Hint(port, ["out", "err"], "ports"));
        }

        return new(endpoint.IsConnector ? EndpointKind.Connector : EndpointKind.Pipeline, endpoint.Alias, Port.Of(port));
    }

    private EndpointPlan? CheckTarget(Endpoint endpoint)
    {
        var port = endpoint.Port ?? "in";
        if (!endpoint.IsConnector)
        {
            if (FindPipeline(endpoint) is not { } pipeline) return null;
            if (!pipeline.Inputs.ContainsKey(port))
                return Refuse(endpoint.Place, $"input port doesn't exist: the pipeline `{endpoint.Alias}` has no input \"{port}\"", NearestName.Hint(port, [.. pipeline.Inputs.Keys], "inputs"));
        }
        else if (FindConnector(endpoint) is not { } connector)
        {
            return null;
        }
        else if (!connector.HasSink)
        {
            return Refuse(endpoint.Place, $"Connector has no sink: nothing can be written to `{endpoint.Alias}`", null);
        }
        else if (connector.Inputs is { } inputs && !IsOneOf(port, inputs))
        {
            return Refuse(endpoint.Place, $"Invalid port '{port}'", NearestName.Hint(port, [.. inputs], "ports"));
        }

        return new(endpoint.IsConnector ? EndpointKind.Connector : EndpointKind.Pipeline, endpoint.Alias, Port.Of(port));
    }

    private LoadedConnector? FindConnector(Endpoint endpoint)
    {
        if (connectors.TryGetValue(endpoint.Alias, out var connector)) return connector;
        var hint = pipelines.ContainsKey(endpoint.Alias) ? $"there is a pipeline of that name: did you mean \"pipeline/{endpoint.Alias}\"?"
            : NearestName.Hint(endpoint.Alias, [.. connectors.Keys], "connectors");
        Refuse(endpoint.Place, $"The connector `{endpoint.Alias}` is not defined", hint);
        return null;
    }

    /// <summary>Null also for a pipeline whose definition is not known.</summary>
    private LoadedPipeline? FindPipeline(Endpoint endpoint)
    {
        if (pipelines.TryGetValue(endpoint.Alias, out var pipeline))
        {
            AreSound &= pipeline is not null;
            return pipeline;
        }

        var hint = connectors.ContainsKey(endpoint.Alias) ? $"there is a connector of that name: did you mean \"connector/{endpoint.Alias}\"?"
            : NearestName.Find(endpoint.Alias, pipelines.Keys) is { } nearest ? $"did you mean \"{nearest}\"?" : null;
        Refuse(endpoint.Place, $"Pipeline {endpoint.Alias} not found, in: {(pipelines.Count == 0 ? "none" : string.Join(", ", pipelines.Keys))}", hint);
        return null;
    }

    private EndpointPlan? Refuse(EndpointPlace place, string message, string? hint)
    {
        AreSound = false;
        findings.Add(Severity.Error, "InvalidConnect", message, place.Span, place.Item.Pointer, hint, place.Item.Start);
        return null;
    }

    private static bool IsOneOf(string port, IEnumerable<string> ports) => ports.Contains(port, StringComparer.OrdinalIgnoreCase);

    /// <summary>An endpoint in a string of the document; the whole string if <paramref name="Length"/> is null.</summary>
    private readonly record struct EndpointPlace(DocumentNode Item, int Start = 0, int? Length = null)
    {
        /// <summary>Escapes in the string would shift the place: then it is the whole string.</summary>
        public SourceSpan Span => Length is { } length && Item.End - Item.Start == Item.Text!.Length + 2
            ? Item.Document.Span(Item.Start + 1 + Start, Item.Start + 1 + Start + length)
            : Item.Place;
    }

    private sealed record Endpoint(EndpointPlace Place, bool IsConnector, string Alias, string? Port)
    {
        public override string ToString() => $"{(IsConnector ? "connector" : "pipeline")}/{Alias}{(Port is null ? "" : "/" + Port)}";
    }
}
