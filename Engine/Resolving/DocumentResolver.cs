using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Turns a document into the plans of its deployments (spec: troy B4).</summary>
internal sealed class DocumentResolver
{
    private readonly ResolveContext _context;
    private readonly DefinitionDocument _document;
    private readonly DefinitionFindings _findings;
    private readonly Dictionary<string, FlowDefinition> _flows = [];
    private readonly List<UnreadPorts> _unreadPorts = [];
    private Imports _imports = new();
    private SettingScope _scope = new(null, "a deployment", []);

    private DocumentResolver(ResolveContext context, DefinitionDocument document, DefinitionFindings findings)
    {
        _context = context;
        _document = document;
        _findings = findings;
        foreach (var flow in document.Flows) _flows.TryAdd(flow.Name.Text, flow);
    }

    /// <summary>In the order of deployment; not to be used when there are errors among the findings.</summary>
    public static IReadOnlyList<FlowPlan> Resolve(ResolveContext context, DefinitionDocument document, DefinitionFindings findings) =>
        WithTroy(context, document, findings) is { } whole ? new DocumentResolver(context, whole, findings).Resolve() : [];

    /// <summary>What a document says in Troy is its own; what it deploys comes behind that (spec: troy B3). Null where it is no Troy, which is reported.</summary>
    public static DefinitionDocument? WithTroy(ResolveContext context, DefinitionDocument document, DefinitionFindings findings)
    {
        if (document.Troy is not { } text) return document;
        if (context.Texts.ResolveSource(text, findings) is not { } source) return null;
        var found = new List<Diagnostic>();
        var troy = context.Script.ReadDocument(source, found);
        ResolveContext.TakeScriptFindings(found, text.Place, findings);
        return troy is null ? null : document with
        {
            Troy = null,
            Doc = document.Doc ?? troy.Doc,
            Directives = troy.Directives,
            Uses = troy.Uses,
            Flows = troy.Flows,
            Deployments = (Parts<Deployment>)[.. troy.Deployments!, .. document.Deployments ?? []],
        };
    }

    private List<FlowPlan> Resolve()
    {
        foreach (var module in _document.Modules)
            if (_context.Texts.ResolveSource(module.Text, _findings) is { } text) _context.Modules.Add(module.Name.Text, text, module.Text.Place);

        _imports = Imports.Of(_context, _document.Uses, _findings);
        _scope = _scope with { Uses = _imports.Uses };
        foreach (var flow in _document.Flows.GroupBy(static f => f.Name.Text).SelectMany(static g => g.Skip(1)))
            _findings.Error(flow.Place, DefinitionErrorKind.DuplicateName, DefinitionTable.Twice("flow", flow.Name), phase: Phase.Checking);
        var flows = ResolveFlows();
        foreach (var directive in _document.Directives) _context.Settings.Evaluate(directive.Value, _scope, _findings);
        CheckHoldings(flows.SelectMany(static f => f.Holders));

        // Where something is wrong, nobody can say what else would be read.
        foreach (var ports in _unreadPorts)
            if (_findings.ErrorCount == 0) ports.Warn();
        return [.. flows.Select(static f => f.Plan)];
    }

    private List<ResolvedFlow> ResolveFlows()
    {
        if (_document.Deployments is not { } deployments) return [.. _document.Flows.Select(f => Resolve(f.Name.Text, f, new([], _scope, null)))];
        var flows = new List<ResolvedFlow>();
        var deployed = new HashSet<string>();
        var aliases = new Dictionary<string, Place>();
        foreach (var deployment in deployments)
            if (Deploy(deployment, deployed, aliases) is { } flow) flows.Add(flow);
        foreach (var flow in _document.Flows.Where(f => !deployed.Contains(f.Name.Text))) CheckHoldings(Resolve(flow.Name.Text, flow, Giver.Nobody).Holders);
        return flows;
    }

    private ResolvedFlow? Deploy(Deployment deployment, HashSet<string> deployed, Dictionary<string, Place> aliases)
    {
        var name = deployment.Flow;
        var alias = deployment.Alias ?? name;
        if (!aliases.TryAdd(alias.Text, alias.Place))
            _findings.Error(alias.Place, DefinitionErrorKind.DuplicateName, $"Flow with id \"{alias}\" is already deployed.", $"the other one is at line {aliases[alias.Text].Span?.Start.Line}; {(alias.Place.IsText ? "give each a name of its own" : "give each its own \"as\"")}", Phase.Last);
        if (name.Text.Contains("::"))
        {
            return _imports.Find<FlowDefinition>(name, "flow", _findings) is { Definition: FlowDefinition imported } found
                ? Resolve(alias.Text, imported, GiverOf(deployment), found.Scope)
                : null;
        }

        if (!_flows.TryGetValue(name.Text, out var flow) || FlowResolver.IsBehind(flow.Place, name.Place))
        {
            string[] names = [.. _flows.Values.Where(f => !FlowResolver.IsBehind(f.Place, name.Place)).Select(static f => f.Name.Text)];
            var hint = flow is null ? _findings.Hint(name.Text, names, "flows") : "it is defined further below: move that in front of this";
            _findings.Error(name.Place, DefinitionErrorKind.NotDefined, Imports.NotDefined(name.Text, names), hint, Phase.Checking);
            if (flow is not null) deployed.Add(name.Text);
            return null;
        }

        deployed.Add(name.Text);
        return Resolve(alias.Text, flow, GiverOf(deployment));
    }

    private Giver GiverOf(Deployment deployment) =>
        new(deployment.With, _scope, Giver.PlaceOf(deployment.Flow)) { Order = deployment.Flow.Place.IsText ? deployment.Flow.Place.Order : null };

    /// <param name="scope">What the definition sees; null for the scope of the document.</param>
    private ResolvedFlow Resolve(string alias, FlowDefinition flow, Giver giver, SettingScope? scope = null)
    {
        var arguments = new Parameters(_context, flow.Parameters).Supply(giver, scope ?? _scope, ArgumentTexts.Flow, _findings);
        var resolved = FlowResolver.Resolve(_context, alias, flow, arguments, _findings);
        _unreadPorts.Add(resolved.UnreadPorts);
        return resolved;
    }

    private static string FlowOf(Holder holder) => holder.Alias.Split("::")[0];

    /// <summary>Each connector is reported once at most, at the one of the two that does the harm.</summary>
    private void CheckHoldings(IEnumerable<PlacedHolder> holders)
    {
        var table = new HoldingTable();
        foreach (var definition in _context.Options.Files.Holders) table.Add(definition);
        var places = new Dictionary<string, Place>();
        var reported = new HashSet<string>();
        foreach (var (place, holder) in holders)
        {
            places.TryAdd(holder.Alias, place);
            if (table.Add(holder) is not { } conflict || !reported.Add(holder.Alias)) continue;
            var hint = conflict.Other.Holding.Harm is null ? $"give it another {holder.Holding.Kind}" : $"give it another {holder.Holding.Kind}, or let both append";
            // In one flow the name says where it is.
            if (FlowOf(conflict.One) != FlowOf(conflict.Other) && places.TryGetValue(conflict.Other.Alias, out var other))
                hint += (conflict.Other with { Place = other.Span }).At is { } at ? $"; {conflict.Other.Alias} is at {at}" : "";
            _findings.Error(places[conflict.One.Alias], DefinitionErrorKind.FileInUse, conflict.Message, hint);
        }
    }
}
