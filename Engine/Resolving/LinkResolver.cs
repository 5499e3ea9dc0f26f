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

    private sealed record UnknownTarget : LinkTarget;
}

/// <summary>A node, or a port of the pipeline.</summary>
internal sealed record NodeTarget(GraphNode Node) : LinkTarget;

/// <summary>A nested pipeline, by its ports.</summary>
internal sealed record NestedTarget(IReadOnlyDictionary<string, GraphNode> Inputs, IReadOnlyDictionary<string, GraphNode> Outputs) : LinkTarget;

/// <summary>Turns the links of a pipeline into edges and select nodes (spec: troy B2, troy B4, query 6).</summary>
internal sealed class LinkResolver(ResolveContext context, PipelineGraph graph, IReadOnlyDictionary<string, LinkTarget> targets, SettingScope scope, DefinitionFindings findings)
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
        if (link.Windows.Count > 0) RefuseClause(link.Windows[0].Place, "windows");
        if (link.Group is { } group) RefuseClause(group.Place, "groups");
        if (link.Windows.Count > 0 || link.Group is not null) return;
        var clauses = new SelectClauses(Source(link.Target), Source(link.Where), Source(link.Having));
        if (link.Where is null && link.Having is null && (link.Target is null || clauses.Target?.Text.Trim() == "event"))
        {
            Connect(from, into);
            return;
        }

        var select = graph.Add(new(new NodePlan($"select#{_selects++}", NodeRole.Operator, "select")
        {
            Work = scope.Arguments is { AreKnown: true } arguments && IsWhole() ? Compile(link, clauses, arguments) : null,
            Place = link.Place.Span,
        }));
        Connect(from, (select, Port.In));
        Connect((select, Port.Out), into);

        bool IsWhole() => (link.Target is null || clauses.Target is not null) && (link.Where is null || clauses.Where is not null) && (link.Having is null || clauses.Having is not null);
    }

    /// <summary>A form that writes such a clause may exist before there is what carries it out: never a plain link in its place.</summary>
    private void RefuseClause(Place place, string what)
    {
        AreSound = false;
        findings.Error(place, DefinitionErrorKind.UnknownProperty, $"a select with {what} is not supported by this version", "leave them out, or use an operator such as generic::batch");
    }

    private ScriptText? Source(Text? text) => text is null ? null : context.Texts.Resolve(text, findings);

    private SelectWork? Compile(SelectLink link, SelectClauses clauses, ArgumentSet arguments)
    {
        var found = new List<Diagnostic>();
        var select = context.ScopeOf(arguments, scope.Uses);
        var create = context.Script.CompileSelect(clauses, select, found);
        foreach (var finding in found)
        {
            var clause = IsIn(clauses.Where) ? link.Where : IsIn(clauses.Having) ? link.Having : link.Target;
            ResolveContext.TakeScriptFindings([finding], clause?.Place ?? link.Place, findings);

            bool IsIn(ScriptText? text) => finding.Span is { } place && text?.Contains(place) == true;
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
            NodeTarget { Node: var node } => node.RefuseSource(port) is { } refusal ? Refuse(endpoint, refusal.Message, refusal.Hint) : (node, Port.Of(port)),
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
            NodeTarget { Node: var node } => node.RefuseTarget(port) is { } refusal ? Refuse(endpoint, refusal.Message, refusal.Hint) : (node, Port.Of(port)),
            _ => null,
        };
    }

    private (GraphNode, Port)? ResolveNested(Endpoint endpoint, string port, IReadOnlyDictionary<string, GraphNode> ports, Port inner, string what) =>
        ports.TryGetValue(port, out var node) ? (node, inner) : Refuse(endpoint, NotDefined(endpoint, port), findings.Hint(port, ports.Keys, what));

    /// <param name="role">What it can be besides a node.</param>
    private LinkTarget? Find(Endpoint endpoint, string port, NodeRole role)
    {
        if (targets.GetValueOrDefault(endpoint.Node) is { } target) return target;
        var hint = findings.Nearest(endpoint.Node, targets.Keys) is { } nearest ? $"did you mean \"{nearest}\"?" : MissingHint(endpoint, role);
        Refuse(endpoint, NotDefined(endpoint, port), hint);
        return null;
    }

    private string MissingHint(Endpoint endpoint, NodeRole role)
    {
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

    private (GraphNode, Port)? Refuse(Endpoint endpoint, string message, string? hint)
    {
        // In the middle of a chain a node is asked for twice: one mistake, one error.
        if (_refused.Add(endpoint)) findings.Error(endpoint.Place, PipelineGraph.NoSuchPort, message, hint);
        return null;
    }

    private static string NotDefined(Endpoint endpoint, string port) => $"Stream used in `from` or `into` is not defined: {endpoint.Node}/{port}";
}
