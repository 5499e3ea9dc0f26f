using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Splits a stream of messages that each carry their length in front: 8 bytes, big endian, unsigned.</summary>
/// <remarks>
/// <para>A message of no byte is an empty piece. Messages may be cut into chunks anywhere.</para>
/// <para>A message longer than <c>max_length</c> is one error event in its place, and those around it go on.</para>
/// <para>
/// A length beyond what one piece can hold (2 GiB) is an error: the stream is out of step, where the next message begins cannot be known, and what follows until
/// the stream ends is errors too, one for each chunk, which hold it. So is a stream that ends inside a message. A length that is wrong but possible cannot be
/// noticed: what it cuts out is a piece. Memory grows with what has come, not with what a length promises.
/// </para>
/// <example><code>"preprocessors": ["length-prefixed", {"name": "length-prefixed", "config": {"max_length": 67108864}}]</code></example>
/// <para>(spec: connectors D.6)</para>
/// </remarks>
[Preprocessor("length-prefixed", Frames = true)]
internal sealed class LengthPrefixedPreprocessor(LengthPrefixedPreprocessor.Config config) : IPreprocessor
{
    private const int HeaderLength = sizeof(ulong);

    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerLength; // bytes of the header that have come
    private MessageBody _body;
    private LostStep _step = new("Length Prefixed Preprocessor");
    private ulong _ingestNs; // of the last chunk

    internal sealed record Config
    {
        /// <summary>
        /// Longest message in bytes, without its length. A longer one is an error event in its place, and the stream goes on behind it. 1048576 unless set, as for
        /// <c>separate</c>: a peer that promises gigabytes fills no memory.
        /// </summary>
        [Range(1, int.MaxValue)]
        public int MaxLength { get; init; } = 1024 * 1024;
    }

    public bool HoldsData => _body.IsOpen || _headerLength > 0;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        _ingestNs = piece.IngestNs;
        if (_step.IsLost) _step.Refuse(piece, output);
        else Split(piece, output);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output)
    {
        if (last is { } piece) Process(piece, output);
        GiveUpHeld("the stream ends", output);
        _step.End();
        return null;
    }

    public void OnGap(IPieceOutput output)
    {
        GiveUpHeld("a piece of the stream was given up", output);
        _step.Lose();
    }

    public void Discard() => _body.Clear();

    /// <summary>A message, or its length, is not complete and will not be.</summary>
    /// <param name="how">Why, in words that "after so many bytes" follows.</param>
    private void GiveUpHeld(string how, IPieceOutput output)
    {
        if (_body.IsOpen)
        {
            _body.GiveUp(
                $"Length Prefixed Preprocessor: {how} after {_body.Length} of {_body.Length + _body.Missing} bytes of a message", _ingestNs, output);
        }
        else if (_headerLength > 0)
        {
            var lost = PooledBuffer.CopyOf(_header.AsSpan(0, _headerLength));
            output.Error(
                $"Length Prefixed Preprocessor: {how} after {_headerLength} of the {HeaderLength} bytes of a length",
                new Piece(lost, 0, lost.Length, Value.EmptyRecord, _ingestNs));
            lost.Release();
        }

        _headerLength = 0;
    }

    private void Split(in Piece piece, IPieceOutput output)
    {
        for (var at = 0; _body.IsOpen || TryReadHeader(piece, ref at, output);)
            if (!_body.TryComplete(piece, ref at, output)) break;
    }

    private bool TryReadHeader(in Piece piece, ref int at, IPieceOutput output)
    {
        var part = piece.Span.Slice(at, Math.Min(HeaderLength - _headerLength, piece.Length - at));
        part.CopyTo(_header.AsSpan(_headerLength));
        at += part.Length;
        _headerLength += part.Length;
        if (_headerLength < HeaderLength) return false;

        _headerLength = 0;
        var length = BinaryPrimitives.ReadUInt64BigEndian(_header);
        if (length > (ulong)HeldBytes.MaxLength)
        {
            _step.Lose(
                $"found a length of {length} bytes, expected at most {HeldBytes.MaxLength}; is this stream length-prefixed?",
                piece with { Offset = piece.Offset + at - part.Length, Length = piece.Length - at + part.Length },
                output);
            return false;
        }

        _body.Begin((int)length, config.MaxLength);
        return true;
    }
}
