using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>
/// Takes the byte order mark of UTF-8 off the start of a text (Unicode 16, section 23.8), which is no part of the data. One for each stream, in front of what splits or
/// decodes text and of the codec, where a start may be.
/// </summary>
/// <param name="areChunks">
/// Whether what comes is cut anywhere, so that the mark may be, and a chunk of nothing else is nothing; else the first piece is whole, and may be empty behind its mark.
/// </param>
internal sealed class TextMark(bool areChunks) : IPreprocessor
{
    private int _held; // bytes of the mark that have come
    private ulong _ingestNs; // of the last chunk

    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <summary>Whether everything that comes passes as it is.</summary>
    public bool IsPast { get; private set; }

    public bool HoldsData => _held > 0;

    /// <summary>The stages of a chain in front of a codec that decodes text, with marks taken off where a text may start.</summary>
    /// <param name="cutsAnywhere">Whether what comes to the first stage is cut anywhere.</param>
    public static IPreprocessor[] Between(IReadOnlyList<IPreprocessor> stages, bool cutsAnywhere)
    {
        var all = new List<IPreprocessor>();
        var isStart = true; // a text that comes here has not been looked at
        foreach (var stage in stages)
        {
            if (isStart && stage.Text != TextUse.None) all.Add(new TextMark((all.Count == 0 && cutsAnywhere) || stage is ISeparatingPreprocessor));
            isStart = stage.Text != TextUse.Splits;
            all.Add(stage);
        }

        if (isStart) all.Add(new TextMark(all.Count == 0 && cutsAnywhere));
        return [.. all];
    }

    /// <summary>What is text of a chunk and of what was held; null for nothing.</summary>
    /// <returns>Its buffer is to be released.</returns>
    public Piece? Take(in Piece piece)
    {
        var bytes = piece.Span;
        if (bytes.IsEmpty && _held > 0) return null;
        var come = IsPast ? 0 : Math.Min(bytes.Length, Mark.Length - _held);
        if (come > 0 && bytes[..come].SequenceEqual(Mark.Slice(_held, come)) && (areChunks || come == Mark.Length))
        {
            _held = (_held + come) % Mark.Length;
            _ingestNs = piece.IngestNs;
            IsPast = _held == 0;
            if (areChunks && bytes.Length == come) return null;
            piece.Buffer.Retain();
            return piece with { Offset = piece.Offset + come, Length = piece.Length - come };
        }

        IsPast |= come > 0 || !areChunks;
        if (_held > 0) return WithHeld(piece);
        piece.Buffer.Retain();
        return piece;
    }

    /// <summary>The stream ends: what looked like a mark and is none, or null.</summary>
    /// <inheritdoc cref="Take"/>
    public Piece? End()
    {
        if (_held == 0) return null;
        var nothing = PooledBuffer.Rent(0);
        try
        {
            return WithHeld(new Piece(nothing, 0, 0, Value.EmptyRecord, _ingestNs));
        }
        finally
        {
            nothing.Release();
        }
    }

    public string? Process(in Piece piece, IPieceOutput output)
    {
        Give(Take(piece), output);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output)
    {
        Give(last is { } piece ? Take(piece) : null, output);
        Give(End(), output);
        return null;
    }

    public void OnGap(IPieceOutput output) => Give(End(), output);

    private static void Give(Piece? text, IPieceOutput output)
    {
        if (text is not { } piece) return;
        try
        {
            output.Add(piece);
        }
        finally
        {
            piece.Buffer.Release();
        }
    }

    private Piece WithHeld(in Piece piece)
    {
        var joined = PooledBuffer.Rent(_held + piece.Length);
        Mark[.._held].CopyTo(joined.Array);
        piece.Span.CopyTo(joined.Array.AsSpan(_held));
        joined.Length = _held + piece.Length;
        (_held, IsPast) = (0, true);
        return piece with { Buffer = joined, Offset = 0, Length = joined.Length };
    }
}
