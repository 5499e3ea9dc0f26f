using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The meaning of a node's name in a link.</summary>
internal abstract record LinkTarget
{
    /// <summary>Its definition is wrong: links to it cannot be checked.</summary>
    public static LinkTarget Unknown { get; } = new UnknownTarget();

    /// <summary>Where a query creates it: only what is behind sees it. Null where the order does not count.</summary>
    public Place? Created { get; init; }

    private sealed record UnknownTarget : LinkTarget;
}

/// <summary>A node, or a port of the pipeline.</summary>
internal sealed record NodeTarget(GraphNode Node) : LinkTarget;

/// <summary>A nested pipeline, by its ports.</summary>
internal sealed record NestedTarget(IReadOnlyDictionary<string, GraphNode> Inputs, IReadOnlyDictionary<string, GraphNode> Outputs) : LinkTarget;

/// <summary>Turns the links of a pipeline into edges and select nodes (spec: troy B2, troy B4, query 6).</summary>
/// <param name="implicitPort">Finds or makes a port of the pipeline that is named behind another one: an endpoint, the port, whether it is an output.</param>
internal sealed class LinkResolver(
    ResolveContext context, PipelineGraph graph, IReadOnlyDictionary<string, LinkTarget> targets, Func<Endpoint, string, bool, GraphNode?> implicitPort, WindowResolver windows,
    SettingScope scope, DefinitionFindings findings)
{
    private readonly HashSet<Endpoint> _refused = new(ReferenceEqualityComparer.Instance);
    private int _selects;

    /// <summary>Whether all links are known.</summary>
    public bool AreSound { get; private set; } = true;

    public void Resolve(Parts<Link> links)
    {
        foreach (var link in links)
        {
            if (link is ChainLink chain) ResolveChain(chain.Endpoints);
            else if (link is SelectLink select) ResolveSelect(select);
        }
    }

    private void ResolveChain(Parts<Endpoint> chain)
    {
        for (var i = 1; i + 1 < chain.Count; i++)
            if (IsMisplaced(i)) Refuse(chain[i], "only the first and the last element of a chain may carry a port", "end the chain before it and begin another one behind it");
        for (var i = 0; i + 1 < chain.Count; i++)
            Connect(IsMisplaced(i) ? null : ResolveSource(chain[i]), IsMisplaced(i + 1) ? null : ResolveDestination(chain[i + 1], isInside: i + 2 < chain.Count));

        bool IsMisplaced(int i) => i > 0 && i + 1 < chain.Count && chain[i].Port is not null;
    }

    private void ResolveSelect(SelectLink link)
    {
        var (from, into) = (ResolveSource(link.From), ResolveDestination(link.Into, isInside: false));
        var clauses = new SelectClauses(Source(link.Target), Source(link.Where), Source(link.Having));
        if (link is { Where: null, Having: null, Group: null, Windows.Count: 0 } && (link.Target is null || clauses.Target?.Text.Trim() == "event"))
        {
            Connect(from, into);
            return;
        }

        var select = graph.Add(new(new NodePlan($"select#{_selects++}", NodeRole.Operator, "select")
        {
            Place = link.Place.Span,
        }));
        select.Plan = select.Plan with { Work = Work() };
        Connect(from, (select, Port.In));
        Connect((select, Port.Out), into);

        SelectWork? Work()
        {
            var used = link.Windows.Select(w => windows.Resolve(w, select)).ToArray();
            var groups = new List<(GroupDimension Dimension, Place Place)?>();
            if (link.Group is { } group) Flatten(group, groups);
            if (scope.Arguments is not { AreKnown: true } arguments || !IsWhole() || used.Contains(null) || groups.Contains(null)) return null;
            var places = groups.Select(static g => g!.Value).ToList();
            return Compile(link, clauses with { Group = [.. places.Select(static g => g.Dimension)], Windows = [.. used.Select(static w => w!)] }, places, arguments);
        }

        bool IsWhole() => (link.Target is null || clauses.Target is not null) && (link.Where is null || clauses.Where is not null) && (link.Having is null || clauses.Having is not null);
    }

    /// <summary>The dimensions of a group from left to right; null for each whose expression cannot be had, which is reported.</summary>
    private void Flatten(Group group, List<(GroupDimension, Place)?> dimensions)
    {
        if (group is SetGroup set)
        {
            foreach (var dimension in set.Dimensions) Flatten(dimension, dimensions);
            return;
        }

        var text = group is EachGroup each ? each.Expression : ((ValueGroup)group).Expression;
        dimensions.Add(Source(text) is { } source ? (new(source, group is EachGroup, group.Place.Span), text.Place) : null);
    }

    private ScriptText? Source(Text? text) => text is null ? null : context.Texts.Resolve(text, findings);

    private SelectWork? Compile(SelectLink link, SelectClauses clauses, List<(GroupDimension Dimension, Place Place)> groups, ArgumentSet arguments)
    {
        var found = new List<Diagnostic>();
        var select = context.ScopeOf(arguments, scope.Uses);
        var create = context.Script.CompileSelect(clauses, select, found);
        foreach (var finding in found)
        {
            var group = groups.Find(g => IsIn(g.Dimension.Expression)).Place;
            var place = IsIn(clauses.Where) ? link.Where?.Place : IsIn(clauses.Having) ? link.Having?.Place : group ?? windows.PlaceOf(finding) ?? link.Target?.Place;
            ResolveContext.TakeScriptFindings([finding], place ?? link.Place, findings);

            bool IsIn(ScriptText? text) => finding.Span is { } span && text?.Contains(span) == true;
        }

        return create is null ? null : new(clauses, select, create);
    }

    private void Connect((GraphNode Node, Port Port)? from, (GraphNode Node, Port Port)? to)
    {
        if (from is { } source && to is { } destination) graph.Link(source.Node, source.Port, destination.Node, destination.Port);
        else AreSound = false;
    }

    private (GraphNode, Port)? ResolveSource(Endpoint endpoint)
    {
        var port = endpoint.Port ?? Port.Out.Name;
        return Find(endpoint, port, NodeRole.Input) switch
        {
            NestedTarget nested => ResolveNested(endpoint, port, nested.Outputs, Port.Out, "outputs"),
            NodeTarget { Node: { Plan.Role: NodeRole.Input } } when IsText(endpoint) && !IsPort(port, Port.Out) =>
                implicitPort(endpoint, port, false) is { } input ? (input, Port.Out) : null,
            NodeTarget { Node: var node } when IsText(endpoint) && node.Plan is { Role: NodeRole.Operator, Kind: not "stream" } => SourceOf(node, endpoint, port),
            NodeTarget { Node: var node } => node.RefuseSource(port) is { } refusal ? Refuse(endpoint, refusal.Message, refusal.Hint, Phase.Last) : (node, Port.Of(port)),
            _ => null,
        };
    }

    /// <param name="isInside">Whether it is in the middle of a chain: a node, and no output of the pipeline.</param>
    private (GraphNode, Port)? ResolveDestination(Endpoint endpoint, bool isInside)
    {
        var port = endpoint.Port ?? Port.In.Name;
        return Find(endpoint, port, isInside ? NodeRole.Operator : NodeRole.Output) switch
        {
            NestedTarget nested => ResolveNested(endpoint, port, nested.Inputs, Port.In, "inputs"),
            NodeTarget { Node: { Plan.Role: NodeRole.Output } } when IsText(endpoint) && !IsPort(port, Port.In) =>
                implicitPort(endpoint, port, true) is { } output ? (output, Port.In) : null,
            NodeTarget { Node: var node } when IsText(endpoint) && node.Plan.Role == NodeRole.Operator => TargetOf(node, endpoint, port),
            NodeTarget { Node: var node } => node.RefuseTarget(port) is { } refusal ? Refuse(endpoint, refusal.Message, refusal.Hint, Phase.Last) : (node, Port.Of(port)),
            _ => null,
        };
    }

    /// <summary>Queries may name any port of a node: nothing comes out of one that it does not have.</summary>
    private (GraphNode, Port) SourceOf(GraphNode node, Endpoint endpoint, string port)
    {
        var found = Port.Of(port);
        if (node.RefuseSource(port) is null) return (node, found);
        findings.Warning(endpoint.Place, $"nothing comes from {endpoint.Node}/{port}: `{node.Name}` ({node.Plan.Kind}) never emits on it", NearestName.Hint(port, node.Plan.Outputs!, "ports"));
        node.Plan = node.Plan with { Outputs = [.. node.Plan.Outputs!, found.Name] };
        return (node, found);
    }

    /// <summary>Queries may name any port of a node: what comes to one that a script has no section for is an error of the script (spec: query 11).</summary>
    private (GraphNode, Port) TargetOf(GraphNode node, Endpoint endpoint, string port)
    {
        var found = Port.Of(port);
        if (node.RefuseTarget(port) is null) return (node, found);
        findings.Warning(
            endpoint.Place, $"the script `{node.Name}` has no section for the port `{port}`: what comes there leaves by {node.Name}/err", NearestName.Hint(port, node.Plan.Inputs!, "ports"));
        node.Plan = node.Plan with { Inputs = [.. node.Plan.Inputs!, found.Name] };
        return (node, found);
    }

    /// <summary>Whether it stands in a query; JSON names declared ports only (spec: troy B5).</summary>
    private static bool IsText(Endpoint endpoint) => endpoint.Place.IsText;

    private static bool IsPort(string port, Port expected) => port.Equals(expected.Name, StringComparison.OrdinalIgnoreCase);

    private (GraphNode, Port)? ResolveNested(Endpoint endpoint, string port, IReadOnlyDictionary<string, GraphNode> ports, Port inner, string what) =>
        ports.TryGetValue(port, out var node) ? (node, inner) : Refuse(endpoint, NotDefined(endpoint, port), findings.Hint(port, ports.Keys, what));

    /// <param name="role">What it can be besides a node.</param>
    private LinkTarget? Find(Endpoint endpoint, string port, NodeRole role)
    {
        if (targets.GetValueOrDefault(endpoint.Node) is { } target)
        {
            if (!IsLater(target, endpoint)) return target;
            Refuse(endpoint, NotDefined(endpoint, port), "it is created further below: move that in front of this select");
            return null;
        }

        var hint = findings.Nearest(endpoint.Node, targets.Keys) is { } nearest ? $"did you mean \"{nearest}\"?" : MissingHint(endpoint, role);
        Refuse(endpoint, NotDefined(endpoint, port), hint);
        return null;
    }

    private static bool IsLater(LinkTarget target, Endpoint endpoint) =>
        IsText(endpoint) && target.Created is { Pointer: null, Span: { } created } && endpoint.Place.Span is { } used
            && ReferenceEquals(created.Source, used.Source) && created.Start.Offset > used.Start.Offset;

    private string MissingHint(Endpoint endpoint, NodeRole role)
    {
        if (IsText(endpoint)) return $"create it in front of this select, such as by `create stream {endpoint.Node}`";
        const string node = "define the node in \"nodes\"";
        if (role == NodeRole.Operator || endpoint.Port is not null) return node;
        var ports = targets.Where(t => t.Value is NodeTarget { Node.Plan.Role: var r } && r == role).Select(static t => t.Key);
        return $"{node}, or {AddPort(endpoint.Node, ports, role == NodeRole.Input ? "inputs" : "outputs")}";
    }

    /// <summary>How to give a pipeline another port.</summary>
    /// <param name="what">The key that lists the ports.</param>
    public static string AddPort(string port, IEnumerable<string> ports, string what)
    {
        const int few = 8;
        string[] all = [.. ports.Take(few), port];
        return all.Length <= few ? $"add the port to the pipeline: \"{what}\": [{string.Join(", ", all.Select(static p => $"\"{p}\""))}]" : $"add it to the \"{what}\" of the pipeline";
    }

    private (GraphNode, Port)? Refuse(Endpoint endpoint, string message, string? hint, Phase phase = Phase.Building)
    {
        // In the middle of a chain a node is asked for twice: one mistake, one error.
        if (_refused.Add(endpoint)) findings.Error(endpoint.Place, PipelineGraph.NoSuchPort, message, hint, phase);
        return null;
    }

    private static string NotDefined(Endpoint endpoint, string port) => $"Stream used in `from` or `into` is not defined: {endpoint.Node}/{port}";
}
