using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A flow and what its connectors will hold, as far as their configurations can tell.</summary>
internal sealed record ResolvedFlow(FlowPlan Plan, IReadOnlyList<PlacedHolder> Holders, UnreadPorts UnreadPorts);

/// <summary>A holder and where it is created.</summary>
internal sealed record PlacedHolder(Place Place, Holder Holder);

/// <summary>Turns the definition of a flow and the arguments of one deployment into a plan (spec: troy A2, troy B4).</summary>
internal sealed class FlowResolver
{
    private readonly ResolveContext _context;
    private readonly string _alias;
    private readonly FlowDefinition _flow;
    private readonly DefinitionFindings _findings;
    private readonly Imports _imports;
    private readonly SettingScope _scope;
    private readonly DefinitionTable _definitions = new();
    private readonly Dictionary<string, ResolvedConnector> _connectors = [];
    private readonly Dictionary<string, ResolvedPipeline?> _pipelines = [];

    private FlowResolver(ResolveContext context, string alias, FlowDefinition flow, ArgumentSet arguments, DefinitionFindings findings)
    {
        _context = context;
        _alias = alias;
        _flow = flow;
        _findings = findings;
        _imports = Imports.Of(context, flow.Uses, findings);
        _scope = new(arguments, "the flow", _imports.Uses);
        _definitions.Add(CreationKind.Connector, flow.ConnectorDefinitions, findings);
        _definitions.Add(CreationKind.Pipeline, flow.PipelineDefinitions, findings);
    }

    /// <summary>The flow; not to be used when there are errors among the findings.</summary>
    public static ResolvedFlow Resolve(ResolveContext context, string alias, FlowDefinition flow, ArgumentSet arguments, DefinitionFindings findings) =>
        new FlowResolver(context, alias, flow, arguments, findings).Resolve();

    private ResolvedFlow Resolve()
    {
        foreach (var entry in _flow.Connectors) CreateConnector(entry);
        foreach (var entry in _flow.Pipelines) CreatePipeline(entry);
        CheckUnused();
        WarnOfReplaced(_flow.Connectors, CreationKind.Connector);
        WarnOfReplaced(_flow.Pipelines, CreationKind.Pipeline);

        var connections = new ConnectionResolver(_connectors, _pipelines, _findings);
        connections.Resolve(_flow.Connections);
        if (connections.AreSound && _flow.IsWhole) WarnOfUnlinked(connections.Links);

        // What no link mentions is never started: starting it would truncate files and bind ports for nothing (spec: troy A7).
        var linked = connections.Links.SelectMany(static l => new[] { l.From, l.To }).Where(static e => e.IsConnector).Select(static e => e.Alias).ToHashSet();
        var connectors = _connectors.Values.Where(c => linked.Contains(c.Alias.Text)).ToArray();
        var plan = new FlowPlan
        {
            Alias = _alias,
            Connectors = [.. connectors.Select(static c => c.Plan).OfType<ConnectorPlan>()],
            Pipelines = [.. _pipelines.Values.OfType<ResolvedPipeline>().Select(static p => p.ToPlan())],
            Links = connections.Links,
        };
        var readers = connections.Links.Where(static l => l.From.IsConnector).Select(static l => l.From.Alias).ToHashSet();
        var writers = connections.Links.Where(static l => l.To.IsConnector).Select(static l => l.To.Alias).ToHashSet();
        if (connections.AreSound)
            foreach (var connector in connectors) RefuseProcessors(connector, readers.Contains(connector.Alias.Text), writers.Contains(connector.Alias.Text));
        if (connections.AreSound && _flow.IsWhole)
        {
            foreach (var connector in connectors)
            {
                if (readers.Contains(connector.Alias.Text)) Advise(connector, connector.ReadingAdvice);
                if (writers.Contains(connector.Alias.Text)) Advise(connector, connector.WritingAdvice);
            }
        }

        return new(plan, [.. connectors.SelectMany(c => HoldersOf(c, readers.Contains(c.Alias.Text), writers.Contains(c.Alias.Text)))], new(_flow, _connectors, _pipelines, connections.Links, _findings));
    }

    private void Advise(ResolvedConnector connector, (string Message, string Hint)? advice)
    {
        if (advice is { } given) _findings.Warning(connector.Alias.Place, $"\"{connector.Alias}\": {given.Message}", given.Hint);
    }

    /// <summary>A connector that could be both is one of them here: processors for the other side alone are a mistake.</summary>
    private void RefuseProcessors(ResolvedConnector connector, bool reads, bool writes)
    {
        if (connector.Plan is not { } plan || reads == writes) return;
        var (wrong, right) = reads ? (plan.Postprocessors.Count, plan.Preprocessors.Count) : (plan.Preprocessors.Count, plan.Postprocessors.Count);
        if (wrong == 0 || right > 0) return;
        var (role, key, where, other) = reads
            ? ("only read", "postprocessors", "they stand behind the codec of a sink", "preprocessors")
            : ("only written", "preprocessors", "they stand in front of the codec of a source", "postprocessors");
        _findings.Error(
            connector.Alias.Place, DefinitionErrorKind.ProcessorsForbidden, $"{_alias}::{connector.Alias} is {role} here and takes no {key}: {where}",
            $"\"{other}\" are what it takes", Phase.Last);
    }

    private void CreateConnector(Creation entry)
    {
        if (FindDefinition(entry, CreationKind.Connector) is { Definition: ConnectorDefinition definition } found)
            _connectors[entry.Name.Text] = ResolveConnector(entry.Name, definition, GiverOf(entry), found.Scope ?? _scope);
        else _connectors.TryAdd(entry.Name.Text, ResolvedConnector.Unknown(entry.Name));
    }

