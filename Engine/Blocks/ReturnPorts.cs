using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Graph;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>By which of its output ports an insight comes back to a node that handles insights.</summary>
/// <remarks>
/// An insight about a result comes back by the ports by which the result left. Where a node has one port and none gets past it, that is known; elsewhere each event
/// carries a <i>path</i> beside it: first the vertex that made it (0, the ingress, for one that came in), then for each such node 1 + the port by which it left, 0 where
/// it did not pass. To the nodes above the one that made an event, or an insight about no event, it comes back by all ports that lead there.
/// </remarks>
internal sealed class ReturnPorts
{
    private readonly NodePorts?[] _nodes;

    public ReturnPorts(Wiring wiring, Func<Vertex, bool> handlesInsights)
    {
        _nodes = [.. wiring.Vertices.Select(v => v.Index > 0 && v != wiring.Egress && handlesInsights(v) ? new NodePorts(wiring, v) : null)];
        var slots = 0;
        foreach (var node in _nodes)
            if (node is { IsFixed: false }) node.Slot = ++slots;
        PathLength = slots > 0 ? slots + 1 : 0;
    }

    /// <summary>Numbers in a path; 0 when none is needed.</summary>
    public int PathLength { get; }

    /// <summary>Place of the vertex in a path; 0 when it has none.</summary>
    public int SlotOf(int vertex) => _nodes[vertex]?.Slot ?? 0;

    /// <summary>About a result with this path; empty when no paths are kept.</summary>
    public Port[] Of(int vertex, ReadOnlySpan<ushort> path)
    {
        var node = _nodes[vertex]!;
        if (node.IsFixed) return node.Each[0];
        if (path.IsEmpty) return [];
        if (path[node.Slot] is var port and > 0) return node.Each[port - 1];
        return path[0] == 0 ? [] : node.LeadingTo(path[0]);
    }

    /// <summary>About no event, made by that vertex.</summary>
    public Port[] Of(int vertex, Vertex maker) => _nodes[vertex]!.LeadingTo(maker.Index);

    /// <summary>About no event, from the targets of these outputs.</summary>
    public Port[] OfOutputs(int vertex, ReadOnlySpan<bool> outputs) => _nodes[vertex]!.LeadingTo(outputs);

    private sealed class NodePorts
    {
        private readonly HashSet<int>[] _vertices;
        private readonly HashSet<int>[] _outputs;

        public NodePorts(Wiring wiring, Vertex vertex)
        {
            Each = [.. vertex.Routes.Select(static r => new[] { r.Port })];
            _vertices = [.. vertex.Routes.Select(static _ => new HashSet<int>())];
            _outputs = [.. vertex.Routes.Select(static _ => new HashSet<int>())];
            for (var p = 0; p < Each.Length; p++)
                foreach (var route in vertex.Routes[p].Routes) Walk(vertex.Out[route.Channel].To, route.ToPort, p);
            IsFixed = Each.Length == 1 && !CanPassBy(wiring, vertex);

            void Walk(Vertex to, int toPort, int port)
            {
                if (to == wiring.Egress) _outputs[port].Add(toPort);
                else if (_vertices[port].Add(to.Index))
                    foreach (var (_, routes) in to.Routes)
                        foreach (var route in routes) Walk(to.Out[route.Channel].To, route.ToPort, port);
            }
        }

        /// <summary>The ports, each by itself.</summary>
        public Port[][] Each { get; }

        /// <summary>Every result left by the one port.</summary>
        public bool IsFixed { get; }

        public int Slot { get; set; }

        public Port[] LeadingTo(int vertex) => Where(p => _vertices[p].Contains(vertex));

        public Port[] LeadingTo(ReadOnlySpan<bool> outputs)
        {
            var wanted = new HashSet<int>();
            for (var o = 0; o < outputs.Length; o++)
                if (outputs[o]) wanted.Add(o);
            return Where(p => _outputs[p].Overlaps(wanted));
        }

        private Port[] Where(Func<int, bool> leads) => [.. Enumerable.Range(0, Each.Length).Where(leads).Select(p => Each[p][0])];

        /// <summary>Whether something that comes in, or is made elsewhere than below this vertex, gets to the outputs without it.</summary>
        private static bool CanPassBy(Wiring wiring, Vertex vertex)
        {
            var seen = new HashSet<int> { vertex.Index };
            return wiring.Vertices.Exists(v => v != wiring.Egress && !v.Ancestors.Contains(vertex.Index) && Reaches(v));

            bool Reaches(Vertex from) => from == wiring.Egress || (seen.Add(from.Index) && from.Out.Exists(c => Reaches(c.To)));
        }
    }
}
