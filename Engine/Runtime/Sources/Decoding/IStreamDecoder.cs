using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>
/// Chunks of one stream to values, through preprocessors and codec. All that comes out goes to the events of the stream that each call names. Used by
/// the source's loop only.
/// </summary>
internal interface IStreamDecoder
{
    /// <summary>Whether bytes that came belong to a piece that is not complete.</summary>
    bool HoldsData { get; }

    /// <summary>When <see cref="OnDue"/> wants to be called, in nanoseconds of the stream's clock; null for not at all.</summary>
    long? DueNs { get; }

    void Decode(in Piece chunk, StreamEvents output);

    /// <summary>
    /// Sees what of a chunk can be decoded before its turn comes, whatever becomes of those before it, as far as that can be said.
    /// </summary>
    /// <param name="run">Begins with it.</param>
    /// <param name="forks">How many threads may decode beside this one.</param>
    /// <returns>False where nothing can.</returns>
    bool TryBeginAhead(in Piece chunk, LineRun run, int forks) => false;

    /// <summary>The turn of a chunk that was begun ahead, and is its decoder's, unless the stream has begun anew.</summary>
    /// <param name="ahead">Of it; done, or claimed by nobody.</param>
    void Decode(in Piece chunk, LineRun ahead, StreamEvents output) => Decode(chunk, output);

    /// <summary>Several chunks, each ended by <paramref name="separator"/>; the last one need not be.</summary>
    void DecodeChunks(in Piece chunks, byte separator, StreamEvents output) => DecodeEach(this, chunks, separator, output);

    /// <summary>A preprocessor has waited long enough. What it gives, and what cannot be decoded of it, has no metadata but its own.</summary>
    void OnDue(ulong nowNs, StreamEvents output);

    /// <summary>The stream ends: decodes what is still held, as in <see cref="OnDue"/>.</summary>
    void Finish(ulong nowNs, StreamEvents output);

    /// <summary>The decoder of the stream that continues this one: with all that is held here, and a codec of its own. This one is not used any more.</summary>
    IStreamDecoder Continue(ICodec codec);

    /// <summary>The stream breaks: what is held is lost, and its memory returns to the pool. This one is not used any more.</summary>
    void Discard();

    protected static void DecodeEach(IStreamDecoder decoder, in Piece chunks, byte separator, StreamEvents output)
    {
        for (var at = 0; at < chunks.Length;)
        {
            var length = chunks.Span[at..].IndexOf(separator);
            if (length < 0) length = chunks.Length - at;
            decoder.Decode(output.WithMeta(chunks with { Offset = chunks.Offset + at, Length = length }), output);
            at += length + 1;
        }
    }
}
