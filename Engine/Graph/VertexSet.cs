namespace Tremor.Dataflow.Engine.Graph;

/// <summary>A set of vertices by index, a bit each: in a graph of thousands every vertex has one of its ancestors.</summary>
internal sealed class VertexSet(int vertices)
{
    private readonly ulong[] _bits = new ulong[(vertices + 63) / 64];

    public bool Contains(int vertex) => (_bits[vertex / 64] >> (vertex % 64) & 1) != 0;

    public void Add(int vertex) => _bits[vertex / 64] |= 1UL << (vertex % 64);

    public void UnionWith(VertexSet other)
    {
        for (var i = 0; i < _bits.Length; i++) _bits[i] |= other._bits[i];
    }
}
