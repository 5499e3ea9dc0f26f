using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>Turns the definition of a flow and the arguments of one deployment into a plan (spec: troy A2, troy B4).</summary>
internal sealed class DeploymentLoader
{
    private readonly LoadContext _context;
    private readonly string _alias;
    private readonly DocumentNode _flow;
    private readonly Scope _scope;
    private readonly Imports _imports;
    private readonly DefinitionFindings _findings;
    private readonly Dictionary<string, LoadedConnector> _connectors = [];
    private readonly Dictionary<string, LoadedPipeline?> _pipelines = [];
    private readonly HashSet<DocumentNode> _created = [];

    private DeploymentLoader(LoadContext context, string alias, DocumentNode flow, Arguments arguments, DefinitionFindings findings)
    {
        _context = context;
        _alias = alias;
        _flow = flow;
        _findings = findings;
        _imports = Imports.Read(context, flow["use"], findings);
        _scope = new(arguments, "the flow", _imports.Uses);
    }

    /// <summary>The plan; not to be used when there are errors among the findings.</summary>
    public static FlowPlan Load(LoadContext context, string alias, DocumentNode flow, Arguments arguments, DefinitionFindings findings) =>
        new DeploymentLoader(context, alias, flow, arguments, findings).Load();

    private FlowPlan Load()
    {
        foreach (var entry in Entries("connectors")) CreateConnector(entry);
        foreach (var entry in Entries("pipelines")) CreatePipeline(entry);
        CheckUnused();

        var connect = new ConnectLoader(_context, _connectors, _pipelines, _findings);
        connect.Load(_flow["connect"]);
        if (connect.AreSound) WarnOfUnlinked(connect.Links);

        // What no link mentions is never started: starting it would truncate files and bind ports for nothing (spec: troy A7).
        var linked = connect.Links.SelectMany(static l => new[] { l.From, l.To }).Where(static e => e.IsConnector).Select(static e => e.Alias).ToHashSet();
        CheckFiles([.. _connectors.Values.Where(c => linked.Contains(c.Place.Name) && c.File is not null)]);
        return new()
        {
            Alias = _alias,
            Connectors = [.. _connectors.Values.Where(c => linked.Contains(c.Place.Name)).Select(static c => c.Plan).OfType<ConnectorPlan>()],
            Pipelines = [.. _pipelines.Where(static p => p.Value is not null).Select(p => p.Value!.Graph.ToPlan(p.Key) with { MetricsInterval = p.Value.MetricsInterval, Place = _flow["pipelines"]?.Member(p.Key)?.Place })],
            Links = connect.Links,
        };
    }

    /// <summary>A file that one connector empties must not be read or written by another one. A device has nothing to empty.</summary>
    private void CheckFiles(LoadedConnector[] connectors)
    {
        foreach (var emptied in connectors.Where(static c => c.File!.IsEmptied))
        {
            if (FullPath(emptied) is not { } path || path.StartsWith("/dev/", StringComparison.Ordinal)) continue;
            var other = Array.Find(connectors, c => c != emptied && FullPath(c) == path);
            if (other is null) continue;
            _findings.Error(
                emptied.Place, "FileInUse", $"{_alias}::{emptied.Place.Name} empties the file \"{emptied.File!.Path}\", which {_alias}::{other.Place.Name} {(other.HasSource ? "reads" : "writes")}",
                other.HasSource ? "give it another file" : "give it another file, or let both append");
        }

        static string? FullPath(LoadedConnector connector) =>
            connector.File!.Path is { Length: > 0 } path && !path.Contains('\0') ? Path.GetFullPath(path) : null;
    }

    private void CreateConnector(DocumentMember entry)
    {
        if (FindDefinition(entry, "connector", "kind") is not { } definition)
        {
            _connectors.TryAdd(entry.Name, new(entry, null, true, true, null));
            return;
        }

        var arguments = Supply(entry, definition, ArgumentTexts.Connector(entry.Name), isCreated: true);
        _connectors[entry.Name] = new ConnectorLoader(_context, _alias, _findings).Load(entry, definition.Value, SettingsOf(definition, arguments));
    }

