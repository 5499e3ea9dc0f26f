using System.Buffers.Binary;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Splits a stream of messages that each carry their length in front: 8 bytes, big endian, unsigned.</summary>
/// <remarks>
/// <para>A message of no byte is an empty piece. Messages may be cut into chunks anywhere.</para>
/// <para>
/// A length beyond what one piece can hold (2 GiB) is an error, and what is left of its chunk is dropped: the stream is out of step.
/// A stream that ends inside a message is an error too. Memory grows with what has come, not with what a length promises.
/// </para>
/// <example><code>"preprocessors": ["length-prefixed"]</code></example>
/// <para>(spec: connectors D.6)</para>
/// </remarks>
[Preprocessor("length-prefixed")]
internal sealed class LengthPrefixedPreprocessor : IPreprocessor
{
    private const int HeaderLength = sizeof(ulong);

    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerLength; // bytes of the header that have come
    private MessageBody _body;
    private ulong _ingestNs; // of the last chunk

    public bool HoldsData => _body.IsOpen || _headerLength > 0;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        _ingestNs = piece.IngestNs;
        for (var at = 0; _body.IsOpen || TryReadHeader(piece, ref at, output);)
            if (!_body.TryComplete(piece, ref at, output)) break;
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output)
    {
        if (last is { } piece) Process(piece, output);
        if (_body.IsOpen)
        {
            _body.GiveUp(
                $"Length Prefixed Preprocessor: the stream ends after {_body.Length} of {_body.Length + _body.Missing} bytes of a message", _ingestNs, output);
        }
        else if (_headerLength > 0)
        {
            var lost = PooledBuffer.CopyOf(_header.AsSpan(0, _headerLength));
            output.Error(
                $"Length Prefixed Preprocessor: the stream ends after {_headerLength} of the {HeaderLength} bytes of a length",
                new Piece(lost, 0, lost.Length, Value.EmptyRecord, _ingestNs));
            lost.Release();
        }

        _headerLength = 0;
        return null;
    }

    public void Discard() => _body.Clear();

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
            output.Error(
                $"Length Prefixed Preprocessor: found a length of {length} bytes, expected at most {HeldBytes.MaxLength}; is this stream length-prefixed?",
                piece with { Offset = piece.Offset + at - part.Length, Length = piece.Length - at + part.Length });
            return false;
        }

        _body.Begin((int)length);
        return true;
    }
}
