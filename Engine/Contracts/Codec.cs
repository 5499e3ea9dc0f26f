using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>A run of bytes on its way from a source to its codec. The bytes stay valid while the buffer is held.</summary>
/// <param name="Meta">A record, <c>{}</c> when nothing is known. It looks into no buffer, so it may be kept.</param>
/// <param name="IngestNs">Nanoseconds since the epoch; preprocessors may replace it.</param>
public readonly record struct Piece(PooledBuffer Buffer, int Offset, int Length, Value Meta, ulong IngestNs)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Buffer.Array.AsSpan(Offset, Length);
}

/// <summary>
/// Receives what a codec makes of pieces: for each piece one call of <see cref="Value(Value)"/>, <see cref="Nothing"/> or <see cref="Error"/>, in the
/// order of the pieces. Valid during the call of the codec.
/// </summary>
public interface IDecodeOutput
{
    /// <summary>Keeps memory that the values of this call look into alive with them. What the piece itself lies in is kept anyway.</summary>
    void Attach(IBatchMemory memory);

    /// <summary>The piece is an event, with the metadata of the piece.</summary>
    void Value(Value value);

    /// <summary>The piece is an event, with metadata of its own (a record) in place of the piece's.</summary>
    void Value(Value value, Value meta) => Value(value);

    /// <summary>The piece is no event, and that is no error.</summary>
    void Nothing()
    {
    }

    /// <summary>The piece cannot be decoded: an error event on <c>err</c>.</summary>
    /// <param name="text">What is wrong and where (byte offset in the piece).</param>
    void Error(string text);
}

/// <summary>
/// Bytes to values and back (spec: connectors C.1). The engine makes one instance for each stream of a source or a sink, and another one when it
/// deploys, to see that it can be made. Calls do not overlap; they may come on different threads. What a call throws counts as an error of its piece or value.
/// </summary>
public interface ICodec
{
    /// <summary>Whether it decodes text. Then the engine takes the byte order mark of UTF-8 off the start of each stream, in front of the preprocessors that take text.</summary>
    bool IsText => false;

    /// <summary>
    /// Decodes one piece, into at most one value, which may look into the piece's buffer or into memory that it attaches to <paramref name="output"/>.
    /// </summary>
    void Decode(in Piece piece, IDecodeOutput output);

    /// <summary>Encodes one value behind what <paramref name="output"/> holds.</summary>
    /// <returns>The error in words; null when it went well. On an error what was written is thrown away.</returns>
    string? Encode(Value value, Value meta, IBufferWriter<byte> output);
}

/// <summary>A codec that splits and decodes a whole run of pieces in one pass.</summary>
public interface ILineCodec : ICodec
{
    /// <summary>
    /// Decodes bytes that consist of complete pieces, each ended by <paramref name="separator"/>, just as if each piece without its separator had
    /// gone through <see cref="ICodec.Decode"/>.
    /// </summary>
    void DecodeLines(in Piece lines, byte separator, IDecodeOutput output);

    /// <summary>
    /// Another codec that makes of each run of complete pieces that is to come on this stream what this one would, whichever of the two gets which run, in any order and
    /// at once; null where it cannot, because what a piece means depends on those before it, or does so yet. Asked between two calls of this one.
    /// </summary>
    ILineCodec? Fork() => null;
}
