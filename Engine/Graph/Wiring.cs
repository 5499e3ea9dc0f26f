using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Graph;

/// <summary>Where one emission goes: a channel of the emitting vertex, and an input port of the vertex at its end.</summary>
/// <param name="Channel">Index into <see cref="Vertex.Out"/>.</param>
/// <param name="ToPort">Index into <see cref="Vertex.InPorts"/> of the receiver.</param>
internal readonly record struct Route(int Channel, int ToPort);

/// <summary>All edges from one vertex to another. Events stay in the order of their emission, so they need no sorting at its end.</summary>
internal sealed record Channel(Vertex From, Vertex To)
{
    /// <summary>Whether its events carry order keys, because a vertex further on merges channels.</summary>
    public bool IsKeyed { get; set; }
}

/// <summary>A vertex that becomes a block: an operator, or one of the two ends of the pipeline.</summary>
/// <param name="vertices">How many there are.</param>
internal sealed class Vertex(int index, int node, int vertices)
{
    /// <summary>Place in topological order: the ingress is 0, the egress comes last.</summary>
    public int Index => index;

    /// <summary>Index of the node in the plan; -1 for the ends.</summary>
    public int Node => node;

    public List<Channel> Out { get; } = [];

    public List<Channel> In { get; } = [];

    /// <summary>The input ports in use; the output ports of the pipeline for the egress.</summary>
    public List<Port> InPorts { get; } = [];

    /// <summary>Per output port (input port of the pipeline for the ingress) where its events go, in order of declaration.</summary>
    public List<(Port Port, Route[] Routes)> Routes { get; } = [];

    /// <summary>Place of its sequence number in an order key; -1 unless channels part here that meet again.</summary>
    public int ForkKey { get; set; } = -1;

    /// <summary>The vertices that can reach this one.</summary>
    public VertexSet Ancestors { get; } = new(vertices);

    public int InPort(Port port)
    {
        var at = InPorts.IndexOf(port);
        if (at >= 0) return at;
        InPorts.Add(port);
        return InPorts.Count - 1;
    }
}

/// <summary>
/// A pipeline as the blocks see it: nodes that only pass events on are replaced by direct edges, parallel edges share
/// a channel, all inputs are one vertex and all outputs another.
/// </summary>
/// <remarks>
/// Order keys. A depth-first walk takes two events that meet at a vertex in the order in which they left the last vertex that
/// both passed. So an event carries, for each vertex where channels part, its number in the output of that vertex, in
/// topological order, and 0 for those that it did not pass. Events that never parted arrive on one channel, in order.
/// The first component of a key is the vertex whose signal handler made the event: 0 for events that came in.
/// </remarks>
internal sealed class Wiring
{
    private readonly PipelinePlan _plan;
    private readonly List<Link>[] _links;

    private Wiring(PipelinePlan plan)
    {
        _plan = plan;
        var ingress = plan.Nodes.Count;
        var egress = ingress + 1;
        _links = new List<Link>[egress + 1];
        for (var i = 0; i < _links.Length; i++) _links[i] = [];
        for (var n = 0; n < ingress; n++)
        {
            if (plan.Nodes[n].Role == NodeRole.Input) _links[ingress].Add(new Link(PortOf(n), n, Port.In));
            if (plan.Nodes[n].Role == NodeRole.Output) _links[n].Add(new Link(Port.Out, egress, PortOf(n)));
        }

        foreach (var edge in plan.Edges) _links[edge.From].Add(new Link(edge.FromPort, edge.To, edge.ToPort));
        var isCut = FindShortCuts(ingress);
        foreach (var node in plan.Order.Reverse())
        {
            // Many may lead into a row of cut nodes: each then takes it in one step.
            if (isCut[node] && _links[node] is [var only] && isCut[only.To] && _links[only.To] is [var last])
                _links[node][0] = last with { FromPort = only.FromPort };
        }

        int[] remaining = [.. plan.Order.Where(node => !isCut[node])];

        var count = remaining.Length + 2;
        Vertices = [new Vertex(0, -1, count)];
        var vertexOf = new Dictionary<int, Vertex> { [ingress] = Vertices[0] };
        foreach (var node in remaining)
        {
            vertexOf[node] = new Vertex(Vertices.Count, node, count);
            Vertices.Add(vertexOf[node]);
        }

        vertexOf[egress] = new Vertex(Vertices.Count, -1, count);
        Vertices.Add(vertexOf[egress]);
        foreach (var input in plan.Nodes.Where(static n => n.Role == NodeRole.Input)) Ingress.InPort(PortOf(input));
        foreach (var output in plan.Nodes.Where(static n => n.Role == NodeRole.Output)) Egress.InPort(PortOf(output));
        foreach (var node in remaining.Prepend(ingress)) Connect(vertexOf[node], WithShortCuts(_links[node], isCut), vertexOf);
        if (Ingress.Out.Count == 0) AddChannel(Ingress, Egress);
        foreach (var vertex in Vertices)
            foreach (var channel in vertex.In)
            {
                vertex.Ancestors.Add(channel.From.Index);
                vertex.Ancestors.UnionWith(channel.From.Ancestors);
            }

        PlaceKeys();
    }

