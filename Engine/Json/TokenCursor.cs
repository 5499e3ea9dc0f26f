namespace Tremor.Dataflow.Engine.Json;

/// <summary>Where stage 2 is in what stage 1 found.</summary>
internal unsafe struct TokenCursor
{
    /// <summary>Entries behind the last position, more than a token needs to be found wrong.</summary>
    public const int Sentinels = 8;

    private readonly uint* _dirt;
    private readonly uint _origin;

    /// <param name="positions">What stage 1 wrote, with room for <see cref="Sentinels"/> more.</param>
    /// <param name="dirt">What stage 1 wrote.</param>
    public TokenCursor(in ScanResult scan, byte* text, uint* positions, uint* dirt, uint origin, uint end)
    {
        for (var i = 0; i < Sentinels; i++) positions[scan.Count + i] = end;
        Text = text;
        Next = positions;
        Limit = positions + scan.Count;
        _dirt = dirt;
        _origin = origin;
        HasSpace = scan.HasSpace;
    }

    public byte* Text { get; }

    public uint* Next { get; set; }

    public uint* Limit { get; }

    public bool HasSpace { get; }

    /// <summary>Whether there may be white space outside strings: by whole blocks, so that a neighbour's may count.</summary>
    public readonly bool SpansSpace(uint start, uint end) => _dirt[((end - 1 - _origin) >> 6) + 1] != _dirt[(start - _origin) >> 6];
}
