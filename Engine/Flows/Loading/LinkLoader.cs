using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>The meaning of a node's name in a link: one node, or the ports of a nested pipeline, or nothing that is known.</summary>
internal sealed record LinkTarget(IReadOnlyDictionary<string, GraphNode>? Inputs, IReadOnlyDictionary<string, GraphNode>? Outputs, GraphNode? Node)
{
    /// <summary>Its definition is wrong: links to it cannot be checked.</summary>
    public static LinkTarget Unknown { get; } = new(null, null, null);

    public static LinkTarget Of(GraphNode node) => new(null, null, node);
}

/// <summary>Turns the links of a pipeline into edges and select nodes (spec: troy B2, troy B4, query 6).</summary>
internal sealed class LinkLoader(LoadContext context, PipelineGraph graph, IReadOnlyDictionary<string, LinkTarget> targets, Scope scope, DefinitionFindings findings)
{
    private readonly HashSet<DocumentNode> _refused = [];
    private int _selects;

    /// <summary>Whether all links are known.</summary>
    public bool AreSound { get; private set; } = true;

    public void Load(DocumentNode? links)
    {
        AreSound = links is { IsList: true };
        if (!AreSound && links is not null) context.SkipMalformed(links);
        foreach (var link in links?.Items ?? [])
        {
            if (link.IsList) LoadChain(link);
            else if (link.IsRecord) LoadSelect(link);
            else Skip(link);
        }
    }

    private void Skip(DocumentNode malformed)
    {
        AreSound = false;
        context.SkipMalformed(malformed);
    }

    private void LoadChain(DocumentNode chain)
    {
        if (chain.Items.Count < 2 || chain.Items.Exists(static i => i.Text is null)) Skip(chain);
        foreach (var middle in chain.Items.Skip(1).SkipLast(1).Where(static i => i.Text?.Contains('/') == true))
            Refuse(middle, "only the first and the last element of a chain may carry a port", "end the chain before it and begin another one behind it");

        for (var i = 0; i + 1 < chain.Items.Count; i++)
        {
            var (from, to) = (chain.Items[i], chain.Items[i + 1]);
            if (from.Text is null || to.Text is null) continue;
            Connect(IsMisplaced(i) ? null : ResolveSource(from), IsMisplaced(i + 1) ? null : ResolveDestination(to));
        }

        bool IsMisplaced(int i) => i > 0 && i + 1 < chain.Items.Count && chain.Items[i].Text!.Contains('/');
    }

    private void LoadSelect(DocumentNode link)
    {
        var from = link["from"] is { Text: not null } source ? ResolveSource(source) : null;
        var into = link["into"] is { Text: not null } destination ? ResolveDestination(destination) : null;
        if (link["from"]?.Text is null || link["into"]?.Text is null) Skip(link);
        var (target, where, having) = (Expression(link["select"]), Expression(link["where"]), Expression(link["having"]));
        if (where is null && having is null && (target is null || target.Text.Trim() == "event") && link["select"] is null or { Kind: not ValueKind.Record })
        {
            Connect(from, into);
            return;
        }

        var select = graph.Add(new(new NodePlan($"select#{_selects++}", NodeRole.Operator, "select")
        {
            Work = scope.Args is { AreKnown: true } ? Compile(link, target, where, having) : null,
            Place = link.Place,
        }));
        Connect(from, (select, Port.In));
        Connect((select, Port.Out), into);
    }

    private SelectWork? Compile(DocumentNode link, SourceText? target, SourceText? where, SourceText? having)
    {
        var found = new List<Diagnostic>();
        var select = new SelectClauses(target, where, having);
        var around = new ScriptScope(scope.Args!.ToRecord(), scope.Uses, context.Modules);
        var create = context.Script.CompileSelect(select, around, found);
        foreach (var finding in found)
        {
            var clause = ReferenceEquals(finding.Span?.Source, where) ? "where" : ReferenceEquals(finding.Span?.Source, having) ? "having" : "select";
            LoadContext.TakeScriptFindings([finding], link[clause] ?? link, findings);
        }

        return create is null ? null : new(select, around, create);
    }

    /// <summary>The text of an expression; a scalar of JSON is a literal.</summary>
    private SourceText? Expression(DocumentNode? node) => node switch
    {
        null => null,
        { Kind: ValueKind.Null or ValueKind.Bool or ValueKind.Integer or ValueKind.Float } =>
            new($"{node.Document.Source.Name}#{node.Pointer}", node.Document.Source.Text[node.Start..node.End]),
        _ => context.Texts.Resolve(node, findings),
    };

    private void Connect((GraphNode Node, Port Port)? from, (GraphNode Node, Port Port)? to)
    {
        if (from is { } source && to is { } destination) graph.Link(source.Node, source.Port, destination.Node, destination.Port);
        else AreSound = false;
    }

    private (GraphNode, Port)? ResolveSource(DocumentNode place)
    {
        var (name, port) = Split(place, "out");
        if (Find(place, name, port) is not { } target) return null;
        if (target.Outputs is { } outputs) return ResolveNested(place, name, port, outputs, Port.Out, "outputs");
        if (target.Node is not { } node) return null;
        return node.RefuseSource(port) is { } refusal ? Refuse(place, refusal.Message, refusal.Hint) : (node, Port.Of(port));
    }

    private (GraphNode, Port)? ResolveDestination(DocumentNode place)
    {
        var (name, port) = Split(place, "in");
        if (Find(place, name, port) is not { } target) return null;
        if (target.Inputs is { } inputs) return ResolveNested(place, name, port, inputs, Port.In, "inputs");
        if (target.Node is not { } node) return null;
        return node.RefuseTarget(port) is { } refusal ? Refuse(place, refusal.Message, refusal.Hint) : (node, Port.Of(port));
    }

    private (GraphNode, Port)? ResolveNested(DocumentNode place, string name, string port, IReadOnlyDictionary<string, GraphNode> ports, Port inner, string what)
    {
        if (ports.TryGetValue(port, out var node)) return (node, inner);
        return Refuse(place, NotDefined(name, port), NearestName.Hint(port, [.. ports.Keys], what));
    }

    private LinkTarget? Find(DocumentNode place, string name, string port)
    {
        if (targets.GetValueOrDefault(name) is { } target) return target;
        Refuse(place, NotDefined(name, port), NearestName.Hint(name, [.. targets.Keys], "nodes and ports"));
        return null;
    }

    private (GraphNode, Port)? Refuse(DocumentNode place, string message, string? hint)
    {
        // In the middle of a chain a node is asked for twice: one mistake, one error.
        if (_refused.Add(place)) findings.Error(place, PipelineGraph.NoSuchPort, message, hint);
        return null;
    }

    private static (string Name, string Port) Split(DocumentNode place, string standard)
    {
        var parts = place.Text!.Split('/', 2);
        return (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : standard);
    }

    private static string NotDefined(string name, string port) => $"Stream used in `from` or `into` is not defined: {name}/{port}";
}
