using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>
/// Line blocks: a stream whose only preprocessor splits at one byte and whose codec splits by itself. All complete lines of a chunk are decoded in one
/// call and in place; only the line that lies across two chunks is copied. What comes out is what the preprocessor and the codec give one by one;
/// a line that is too long is left to them.
/// </summary>
internal sealed class LineDecoder : IStreamDecoder
{
    private readonly ISeparatingPreprocessor _splitter;
    private readonly ILineCodec _codec;
    private readonly PreprocessorChain _chain;
    private readonly PieceDecoder _pieces; // the same preprocessor in front of the same codec
    private readonly int _maxLength;

    private readonly CodecForks _codecs;

    private PooledBuffer? _tail;
    private ulong _tailIngestNs;

    /// <summary>The preprocessor itself holds the start of the line, or skips the rest of one.</summary>
    private bool _isSplitterBusy;

    /// <summary>The rest of a line that was given up for lack of memory comes before anything else.</summary>
    private bool _isSkipping;

    /// <summary>Chunks that were begun ahead and have not come to be decoded, and whether the last of them ends inside a line.</summary>
    private int _ahead;
    private bool _endsInLine;

    /// <summary>The lines of the chunk that is being decoded, where they were decoded ahead.</summary>
    private LineRun? _run;

    /// <summary>At the start of a text; null behind it.</summary>
    private TextMark? _mark;

    /// <param name="chain">Of <paramref name="splitter"/> alone.</param>
    public LineDecoder(ISeparatingPreprocessor splitter, ILineCodec codec, PreprocessorChain chain)
    {
        (_splitter, _codec, _chain) = (splitter, codec, chain);
        _pieces = new PieceDecoder(codec, chain);
        _codecs = new CodecForks(codec);
        if (codec.IsText) _mark = new TextMark(areChunks: true);
        _maxLength = Math.Min(splitter.MaxLength, 1 << 30);
    }

    public bool HoldsData => _tail is not null || _mark is { HoldsData: true } || _chain.HoldsData;

    public long? DueNs => null;

    private int TailLength => _tail?.Length ?? 0;

    public bool TryBeginAhead(in Piece chunk, LineRun run, int forks)
    {
        if (_mark is not null || _isSplitterBusy || _isSkipping || !_codecs.Have(forks)) return false;
        var bytes = chunk.Span;
        var start = (_ahead > 0 ? _endsInLine : _tail is not null) ? bytes.IndexOf(_splitter.Separator) + 1 : 0;
        var end = bytes.LastIndexOf(_splitter.Separator) + 1;
        if (end <= start) return false;
        _ahead++;
        _endsInLine = end < bytes.Length;
        run.Begin(chunk, start, end - start, _splitter.Separator, _codecs);
        return true;
    }

    public void Decode(in Piece chunk, LineRun ahead, StreamEvents output)
    {
        // The stream may have begun anew since.
        if (!ReferenceEquals(ahead.Codecs, _codecs))
        {
            Decode(chunk, output);
            return;
        }

        _ahead--;
        _run = ahead;
        try
        {
            Decode(chunk, output);
        }
        finally
        {
            _run = null;
        }
    }

    public void Decode(in Piece chunk, StreamEvents output)
    {
        if (_mark is not null) DecodeStart(chunk, output);
        else DecodeText(chunk, output);
    }

    private void DecodeStart(in Piece chunk, StreamEvents output)
    {
        var text = _mark!.Take(chunk);
        if (_mark.IsPast) _mark = null;
        if (text is { } piece) DecodeTaken(piece, output);
    }

    private void DecodeTaken(in Piece text, StreamEvents output)
    {
        try
        {
            DecodeText(text, output);
        }
        finally
        {
            text.Buffer.Release();
        }
    }

    private void DecodeText(in Piece chunk, StreamEvents output)
    {
        if (!_isSkipping)
        {
            DecodeChunk(chunk, output);
            return;
        }

        var end = chunk.Span.IndexOf(_splitter.Separator) + 1;
        if (end == 0) return;
        _isSkipping = false;
        DecodeChunk(chunk with { Offset = chunk.Offset + end, Length = chunk.Length - end }, output);
    }

    private void DecodeChunk(in Piece chunk, StreamEvents output)
    {
        var bytes = chunk.Span;
        var complete = bytes.LastIndexOf(_splitter.Separator) + 1;
        if (!_isSplitterBusy && complete > 0 && LinesFit(bytes[..complete])) DecodeLines(chunk, complete, output);
        else if (_isSplitterBusy || complete > 0 || TailLength + bytes.Length > _maxLength)
        {
            HandOver(output);
            _pieces.Decode(chunk with { Length = complete > 0 ? complete : chunk.Length }, output);
            _isSplitterBusy = complete == 0;
            if (complete == 0) return;
        }

        Keep(chunk, complete, output);
    }

