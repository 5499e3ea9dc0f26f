namespace Tremor.Dataflow.Engine.Json;

/// <summary>
/// Turns a block of 64 bytes into bit masks: bit i speaks of byte i. All classifiers give the same answers; they differ in what
/// the processor must have.
/// </summary>
internal interface IBlockClassifier
{
    /// <param name="block">64 readable bytes.</param>
    /// <param name="operators">
    /// <c>{ } [ ] : ,</c> and, because the table look-up cannot tell them apart, the bytes 0x0C and 0x1A, which are wrong wherever
    /// they are found here.
    /// </param>
    /// <param name="spaces">Blank, tab, line feed, carriage return.</param>
    /// <param name="lineFeeds">Line feed alone.</param>
    /// <param name="controls">Bytes below 0x20.</param>
    /// <param name="nonAscii">Bytes above 0x7F.</param>
    static abstract unsafe void Classify(
        byte* block,
        out ulong quotes,
        out ulong backslashes,
        out ulong operators,
        out ulong spaces,
        out ulong lineFeeds,
        out ulong controls,
        out ulong nonAscii);

    /// <summary>
    /// Writes <paramref name="origin"/> plus the place of each bit; may write up to 64 entries, whatever their number.
    /// </summary>
    static abstract unsafe void WritePositions(ulong bits, uint origin, uint* output);
}
