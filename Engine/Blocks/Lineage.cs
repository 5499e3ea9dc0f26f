using Tremor.Dataflow.Engine.Contraflow;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// Beside the events of a batch: the root of each, its port, its order key where channels meet again further on, and its path where a node wants to know the port by
/// which an insight comes back.
/// </summary>
/// <remarks>Pooled, owned by the part of the wave that it travels with. Arrays may be longer than the batch.</remarks>
internal sealed class Lineage(int keyLength, int pathLength)
{
    private int[] _roots = new int[64];
    private int[] _ports = new int[64];
    private uint[] _keys = [];
    private ushort[] _paths = [];

    /// <summary>Events of a usual batch, and some more.</summary>
    public const int MaxKept = 1024;

    public int KeyLength => keyLength;

    /// <summary>Whether it holds what only a batch of unusual size needs.</summary>
    public bool IsOversized => _roots.Length > MaxKept || _keys.Length > 2 * MaxKept * keyLength || _paths.Length > 2 * MaxKept * pathLength;

    public int[] Roots => _roots;

    /// <summary>Input ports of the receiver, by index; meaningful where its part says so.</summary>
    public int[] Ports => _ports;

    public bool HasKeys { get; set; }

    public Span<uint> Key(int i) => _keys.AsSpan(i * keyLength, keyLength);

    /// <inheritdoc cref="ReturnPorts"/>
    public Span<ushort> Path(int i) => _paths.AsSpan(i * pathLength, pathLength);

    public void Set(int i, int root, int port)
    {
        if (i == _roots.Length)
        {
            Array.Resize(ref _roots, i * 2);
            Array.Resize(ref _ports, i * 2);
        }

        _roots[i] = root;
        _ports[i] = port;
    }

    /// <summary>The key of event <paramref name="i"/>, to be filled in; what it held before is undefined.</summary>
    public Span<uint> NewKey(int i)
    {
        if ((i + 1) * keyLength > _keys.Length) Array.Resize(ref _keys, Math.Max(64, i + 1) * 2 * keyLength);
        return Key(i);
    }

    /// <summary>The path of event <paramref name="i"/>, to be filled in; what it held before is undefined.</summary>
    public Span<ushort> NewPath(int i)
    {
        if ((i + 1) * pathLength > _paths.Length) Array.Resize(ref _paths, Math.Max(64, i + 1) * 2 * pathLength);
        return Path(i);
    }
}

/// <summary>The lineages of one pipeline, used again and again.</summary>
internal sealed class LineagePool(int keyLength, int pathLength)
{
    private readonly Spares<Lineage> _spares = new();

    public int PathLength => pathLength;

    public Lineage Rent() => _spares.Take() ?? new Lineage(keyLength, pathLength);

    public void Return(Lineage? lineage)
    {
        if (lineage is not { IsOversized: false }) return;
        lineage.HasKeys = false;
        _spares.Add(lineage);
    }
}
