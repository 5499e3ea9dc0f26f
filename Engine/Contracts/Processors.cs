using System.Buffers;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>Receives pieces, in order. Pieces look into held buffers; the receiver retains what it keeps.</summary>
public interface IPieceOutput
{
    /// <summary>Bytes of what is given up that an error event shows (spec: runtime 9.6).</summary>
    const int MaxShown = 64 * 1024;

    /// <summary>Takes the next piece.</summary>
    void Add(in Piece piece);

    /// <summary>One piece is given up (too long, for one): an error event in its place, the pieces around it go on.</summary>
    /// <param name="text">What is wrong.</param>
    /// <param name="lost">What is given up, or the beginning of it, with the metadata and the time that the event gets.</param>
    /// <param name="length">Bytes of what is given up, as far as they are known; those of <paramref name="lost"/> unless given.</param>
    void Error(string text, in Piece lost, long? length = null);
}

/// <summary>What a preprocessor makes of text, whose start may be a byte order mark.</summary>
public enum TextUse
{
    /// <summary>Takes bytes: a mark, if there is any, is in what comes of them.</summary>
    None,

    /// <summary>Takes text and makes something else of it, which may be text with a start of its own.</summary>
    Decodes,

    /// <summary>Takes text, and gives pieces of it.</summary>
    Splits,
}

/// <summary>
/// Chunks to chunks, before the codec (spec: connectors D.1). The engine makes one instance for each stream of a source, and calls it from the source's
/// loop: calls do not overlap. What a call throws counts as the error that it would return, so it must not throw in the middle of what it keeps; but where
/// there is no memory the process ends, unless the preprocessor gives up what it holds and says so.
/// </summary>
public interface IPreprocessor
{
    /// <summary>What it takes, where the codec decodes text.</summary>
    TextUse Text => TextUse.None;

    /// <summary>Whether bytes that came wait for what follows: the pull that brought them is acknowledged with the one that completes them.</summary>
    bool HoldsData => false;

    /// <summary>Takes one chunk and gives none or more; keeps what is incomplete.</summary>
    /// <returns>The error in words; null when it went well. An error stands for the chunk, behind what it has already given.</returns>
    string? Process(in Piece piece, IPieceOutput output);

    /// <summary>
    /// The stream ends: gives what is left. <paramref name="last"/> is data that an earlier preprocessor flushed, or null. Not called where another
    /// stream continues this one: what is held then waits for the chunks of that stream.
    /// </summary>
    string? Finish(Piece? last, IPieceOutput output);

    /// <summary>
    /// A piece that would have been the next one was given up in front of this preprocessor, which holds data: that must not be joined with what follows, for an
    /// event would come out that nobody sent. Called before the next chunk or the end, only while <see cref="HoldsData"/>; must not throw.
    /// </summary>
    void OnGap(IPieceOutput output)
    {
    }

    /// <summary>The stream breaks: what is held is lost, and pooled memory goes back to its pool. The last call; must not throw.</summary>
    void Discard()
    {
    }
}

/// <summary>Time as the preprocessors of a source count it: it stands still while the source is held back, since nothing that they wait for can come then.</summary>
public interface IStreamClock
{
    /// <summary>Nanoseconds since some moment.</summary>
    long NowNs { get; }
}

/// <summary>A preprocessor that lets go of what it holds when nothing more has come for some time.</summary>
public interface ITimedPreprocessor : IPreprocessor
{
    /// <summary>When <see cref="OnDue"/> is to be called, by the clock of <see cref="UseClock"/>; null for not at all. Looked at behind every other call.</summary>
    long? DueNs { get; }

    /// <summary>Called once, before the first chunk.</summary>
    void UseClock(IStreamClock clock);

    /// <summary>
    /// <see cref="DueNs"/> has passed. Called from the source's loop, soon behind that moment; never while the source is held back. What it gives goes
    /// through the preprocessors behind it, and counts as the end of the last pull of the stream.
    /// </summary>
    /// <returns>The error in words; null when it went well.</returns>
    string? OnDue(IPieceOutput output);
}

/// <summary>A preprocessor that does nothing but split at one byte, so that a codec may do it in its own pass.</summary>
public interface ISeparatingPreprocessor : IPreprocessor
{
    /// <summary>The byte that ends each piece and is part of none.</summary>
    byte Separator { get; }

    /// <summary>Longest piece that passes, in bytes; <see cref="int.MaxValue"/> for no limit. A longer one is an error in its place.</summary>
    int MaxLength { get; }

    /// <summary>Whether an incomplete last piece waits for the next chunk.</summary>
    bool Buffered { get; }
}

/// <summary>Receives chunks, in order; copies what it keeps.</summary>
public interface IChunkOutput
{
    /// <summary>Takes the next chunk, which is valid during the call.</summary>
    void Add(ReadOnlySpan<byte> chunk);
}

/// <summary>
/// Chunks to chunks, behind the codec (spec: connectors E.1). The engine makes one instance for each stream of a sink, and another one when it deploys, to
/// see that it can be made; calls do not overlap.
/// </summary>
public interface IPostprocessor
{
    /// <returns>The error in words; null when it went well. An error fails the event.</returns>
    string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output);

    /// <summary>
    /// The stream ends: gives what is left. <paramref name="last"/> is what an earlier postprocessor flushed; empty with <paramref name="hasLast"/> false for
    /// nothing.
    /// </summary>
    string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output);
}

/// <summary>What a streaming postprocessor keeps, behind a call that gave it a chunk.</summary>
public enum HeldChunks
{
    /// <summary>Nothing: all that it took is given.</summary>
    None,

    /// <summary>The chunk of this call, or a part of it; all that came before is given.</summary>
    Last,

    /// <summary>What it kept before, and this chunk too.</summary>
    More,
}

/// <summary>A postprocessor that gives a chunk later than it takes it: until then the events in it are not written.</summary>
public interface IStreamingPostprocessor : IPostprocessor
{
    /// <summary>What it keeps. Looked at behind each <see cref="IPostprocessor.Process"/> that went well.</summary>
    HeldChunks Held { get; }
}

/// <summary>The first unit of what is written somewhere that is not whole.</summary>
/// <param name="Start">Its first byte; all in front of it is whole.</param>
/// <param name="Error">What is wrong with it, in words.</param>
/// <param name="EndsEarly">
/// Whether it is the last one, and only its end is missing: there is nothing in it that can be read to its end. Else there may be whole units behind it, or it was
/// never one.
/// </param>
public readonly record struct HalfUnit(long Start, string Error, bool EndsEarly);

/// <summary>A postprocessor that gives units, such as compressed ones: of what stands behind a part of one nothing can be read.</summary>
public interface IUnitPostprocessor : IPostprocessor
{
    /// <summary>Reads through units that stand behind each other, to the end or to what is no whole one. Asked of an instance that gets no chunk.</summary>
    /// <param name="written">From the first byte of the first one on.</param>
    /// <returns>The one that is not whole; null where all are.</returns>
    HalfUnit? FindHalfUnit(Stream written, CancellationToken cancellation);
}

/// <summary>A postprocessor that does nothing but put bytes behind each chunk, so that a codec may write in place.</summary>
public interface IAppendingPostprocessor : IPostprocessor
{
    /// <summary>The one byte that it always puts there; null where it puts something else.</summary>
    byte? Separator => null;

    /// <summary>Puts its bytes behind a chunk that <paramref name="output"/> ends with; just what <see cref="IPostprocessor.Process"/> would add.</summary>
    void Append(IBufferWriter<byte> output);
}