    private void CreatePipeline(DocumentMember entry)
    {
        if (FindDefinition(entry, "pipeline", "links") is not { } definition)
        {
            _pipelines.TryAdd(entry.Name, null);
            return;
        }

        var arguments = Supply(entry, definition, ArgumentTexts.Pipeline(entry.Name), isCreated: true);
        _pipelines[entry.Name] = PipelineLoader.Load(_context, $"{_alias}::{entry.Name}", definition.Value, arguments, _findings);
    }

    private IReadOnlyList<DocumentMember> Entries(string kinds) => _flow[kinds] is { IsRecord: true } entries ? entries.Members : [];

    private IReadOnlyList<DocumentMember> Definitions(string kind) => _flow["define"]?[kind + "s"]?.Members ?? [];

    /// <summary>The inline definition, or the one that <c>from</c> names; null where something is wrong with it, which is reported.</summary>
    private DocumentMember? FindDefinition(DocumentMember entry, string kind, string mark)
    {
        if (entry.Value["from"] is not { } from)
        {
            if (entry.Value[mark] is null)
            {
                _context.SkipMalformed(entry.Value);
                return null;
            }

            if (Definitions(kind).FirstOrDefault(d => d.Name == entry.Name) is { } twice)
                _findings.Error(entry, "DuplicateName", $"Can't define the {kind} `{entry.Name}` twice", $"the other one is at line {twice.Place.Start.Line}; write {{\"from\": \"{entry.Name}\"}} to create it");
            return entry;
        }

        if (from.Text is not { } name)
        {
            _context.SkipMalformed(from);
            return null;
        }

        DocumentMember? found;
        if (name.Contains("::"))
        {
            found = _imports.Find(from, kind, _findings);
        }
        else
        {
            found = Definitions(kind).FirstOrDefault(d => d.Name == name);
            string[] names = [.. Definitions(kind).Select(static d => d.Name)];
            if (found is null) _findings.Error(from, "NotDefined", Imports.NotDefined(name, names), NearestName.Hint(name, names, $"{kind}s"));
        }

        if (found is not null) _created.Add(found.Value);
        return found;
    }

    /// <summary>Definitions that nobody creates are checked as far as that goes without arguments.</summary>
    private void CheckUnused()
    {
        foreach (var member in Definitions("connector").Where(d => !_created.Contains(d.Value)))
        {
            var arguments = Supply(member, member, ArgumentTexts.Connector(member.Name), isCreated: false);
            new ConnectorLoader(_context, _alias, _findings).Load(member, member.Value, SettingsOf(member, arguments));
        }

        foreach (var member in Definitions("pipeline").Where(d => !_created.Contains(d.Value)))
        {
            var arguments = Supply(member, member, ArgumentTexts.Pipeline(member.Name), isCreated: false);
            PipelineLoader.Load(_context, $"{_alias}::{member.Name}", member.Value, arguments, _findings);
        }
    }

    private Arguments Supply(DocumentMember entry, DocumentMember definition, ArgumentTexts texts, bool isCreated)
    {
        var enclosing = new Scope(null, "the default of an argument", _imports.Uses);
        return new ArgumentList(definition.Value["args"]).Supply(
            _context, isCreated ? entry.Value["with"] : null, _scope, enclosing, entry, texts, isCreated, _findings);
    }

    private Scope SettingsOf(DocumentMember definition, Arguments arguments) => new(arguments, $"the connector \"{definition.Name}\"", _imports.Uses);

    private void WarnOfUnlinked(List<LinkPlan> links)
    {
        var ends = links.SelectMany(static l => new[] { l.From, l.To }).Select(static e => (e.IsConnector, e.Alias)).ToHashSet();
        foreach (var entry in Entries("connectors").Where(e => !ends.Contains((true, e.Name))))
            _findings.Warning(entry, $"the connector \"{entry.Name}\" is in no link: it is never started", "add it to \"connect\"");
        foreach (var entry in Entries("pipelines").Where(e => !ends.Contains((false, e.Name))))
            _findings.Warning(entry, $"the pipeline \"{entry.Name}\" is in no link: no event reaches it", "add it to \"connect\"");
    }
}
