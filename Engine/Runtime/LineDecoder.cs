using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>
/// A stream whose only preprocessor splits at one byte and whose codec splits by itself: all complete lines of a chunk are decoded in one call
/// and in place; only the line that lies across two chunks is copied. What comes out is what the preprocessor and the codec give one by one;
/// a line that is too long is left to the preprocessor, whose business it is.
/// </summary>
/// <param name="slow">The same preprocessor in front of the same codec, one piece at a time.</param>
internal sealed class LineDecoder(ISeparatingPreprocessor splitter, ILineCodec codec, Action<Piece, EventAssembler> slow)
{
    /// <summary>Bytes and lines that go into one batch, give or take a line: what keeps a batch inside the second-level cache.</summary>
    private const int MaxSliceBytes = 64 * 1024;
    private const int MaxSliceLines = 1024;

    private readonly int _maxLength = Math.Min(splitter.MaxLength, 1 << 30);
    private PooledBuffer? _tail;
    private ulong _tailIngestNs;

    /// <summary>The preprocessor itself holds the start of the line, or skips the rest of one.</summary>
    private bool _isSplitterBusy;

    public bool HoldsData => _tail is not null || _isSplitterBusy;

    private int TailLength => _tail?.Length ?? 0;

    /// <summary>How much of <paramref name="lines"/>, all complete, goes into one batch: whole lines.</summary>
    public static int Slice(ReadOnlySpan<byte> lines, byte separator)
    {
        if (lines.Length > MaxSliceBytes)
        {
            var end = lines[..MaxSliceBytes].LastIndexOf(separator);
            lines = lines[..((end < 0 ? lines.IndexOf(separator) : end) + 1)];
        }

        while (lines.Count(separator) > MaxSliceLines)
        {
            var end = lines[..(lines.Length / 2)].LastIndexOf(separator);
            lines = lines[..((end < 0 ? lines.IndexOf(separator) : end) + 1)];
        }

        return lines.Length;
    }

    public void Decode(in Piece chunk, EventAssembler output)
    {
        var bytes = chunk.Span;
        var complete = bytes.LastIndexOf(splitter.Separator) + 1;
        if (!_isSplitterBusy && complete > 0 && LinesFit(bytes[..complete])) DecodeLines(chunk, complete, output);
        else if (!_isSplitterBusy && complete == 0 && TailLength + bytes.Length <= _maxLength) complete = 0;
        else
        {
            HandOver(output);
            slow(chunk with { Length = complete > 0 ? complete : chunk.Length }, output);
            _isSplitterBusy = complete == 0;
            if (complete == 0) return;
        }

        Keep(chunk, complete, output);
    }

    /// <summary>Gives what waits to the preprocessor, which is about to be finished.</summary>
    public void HandOver(EventAssembler output)
    {
        if (_tail is not { } tail) return;
        _tail = null;
        slow(new Piece(tail, 0, tail.Length, Value.EmptyRecord, _tailIngestNs), output);
        tail.Release();
    }

    /// <summary>Whether no line, the one begun in earlier chunks included, is longer than allowed. Looks at a few bytes only.</summary>
    private bool LinesFit(ReadOnlySpan<byte> lines)
    {
        if (TailLength > 0 && TailLength + (long)lines.IndexOf(splitter.Separator) > _maxLength) return false;
        while (lines.Length > _maxLength)
        {
            var end = lines[..(_maxLength + 1)].LastIndexOf(splitter.Separator);
            if (end < 0) return false;
            lines = lines[(end + 1)..];
        }

        return true;
    }

    private void DecodeLines(in Piece chunk, int complete, EventAssembler output)
    {
        var at = 0;
        if (_tail is { } tail)
        {
            at = chunk.Span.IndexOf(splitter.Separator) + 1;
            Append(chunk.Span[..at]);
            tail = _tail;
            _tail = null;
            output.Lines(codec, tail, 0, tail.Length, splitter.Separator);
            tail.Release();
        }

        while (at < complete)
        {
            var slice = Slice(chunk.Span[at..complete], splitter.Separator);
            output.Lines(codec, chunk.Buffer, chunk.Offset + at, slice, splitter.Separator);
            at += slice;
        }
    }

    private void Keep(in Piece chunk, int complete, EventAssembler output)
    {
        var rest = chunk.Span[complete..];
        _tailIngestNs = chunk.IngestNs;
        if (rest.IsEmpty) return;
        if (TailLength + (long)rest.Length > _maxLength)
        {
            slow(chunk with { Offset = chunk.Offset + complete, Length = rest.Length }, output);
            _isSplitterBusy = true;
            return;
        }

        Append(rest);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var length = TailLength + bytes.Length;
        if (_tail is null || _tail.Capacity < length)
        {
            var larger = PooledBuffer.Rent(Math.Max(1024, _tail is null ? length : length * 2));
            _tail?.Span.CopyTo(larger.Array);
            larger.Length = TailLength;
            _tail?.Release();
            _tail = larger;
        }

        bytes.CopyTo(_tail.Array.AsSpan(_tail.Length));
        _tail.Length = length;
    }
}
