using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>A run of bytes on its way from a source to its codec. The bytes stay valid while the buffer is held.</summary>
/// <param name="IngestNs">Nanoseconds since the epoch; preprocessors may replace it.</param>
public readonly record struct Piece(PooledBuffer Buffer, int Offset, int Length, Value Meta, ulong IngestNs)
{
    public ReadOnlySpan<byte> Span => Buffer.Array.AsSpan(Offset, Length);
}

/// <summary>The outcome of decoding one piece.</summary>
public enum DecodeStatus
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>No value and no error: no event.</summary>
    Nothing,

    /// <summary>An error event on <c>err</c>.</summary>
    Error,
}

/// <summary>Receives what a codec makes of a run of lines, in order.</summary>
public interface IDecodeOutput
{
    /// <summary>Keeps memory that the values look into alive with the batch.</summary>
    void Attach(IBatchMemory memory);

    void Value(Value value);

    void Error(string text);
}

/// <summary>Bytes to values and back (spec: connectors C.1). One instance a stream; not called concurrently.</summary>
public interface ICodec
{
    /// <summary>
    /// Decodes one piece into at most one value, which may look into the piece's buffer or into memory that is attached to <paramref name="batch"/>.
    /// </summary>
    /// <param name="meta">The piece's metadata; may be replaced.</param>
    /// <param name="error">What is wrong and where (byte offset), with <see cref="DecodeStatus.Error"/>.</param>
    DecodeStatus Decode(in Piece piece, EventBatch batch, ref Value meta, out Value value, out string? error);

    /// <summary>Encodes one value behind what <paramref name="output"/> holds.</summary>
    /// <returns>What is wrong; null when it went well. On an error what was written is thrown away.</returns>
    string? Encode(Value value, Value meta, IBufferWriter<byte> output);
}

/// <summary>A codec that splits and decodes a whole run of pieces in one pass.</summary>
public interface ILineCodec : ICodec
{
    /// <summary>
    /// Decodes <paramref name="length"/> bytes that consist of complete pieces, each ended by <paramref name="separator"/>, just as if
    /// each piece without its separator had gone through <see cref="ICodec.Decode"/>.
    /// </summary>
    void DecodeLines(PooledBuffer buffer, int offset, int length, byte separator, IDecodeOutput output);
}
