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
    /// <summary>A path holds the index of a vertex in 16 bits.</summary>
    private const int MaxVertices = ushort.MaxValue + 1;

    private readonly NodePorts?[] _nodes;

    public ReturnPorts(Wiring wiring, Func<Vertex, bool> handlesInsights)
    {
        _nodes = [.. wiring.Vertices.Select(v => v.Index > 0 && v != wiring.Egress && handlesInsights(v) ? new NodePorts(wiring, v) : null)];
        var slots = 0;
        foreach (var node in _nodes)
            if (node is { IsFixed: false }) node.Slot = ++slots;
        PathLength = slots > 0 ? slots + 1 : 0;
        if (PathLength > 0 && wiring.Vertices.Count > MaxVertices)
            throw new InvalidOperationException($"A pipeline with operators that handle insights has at most {MaxVertices - 2} nodes, this one {wiring.Vertices.Count - 2}");
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
        private readonly Wiring _wiring;
        private readonly Vertex _vertex;

        public NodePorts(Wiring wiring, Vertex vertex)
        {
            (_wiring, _vertex) = (wiring, vertex);
            Each = [.. vertex.Routes.Select(static r => new[] { r.Port })];
            IsFixed = Each.Length == 1 && !CanPassBy(wiring, vertex);
        }

        /// <summary>The ports, each by itself.</summary>
        public Port[][] Each { get; }

        /// <summary>Every result left by the one port.</summary>
        public bool IsFixed { get; }

        public int Slot { get; set; }

        public Port[] LeadingTo(int vertex) => Where((to, _) => LeadsTo(to, _wiring.Vertices[vertex]));

        public Port[] LeadingTo(ReadOnlySpan<bool> outputs)
        {
            var wanted = outputs.ToArray();
            var last = _wiring.Vertices.FindAll(v => v != _wiring.Egress && HasRouteTo(v, wanted));
            return Where((to, toPort) => to == _wiring.Egress ? wanted[toPort] : last.Exists(v => LeadsTo(to, v)));
        }

        private static bool LeadsTo(Vertex from, Vertex to) => from == to || to.Ancestors.Contains(from.Index);

        private bool HasRouteTo(Vertex vertex, bool[] outputs) =>
            vertex.Routes.Exists(p => p.Routes.Any(r => vertex.Out[r.Channel].To == _wiring.Egress && outputs[r.ToPort]));

        private Port[] Where(Func<Vertex, int, bool> leads) =>
            [.. _vertex.Routes.Where(p => p.Routes.Any(r => leads(_vertex.Out[r.Channel].To, r.ToPort))).Select(static p => p.Port)];

        /// <summary>Whether something that comes in, or is made elsewhere than below this vertex, gets to the outputs without it.</summary>
        private static bool CanPassBy(Wiring wiring, Vertex vertex)
        {
            // Somewhere its way goes from what is not below this vertex to what is, or out.
            foreach (var from in wiring.Vertices)
            {
                if (from == wiring.Egress || LeadsTo(vertex, from)) continue;
                foreach (var (_, to) in from.Out)
                    if (to == wiring.Egress || (LeadsTo(vertex, to) && LeadsTo(to, wiring.Egress))) return true;
            }

            return false;
        }
    }
}
