namespace Tremor.Dataflow.Engine.Json;

/// <summary>Where stage 2 is in what stage 1 found.</summary>
internal unsafe struct TokenCursor
{
    /// <summary>Entries behind the last position, more than a token needs to be found wrong.</summary>
    public const int Sentinels = 8;

    private readonly ulong* _dirt;
    private readonly uint _origin;
    private readonly uint _lastBlock;

    /// <param name="positions">What stage 1 wrote, with room for <see cref="Sentinels"/> more.</param>
    /// <param name="dirt">What stage 1 wrote.</param>
    public TokenCursor(in ScanResult scan, byte* text, uint* positions, ulong* dirt, uint origin, uint end)
    {
        for (var i = 0; i < Sentinels; i++) positions[scan.Count + i] = end;
        Text = text;
        Next = positions;
        Limit = positions + scan.Count;
        _dirt = dirt;
        _origin = origin;
        _lastBlock = (end - 1 - origin) >> 6;
        HasSpace = scan.HasSpace;
        Backslash = scan.HasBackslash ? 0 : uint.MaxValue;
    }

    public byte* Text { get; }

    public uint* Next { get; set; }

    public uint* Limit { get; }

    public bool HasSpace { get; }

    /// <summary>Strings that end at or before it have no escapes: the start of the next block with a backslash, once it is looked for.</summary>
    public uint Backslash { get; private set; }

    /// <summary>Whether there may be white space outside strings: by whole blocks, so that a neighbour's may count.</summary>
    public readonly bool SpansSpace(uint start, uint end) => (uint)_dirt[((end - 1 - _origin) >> 6) + 1] != (uint)_dirt[(start - _origin) >> 6];

    /// <summary>Sets <see cref="Backslash"/> to the first block with one, from that on in which <paramref name="at"/> lies.</summary>
    public void FindBackslash(uint at)
    {
        var block = (at - _origin) >> 6;
        while (block <= _lastBlock && _dirt[block] >> 32 == _dirt[block + 1] >> 32) block++;
        Backslash = block > _lastBlock ? uint.MaxValue : _origin + (block << 6);
    }
}
