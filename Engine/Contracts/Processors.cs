using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>Receives pieces, in order. Pieces look into held buffers; the receiver retains what it keeps.</summary>
public interface IPieceOutput
{
    void Add(in Piece piece);

    /// <summary>One piece is given up (too long, for one): an error event in its place, the pieces around it go on.</summary>
    void Error(string text);
}

/// <summary>Chunks to chunks, before the codec (spec: connectors D.1). One instance a stream; not called concurrently.</summary>
public interface IPreprocessor
{
    /// <summary>Whether bytes that came wait for what follows: the pull that brought them is acknowledged with the one that completes them.</summary>
    bool HoldsData => false;

    /// <summary>Takes one chunk and gives none or more; keeps what is incomplete.</summary>
    /// <returns>What is wrong; null when it went well. An error fails the whole chunk.</returns>
    string? Process(in Piece piece, IPieceOutput output);

    /// <summary>The stream ends: gives what is left. <paramref name="last"/> is data that an earlier preprocessor flushed, or null.</summary>
    string? Finish(Piece? last, IPieceOutput output);
}

/// <summary>A preprocessor that does nothing but split at one byte, so that a codec may do it in its own pass.</summary>
public interface ISeparatingPreprocessor : IPreprocessor
{
    byte Separator { get; }

    /// <summary>Longest piece that passes, in bytes; <see cref="int.MaxValue"/> for no limit. A longer one is an error in its place.</summary>
    int MaxLength { get; }

    /// <summary>Whether an incomplete last piece waits for the next chunk.</summary>
    bool Buffered { get; }
}

/// <summary>Receives chunks, in order; copies what it keeps.</summary>
public interface IChunkOutput
{
    void Add(ReadOnlySpan<byte> chunk);
}

/// <summary>Chunks to chunks, behind the codec (spec: connectors E.1). One instance a stream; not called concurrently.</summary>
public interface IPostprocessor
{
    /// <summary>Whether chunks do not correspond to events, so that connectors of single datagrams refuse it.</summary>
    bool IsStreaming => false;

    /// <returns>What is wrong; null when it went well.</returns>
    string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output);

    /// <summary>The stream ends: gives what is left. <paramref name="last"/> is what an earlier postprocessor flushed; empty with <paramref name="hasLast"/> false for nothing.</summary>
    string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output);
}

/// <summary>A postprocessor that does nothing but put bytes behind each chunk, so that a codec may write in place.</summary>
public interface IAppendingPostprocessor : IPostprocessor
{
    void Append(IBufferWriter<byte> output);
}
