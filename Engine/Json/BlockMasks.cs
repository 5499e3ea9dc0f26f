namespace Tremor.Dataflow.Engine.Json;

/// <summary>What the bytes of one 64-byte block are; bit i speaks of byte i.</summary>
internal ref struct BlockMasks
{
    public ulong Quote;
    public ulong Backslash;

    /// <summary>
    /// <c>{ } [ ] : ,</c> and, because the table look-up cannot tell them apart, the bytes 0x0C and 0x1A, which are wrong
    /// wherever they are found here.
    /// </summary>
    public ulong Operator;

    /// <summary>Blank, tab, line feed, carriage return.</summary>
    public ulong Space;

    /// <summary>Line feed alone.</summary>
    public ulong LineFeed;

    /// <summary>Bytes below 0x20.</summary>
    public ulong Control;

    /// <summary>Bytes above 0x7F; only whether there is any counts.</summary>
    public ulong NonAscii;
}

/// <summary>Turns a block into masks. All classifiers give the same answers; they differ in what the processor must have.</summary>
internal interface IBlockClassifier
{
    /// <param name="block">64 readable bytes.</param>
    static abstract unsafe void Classify(byte* block, out BlockMasks masks);

    /// <summary>
    /// Writes <paramref name="origin"/> plus the place of each bit; may write up to 64 entries, whatever their number.
    /// </summary>
    static abstract unsafe void WritePositions(ulong bits, uint origin, uint* output);
}
