using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>Whole pieces: each chunk goes through the preprocessors, and each piece that they make of it through the codec.</summary>
internal sealed class PieceDecoder(ICodec codec, PreprocessorChain chain) : IStreamDecoder
{
    public bool HoldsData => chain.HoldsData;

    public long? DueNs => chain.DueNs;

    public void Decode(in Piece chunk, StreamEvents output)
    {
        chain.Process(chunk);
        DecodeResult(output);
    }

    public void DecodeChunks(in Piece chunks, byte separator, StreamEvents output)
    {
        // What nothing preprocesses is what the codec calls lines.
        var complete = chain.IsEmpty && codec is ILineCodec ? chunks.Span.LastIndexOf(separator) + 1 : 0;
        if (complete > 0) LineBlocks.Decode((ILineCodec)codec, chunks with { Length = complete }, separator, areChunks: true, output);
        var rest = chunks with { Offset = chunks.Offset + complete, Length = chunks.Length - complete };
        IStreamDecoder.DecodeEach(this, rest, separator, output);
    }

    public void OnDue(ulong nowNs, StreamEvents output)
    {
        chain.OnDue(nowNs);
        DecodeResult(output);
    }

    public void Finish(ulong nowNs, StreamEvents output)
    {
        chain.Finish(nowNs);
        DecodeResult(output);
    }

    public IStreamDecoder Continue(ICodec next) => new PieceDecoder(next, chain);

    public void Discard() => chain.Discard();

    /// <summary>Exactly one answer to the piece, whatever the codec throws.</summary>
    public static void DecodeGuarded(ICodec codec, in Piece piece, StreamEvents output)
    {
        var answered = output.Pieces;
        try
        {
            codec.Decode(piece, output);
        }
        catch (Exception e) when (output.Pieces == answered)
        {
            output.Error(e is OutOfMemoryException ? $"Out of memory: this piece of {piece.Length} bytes cannot be decoded" : e.Message);
        }
        catch (Exception)
        {
            // It has said what the piece is.
        }
    }

    /// <summary>The pieces of the chain, in order.</summary>
    private void DecodeResult(StreamEvents output)
    {
        try
        {
            foreach (ref readonly var item in chain.Result)
            {
                if (item.Error is { } error) output.Refuse(error, item.Piece, item.Length);
                else DecodePiece(item.Piece, output);
            }
        }
        finally
        {
            chain.Clear();
        }
    }

    private void DecodePiece(in Piece piece, StreamEvents output)
    {
        output.BeginPiece(piece);
        DecodeGuarded(codec, piece, output);
        output.EndPiece();
    }
}
