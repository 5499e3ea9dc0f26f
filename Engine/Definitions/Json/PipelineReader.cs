using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads pipelines (spec: troy B4).</summary>
internal sealed class PipelineReader
{
    private static readonly string[] s_keys = ["type", "doc", "args", "with", "inputs", "outputs", "config", "use", "windows", "define", "nodes", "links", "query"];
    private static readonly Forms s_inline = Forms.Of(new(s_keys));
    private static readonly Forms s_definition = Forms.Of(new RecordKeys(s_keys).Without("with", "give it where the definition is created"));
    private static readonly RecordKeys s_define = new("operators", "scripts", "pipelines");

    private readonly PartReader _parts;
    private readonly NodeReader _nodes;
    private readonly LinkReader _links;
    private readonly RouteReader _routes;

    public PipelineReader(PartReader parts)
    {
        _parts = parts;
        _nodes = new(parts, this);
        _links = new(parts);
        _routes = new(parts);
    }

    /// <summary>A definition in <c>define</c>.</summary>
    public PipelineDefinition ReadDefinition(DocumentMember member) => Read(member, _parts.ReadKey(member, isFree: true), s_definition);

    /// <summary>An entry of <c>pipelines</c>.</summary>
    public Creation ReadEntry(DocumentMember member) =>
        new CreationReader(_parts).Read(member, CreationKind.Pipeline, name => Read(member, name, s_inline));

    /// <summary>A pipeline in the place of a node.</summary>
    public PipelineDefinition ReadInline(DocumentMember member, Name name) => Read(member, name, s_inline);

    private PipelineDefinition Read(DocumentMember member, Name name, Forms keys)
    {
        var node = member.Value;
        var place = JsonPlace.Of(node);
        var query = node["query"];
        if (!_parts.Shapes.IsRecord(node, query is null ? keys.Links : keys.Query)) return new(name, place) { IsWhole = false };
        _parts.Shapes.CheckType(node, "pipeline");
        var doc = _parts.ReadDoc(node);
        var parameters = _parts.ReadParameters(node["args"]);
        var inputs = ReadPorts(node["inputs"]);
        var outputs = ReadPorts(node["outputs"]);
        var directives = _parts.Settings.ReadFields(node["config"]);
        var uses = _parts.ReadUses(node["use"]);
        var define = node["define"] is { } defined && _parts.Shapes.IsRecord(defined, s_define) ? defined : null;
        var written = query is null ? _links.Read(node["links"]) : [];
        var windows = _parts.Members(node["windows"]).Select(_nodes.ReadWindow);
        var text = query is null ? null : _parts.Texts.Read(query);
        var routes = new List<RouteNode>();
        Creation[] nodes = [.. _parts.Members(node["nodes"]).Select(m => _nodes.Read(m, routes))];
        if (query is not null)
            foreach (var route in routes.Where(static r => r.SendsToAll))
                _parts.Shapes.Findings.Error(route.Name.Place, DefinitionErrorKind.WrongValue, "a route in mode \"all\" needs \"links\": a query says it with `where`", "use mode \"first\", or links");
        var links = _routes.Lower(written ?? [], routes);
        return new(name, place)
        {
            Doc = doc,
            Parameters = parameters,
            Inputs = inputs,
            Outputs = outputs,
            Directives = directives,
            Uses = uses,
            WindowDefinitions = [.. windows],
            OperatorDefinitions = [.. _parts.Members(define?["operators"]).Select(_nodes.ReadOperator)],
            ScriptDefinitions = [.. _parts.Members(define?["scripts"]).Select(_nodes.ReadScript)],
            PipelineDefinitions = [.. _parts.Members(define?["pipelines"]).Select(ReadDefinition)],
            Nodes = [.. ImpliedOutputs.Of(nodes, links)],
            Links = links,
            Query = text,
            IsWhole = query is not null ? text is not null : written is { Count: var count } && count == node["links"]!.Items.Count,
        };
    }

    /// <summary>Null for the ports that every pipeline has.</summary>
    private Parts<Name>? ReadPorts(DocumentNode? list)
    {
        if (list is null || !_parts.Shapes.IsList(list, least: 1) || list.Items.Count == 0) return null;
        if (list.Items.Select(static i => i.Text).OfType<string>().CountBy(static t => t).Any(static c => c.Value > 1))
            _parts.Shapes.Wrong(list, "the items must differ from each other");
        return [.. list.Items.Select(_parts.ReadName).OfType<Name>()];
    }

    /// <summary>The keys of a pipeline that has links, and of one that has a query.</summary>
    private sealed record Forms(RecordKeys Links, RecordKeys Query)
    {
        public static Forms Of(RecordKeys keys) => new(keys.Requiring("links"), keys.Without("links", "a pipeline has either \"links\" or a \"query\""));
    }
}
