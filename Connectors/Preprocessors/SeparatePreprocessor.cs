using System.ComponentModel.DataAnnotations;
using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Splits a stream into pieces at one byte, the line feed unless told otherwise.</summary>
/// <remarks>
/// <para>
/// The separator is dropped; the empty piece between two separators is a piece. What comes behind the last separator waits for
/// the next chunk, and comes out at the end of the stream, unless <c>buffered</c> is false: then it comes out at once, even if empty.
/// A piece takes the metadata of the chunk that ends it; what comes at the end of the stream has none.
/// </para>
/// <para>
/// A piece longer than <c>max_length</c> is one error event in its place, up to its separator, and what lies around it goes on.
/// So is a piece that waits when a preprocessor in front gives up what follows it.
/// How the stream is cut into chunks changes nothing.
/// </para>
/// <example><code>"preprocessors": ["separate", {"name": "separate", "config": {"separator": "\u0000", "max_length": 1048576}}]</code></example>
/// <para>(spec: connectors D.2)</para>
/// </remarks>
[Preprocessor("separate", Frames = true)]
internal sealed class SeparatePreprocessor(SeparatePreprocessor.Config? config) : ISeparatingPreprocessor
{
    private const int MaxLengthOfBareName = 1024 * 1024; // bytes

    private HeldBytes _held;
    private ulong _heldIngestNs;
    private bool _skipping; // the rest of a piece that was given up

    internal sealed record Config : IValidatableObject
    {
        /// <summary>Where to split: one character of one byte.</summary>
        public string Separator { get; init; } = "\n";

        /// <summary>
        /// Longest piece in bytes, without the separator. No limit when left out; the bare name <c>"separate"</c> without any
        /// configuration limits pieces to 1048576 bytes, so that a peer that never sends a separator fills no memory.
        /// </summary>
        [Range(1, int.MaxValue)]
        public int? MaxLength { get; init; }

        /// <summary>
        /// Whether what comes behind the last separator of a chunk waits for the next chunk, as pieces of a stream need it; false for
        /// datagrams, where each chunk stands alone.
        /// </summary>
        public bool Buffered { get; init; } = true;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Encoding.UTF8.GetByteCount(Separator) != 1)
                yield return new ValidationResult($"Invalid 'separator': \"{Separator}\", must be 1 byte.", [nameof(Separator)]);
        }
    }

    public byte Separator { get; } = (byte)(config?.Separator ?? "\n")[0];

    public int MaxLength { get; } = config is null ? MaxLengthOfBareName : config.MaxLength ?? int.MaxValue;

    public bool Buffered { get; } = config?.Buffered ?? true;

    public TextUse Text => TextUse.Splits;

    public bool HoldsData => _held.Length > 0;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        var rest = piece.Span;
        var at = rest.IndexOf(Separator);
        if (at >= 0 && (_skipping || _held.Length > 0))
        {
            EndHeld(piece, rest[..at], output);
            rest = rest[(at + 1)..];
            at = rest.IndexOf(Separator);
        }

        for (; at >= 0; at = rest.IndexOf(Separator))
        {
            var complete = piece with { Offset = piece.Offset + piece.Length - rest.Length, Length = at };
            if (at <= MaxLength) output.Add(complete);
            else output.Error(TooLong(at, at), complete);
            rest = rest[(at + 1)..];
        }

        if (!Buffered) output.Add(piece with { Offset = piece.Offset + piece.Length - rest.Length, Length = rest.Length });
        else if (!_skipping) Hold(piece, rest, output);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output)
    {
        if (last is { } piece) Process(piece, output);
        _skipping = false;
        if (_held.Length > 0) AddHeld(Value.EmptyRecord, _heldIngestNs, output);
        return null;
    }

    public void OnGap(IPieceOutput output)
    {
        var lost = _held.TakeBuffer();
        output.Error(
            $"The piece that begins with these {lost.Length} bytes is torn, since what follows them was given up: it is left out up to the next separator",
            new Piece(lost, 0, lost.Length, Value.EmptyRecord, _heldIngestNs));
        lost.Release();
        _skipping = true;
    }

    public void Discard() => _held.Clear();

    /// <summary>The separator of the piece that earlier chunks began has come.</summary>
    private void EndHeld(in Piece piece, ReadOnlySpan<byte> end, IPieceOutput output)
    {
        if (_skipping)
        {
            _skipping = false;
            return;
        }

        var length = (long)_held.Length + end.Length;
        if (length > Math.Min(MaxLength, HeldBytes.MaxLength)) _held.GiveUp(TooLong(end.Length, length), piece, end, length, output);
        else if (!_held.TryAppend(end)) _held.GiveUp(NoMemory(length), piece, end, length, output);
        else AddHeld(piece.Meta, piece.IngestNs, output);
    }

    private void Hold(in Piece piece, ReadOnlySpan<byte> tail, IPieceOutput output)
    {
        var length = (long)_held.Length + tail.Length;
        _heldIngestNs = piece.IngestNs;
        _skipping = true;
        if (length > Math.Min(MaxLength, HeldBytes.MaxLength)) _held.GiveUp(TooLong(tail.Length, length), piece, tail, length, output);
        else if (!_held.TryAppend(tail)) _held.GiveUp(NoMemory(length), piece, tail, length, output);
        else _skipping = false;
    }

    private void AddHeld(Value meta, ulong ingestNs, IPieceOutput output)
    {
        PooledBuffer buffer = _held.TakeBuffer();
        output.Add(new Piece(buffer, 0, buffer.Length, meta, ingestNs));
        buffer.Release();
    }

    private static string NoMemory(long length) => $"Out of memory: a piece that has grown to {length} bytes is given up";

    private string TooLong(int fragment, long total) =>
        $"Discarded fragment of length {fragment} since total length of {total} exceeds maximum allowed length of {MaxLength}";
}