    /// <summary>In topological order.</summary>
    public List<Vertex> Vertices { get; }

    public Vertex Ingress => Vertices[0];

    public Vertex Egress => Vertices[^1];

    /// <summary>Whether all inputs lead straight into one vertex, so that no block is needed to distribute what comes in.</summary>
    public bool IngressIsTrivial => Ingress.Out.Count == 1 && Ingress.Routes.All(static r => r.Routes.Length <= 1);

    /// <summary>Components of an order key.</summary>
    public int KeyLength { get; private set; } = 1;

    public static Wiring Of(PipelinePlan plan) => new(plan);

    /// <summary>
    /// The port of the first block by which events for an input port go in, by index; negative when nothing is linked to the port.
    /// </summary>
    public int HeadPort(Port input)
    {
        var routes = Ingress.Routes.Find(r => r.Port.Equals(input)).Routes;
        if (routes is null) return -1;
        return IngressIsTrivial ? routes[0].ToPort : Ingress.InPort(input);
    }

    /// <summary>The port that an input or output node stands for.</summary>
    internal static Port PortOf(NodePlan node) => Port.Of(node.Name);

    private Port PortOf(int node) => PortOf(_plan.Nodes[node]);

    /// <summary>
    /// The nodes that only pass events on and make way for direct links. One with many links on both sides stays: cutting it would multiply the links.
    /// </summary>
    private bool[] FindShortCuts(int ingress)
    {
        var isCut = new bool[_links.Length];
        var arriving = new int[_links.Length];
        foreach (var link in _links[ingress]) arriving[link.To]++;
        foreach (var node in _plan.Order)
        {
            isCut[node] = _plan.Nodes[node].Work is null && (_links[node].Count <= 1 || arriving[node] <= 1);
            foreach (var link in _links[node]) arriving[link.To] += isCut[node] ? arriving[node] : 1;
        }

        return isCut;
    }

    /// <summary>Puts the links of a node that is cut in the place of the one to it, so that the order of the links stays.</summary>
    private List<Link> WithShortCuts(List<Link> links, bool[] isCut)
    {
        if (!links.Exists(l => isCut[l.To])) return links;
        var direct = new List<Link>(links.Count);
        var next = new Stack<Link>(Enumerable.Reverse(links));
        while (next.TryPop(out var link))
        {
            if (!isCut[link.To])
            {
                direct.Add(link);
                continue;
            }

            var further = _links[link.To];
            for (var i = further.Count - 1; i >= 0; i--) next.Push(further[i] with { FromPort = link.FromPort });
        }

        return direct;
    }

    private static void Connect(Vertex vertex, List<Link> links, Dictionary<int, Vertex> vertexOf)
    {
        var channels = new Dictionary<Vertex, int>();
        foreach (var port in links.GroupBy(static l => l.FromPort))
            vertex.Routes.Add((port.Key, [.. port.Select(RouteOf)]));

        Route RouteOf(Link link)
        {
            var to = vertexOf[link.To];
            if (!channels.TryGetValue(to, out var channel)) channels[to] = channel = AddChannel(vertex, to);
            return new Route(channel, to.InPort(link.ToPort));
        }
    }

    private static int AddChannel(Vertex from, Vertex to)
    {
        var channel = new Channel(from, to);
        from.Out.Add(channel);
        to.In.Add(channel);
        return from.Out.Count - 1;
    }

    private void PlaceKeys()
    {
        var leadsToJoin = new bool[Vertices.Count];
        foreach (var vertex in Enumerable.Reverse(Vertices))
        {
            leadsToJoin[vertex.Index] = vertex.In.Count > 1;
            foreach (var channel in vertex.Out)
            {
                channel.IsKeyed = leadsToJoin[channel.To.Index];
                leadsToJoin[vertex.Index] |= channel.IsKeyed;
            }
        }

        foreach (var vertex in Vertices.Where(static v => v.Out.Count(static c => c.IsKeyed) > 1)) vertex.ForkKey = KeyLength++;

        // Before the first fork there is only one way, and so nothing to tell apart.
        var isParted = new bool[Vertices.Count];
        foreach (var vertex in Vertices)
        {
            isParted[vertex.Index] = vertex.ForkKey >= 0 || vertex.In.Exists(c => isParted[c.From.Index]);
            foreach (var channel in vertex.Out) channel.IsKeyed &= isParted[vertex.Index];
        }
    }

    private readonly record struct Link(Port FromPort, int To, Port ToPort);
}