    public void OnDue(ulong nowNs, StreamEvents output)
    {
    }

    public void Finish(ulong nowNs, StreamEvents output)
    {
        if (_mark?.End() is { } piece) DecodeTaken(piece, output);
        HandOver(output);
        _pieces.Finish(nowNs, output);
    }

    public IStreamDecoder Continue(ICodec codec) => new LineDecoder(_splitter, (ILineCodec)codec, _chain)
    {
        _mark = _mark,
        _tail = _tail,
        _tailIngestNs = _tailIngestNs,
        _isSplitterBusy = _isSplitterBusy,
        _isSkipping = _isSkipping,
    };

    public void Discard()
    {
        _tail?.Release();
        _tail = null;
        _chain.Discard();
    }

    /// <summary>Gives what waits to the preprocessor.</summary>
    private void HandOver(StreamEvents output)
    {
        if (_tail is not { } tail) return;
        _tail = null;
        try
        {
            _pieces.Decode(new Piece(tail, 0, tail.Length, Value.EmptyRecord, _tailIngestNs), output);
        }
        finally
        {
            tail.Release();
        }
    }

    /// <summary>Whether no line, the one begun in earlier chunks included, is longer than allowed. Looks at a few bytes only.</summary>
    private bool LinesFit(ReadOnlySpan<byte> lines)
    {
        if (TailLength > 0 && TailLength + (long)lines.IndexOf(_splitter.Separator) > _maxLength) return false;
        while (lines.Length > _maxLength)
        {
            var end = lines[..(_maxLength + 1)].LastIndexOf(_splitter.Separator);
            if (end < 0) return false;
            lines = lines[(end + 1)..];
        }

        return true;
    }

    private void DecodeLines(in Piece chunk, int complete, StreamEvents output)
    {
        var at = 0;
        if (_tail is not null)
        {
            at = chunk.Span.IndexOf(_splitter.Separator) + 1;
            if (TryAppend(chunk.Span[..at])) DecodeTail(chunk, output);
            else GiveUp(chunk, at - 1, output);
        }

        var lines = chunk with { Offset = chunk.Offset + at, Length = complete - at };
        LineBlocks.Decode(_run?.Holds(lines) == true ? _run : _codec, lines, _splitter.Separator, areChunks: false, output);
    }

    /// <param name="chunk">The one that has ended the line.</param>
    private void DecodeTail(in Piece chunk, StreamEvents output)
    {
        var line = _tail!;
        _tail = null;
        try
        {
            LineBlocks.Decode(_codec, chunk with { Buffer = line, Offset = 0, Length = line.Length }, _splitter.Separator, areChunks: false, output);
        }
        finally
        {
            line.Release();
        }
    }

    /// <summary>There is no memory for a line: it is an error in its place, and its rest is no line.</summary>
    /// <param name="more">Bytes of it that the chunk brings.</param>
    private void GiveUp(in Piece chunk, int more, StreamEvents output)
    {
        var (tail, length) = (_tail, TailLength + (long)more);
        _tail = null;
        try
        {
            var lost = tail is null ? chunk : chunk with { Buffer = tail, Offset = 0, Length = tail.Length };
            output.Refuse($"Out of memory: a line that has grown to {length} bytes is given up", lost, length);
        }
        finally
        {
            tail?.Release();
        }
    }

    private void Keep(in Piece chunk, int complete, StreamEvents output)
    {
        var rest = chunk.Span[complete..];
        _tailIngestNs = chunk.IngestNs;
        if (rest.IsEmpty) return;
        if (TailLength + (long)rest.Length > _maxLength)
        {
            _pieces.Decode(chunk with { Offset = chunk.Offset + complete, Length = rest.Length }, output);
            _isSplitterBusy = true;
            return;
        }

        if (TryAppend(rest)) return;
        _isSkipping = true;
        GiveUp(chunk with { Offset = chunk.Offset + complete, Length = rest.Length }, rest.Length, output);
    }

    /// <returns>False where there is no memory; then nothing has changed.</returns>
    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        var length = TailLength + bytes.Length;
        if (_tail is null || _tail.Capacity < length)
        {
            if (TryRent(Math.Max(1024L, _tail is null ? length : length * 2L)) is not { } larger) return false;
            _tail?.Span.CopyTo(larger.Array);
            larger.Length = TailLength;
            _tail?.Release();
            _tail = larger;
        }

        bytes.CopyTo(_tail.Array.AsSpan(_tail.Length));
        _tail.Length = length;
        return true;
    }

    private static PooledBuffer? TryRent(long capacity)
    {
        try
        {
            return PooledBuffer.Rent((int)Math.Min(capacity, Array.MaxLength - PooledBuffer.Padding));
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
