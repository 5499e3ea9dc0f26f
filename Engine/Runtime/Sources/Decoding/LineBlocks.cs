using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>Runs of complete lines, decoded where they lie, in blocks that become a batch each.</summary>
internal static class LineBlocks
{
    /// <summary>Bytes and lines that go into one block, give or take a line: what keeps a batch inside the second-level cache.</summary>
    private const int MaxBytes = 64 * 1024;
    private const int MaxLines = 1024;

    /// <summary>
    /// So much of the beginning shows whether lines are so short that they have to be counted: looking at all bytes once more costs 5 % of a flow that
    /// only decodes (<c>Perf e2e</c>). Where they only become short further behind, one block holds more lines.
    /// </summary>
    private const int Sample = 2 * 1024;

    /// <param name="areChunks">Whether each line is a chunk of the pull, and may have metadata of its own.</param>
    public static void Decode(ILineCodec codec, Piece lines, byte separator, bool areChunks, StreamEvents output)
    {
        while (lines.Length > 0)
        {
            var block = lines with { Length = Slice(lines.Span, separator) };
            if (areChunks) output.BeginChunks(block, separator);
            else output.BeginLines(block, separator);
            var before = output.Pieces;
            try
            {
                codec.DecodeLines(block, separator, output);
            }
            catch (Exception)
            {
                DecodeRest(codec, block, separator, (int)(output.Pieces - before), output);
            }

            output.EndPiece();
            lines = lines with { Offset = lines.Offset + block.Length, Length = lines.Length - block.Length };
        }
    }

    /// <summary>How much of <paramref name="lines"/>, all complete, goes into the next block: whole lines.</summary>
    public static int Slice(ReadOnlySpan<byte> lines, byte separator)
    {
        if (lines.Length > MaxBytes)
        {
            var end = lines[..MaxBytes].LastIndexOf(separator);
            lines = lines[..((end < 0 ? lines.IndexOf(separator) : end) + 1)];
        }

        if (lines.Length > Sample && lines[..Sample].Count(separator) <= MaxLines * Sample / MaxBytes / 2) return lines.Length;
        while (lines.Count(separator) > MaxLines)
        {
            var end = lines[..(lines.Length / 2)].LastIndexOf(separator);
            lines = lines[..((end < 0 ? lines.IndexOf(separator) : end) + 1)];
        }

        return lines.Length;
    }

    /// <summary>
    /// The codec has thrown at one of the lines: that one is an error of its own, and those behind it are decoded one by one.
    /// </summary>
    /// <param name="answered">Lines of the block that have had their answer.</param>
    private static void DecodeRest(ILineCodec codec, in Piece block, byte separator, int answered, StreamEvents output)
    {
        for (int at = 0, line = 0; at < block.Length; line++)
        {
            var length = block.Span[at..].IndexOf(separator);
            if (line >= answered) PieceDecoder.DecodeGuarded(codec, block with { Offset = block.Offset + at, Length = length }, output);
            at += length + 1;
        }
    }
}