    private void CreatePipeline(Creation entry)
    {
        if (FindDefinition(entry, CreationKind.Pipeline) is { Definition: PipelineDefinition definition } found)
            _pipelines[entry.Name.Text] = ResolvePipeline(entry.Name, definition, GiverOf(entry), found.Scope ?? _scope);
        else _pipelines.TryAdd(entry.Name.Text, null);
    }

    /// <summary>Definitions that nobody creates are checked as far as that goes without arguments.</summary>
    private void CheckUnused()
    {
        foreach (var (_, definition) in _definitions.Unused)
        {
            if (definition is ConnectorDefinition connector) ResolveConnector(connector.Name, connector, Giver.Nobody, _scope);
            else if (definition is PipelineDefinition pipeline) ResolvePipeline(pipeline.Name, pipeline, Giver.Nobody, _scope);
        }
    }

    private ResolvedConnector ResolveConnector(Name alias, ConnectorDefinition definition, Giver giver, SettingScope scope)
    {
        var arguments = new Parameters(_context, definition.Parameters).Supply(giver, scope, ArgumentTexts.Connector(alias.Text), _findings);
        return new ConnectorResolver(_context, _alias, alias, definition, scope.Inside(arguments, $"the connector \"{definition.Name}\""), _findings).Resolve();
    }

    private ResolvedPipeline ResolvePipeline(Name alias, PipelineDefinition definition, Giver giver, SettingScope scope)
    {
        var arguments = new Parameters(_context, definition.Parameters).Supply(giver, scope, ArgumentTexts.Pipeline(alias.Text), _findings);
        return PipelineResolver.Resolve(_context, alias, $"{_alias}::{alias}", definition, arguments, _findings);
    }

    private Giver GiverOf(Creation entry) => new(entry.With, _scope, Giver.PlaceOf(entry.Name)) { Order = entry.Name.Place.IsText ? entry.Name.Place.Order : null };

    /// <summary>The definition in place, or the one that <c>from</c> names; null where there is none, which is reported.</summary>
    private FoundDefinition? FindDefinition(Creation entry, CreationKind kind)
    {
        if (entry.Definition is { } inline)
        {
            if (_definitions.Find(kind, entry.Name.Text) is { } twice)
                _findings.Error(
                    entry.Name.Place, DefinitionErrorKind.DuplicateName, DefinitionTable.Twice(kind.Word(), entry.Name), PipelineResolver.OtherOne(twice, $"{{\"from\": \"{entry.Name}\"}}"));
            return new(inline, null);
        }

        if (entry.From is not { } from) return null;
        if (from.Text.Contains("::"))
        {
            return kind == CreationKind.Connector
                ? _imports.Find<ConnectorDefinition>(from, kind.Word(), _findings)
                : _imports.Find<PipelineDefinition>(from, kind.Word(), _findings);
        }

        var known = _definitions.Find(kind, from.Text);
        if (known is not null)
        {
            _definitions.MarkUsed(known);
            if (!IsLater(known, entry)) return new(known, null);
        }

        string[] names = [.. _definitions.Names(kind).Where(n => !IsLater(_definitions.Find(kind, n)!, entry))];
        var hint = known is null ? _findings.Hint(from.Text, names, $"{kind.Word()}s") : "it is defined further below: move that in front of this";
        _findings.Error(from.Place, DefinitionErrorKind.NotDefined, Imports.NotDefined(from.Text, names), hint, Phase.Checking);
        return null;
    }

    /// <summary>In Troy a definition stands in front of what is created from it (spec: troy A2).</summary>
    public static bool IsLater(Definition definition, Creation entry) => IsBehind(definition.Place, entry.Place);

    /// <inheritdoc cref="IsLater"/>
    public static bool IsBehind(Place definition, Place creation) =>
        definition is { IsText: true, Span: { } defined } && creation is { IsText: true, Span: { } created }
        && ReferenceEquals(defined.Source, created.Source) && defined.Start.Offset > created.Start.Offset;

    private void WarnOfUnlinked(List<LinkPlan> links)
    {
        var ends = links.SelectMany(static l => new[] { l.From, l.To }).Select(static e => (e.Kind, e.Alias)).ToHashSet();
        foreach (var entry in _flow.Connectors.Where(e => !ends.Contains((EndpointKind.Connector, e.Name.Text))))
            Warn(entry, $"the connector \"{entry.Name}\" is in no link: it is never started");
        foreach (var entry in _flow.Pipelines.Where(e => !ends.Contains((EndpointKind.Pipeline, e.Name.Text))))
            Warn(entry, $"the pipeline \"{entry.Name}\" is in no link: no event reaches it");

        void Warn(Creation entry, string message) => _findings.Warning(entry.Name.Place, message, entry.Name.Place.IsText ? "`connect` it, or leave it out" : "add it to \"connect\"");
    }

    /// <summary>Of two of one kind and name the last one is what every link means (spec: troy A2).</summary>
    private void WarnOfReplaced(Parts<Creation> entries, CreationKind kind)
    {
        foreach (var same in entries.GroupBy(static e => e.Name.Text).Where(static g => g.Count() > 1))
        {
            var last = same.Last();
            foreach (var earlier in same.SkipLast(1))
                _findings.Warning(earlier.Place, $"the {kind.Word()} \"{earlier.Name}\" is created again at line {last.Place.Span?.Start.Line}: that one counts, this one is never made", "give one of them another name");
        }
    }

    private IEnumerable<PlacedHolder> HoldersOf(ResolvedConnector connector, bool reads, bool writes)
    {
        if (connector.Holdings is not { } holdings) return [];
        return holdings.Holdings(reads, writes).Select(h => new PlacedHolder(connector.Alias.Place, new($"{_alias}::{connector.Alias}", h)));
    }
}
