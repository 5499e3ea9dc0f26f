using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Splits a stream of messages that each carry their length in front: decimal digits and one white-space byte.</summary>
/// <remarks>
/// <para>The framing of syslog over TCP (RFC 6587, octet counting): <c>5 hello3 you</c> is <c>hello</c>, <c>you</c>.</para>
/// <para>
/// A length that is no number, or beyond what one piece can hold (2 GiB), is an error, and what is left of its chunk is dropped: the
/// stream is out of step. A stream that ends inside a message is an error too. Memory grows with what has come, not with what a length promises.
/// </para>
/// <example><code>"preprocessors": ["textual-length-prefixed"]</code></example>
/// <para>(spec: connectors D.7)</para>
/// </remarks>
[Preprocessor("textual-length-prefixed")]
internal sealed class TextualLengthPrefixedPreprocessor : IPreprocessor
{
    private long _length = -1; // the digits that have come; -1 for none
    private MessageBody _body;
    private ulong _ingestNs; // of the last chunk

    public bool HoldsData => _body.IsOpen || _length >= 0;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        _ingestNs = piece.IngestNs;
        for (var at = 0; _body.IsOpen || TryReadLength(piece, ref at, output);)
            if (!_body.TryComplete(piece, ref at, output)) break;
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output)
    {
        if (last is { } piece) Process(piece, output);
        if (_body.IsOpen)
        {
            _body.GiveUp(
                $"Textual Length Prefixed Preprocessor: the stream ends after {_body.Length} of {_body.Length + _body.Missing} bytes of a message",
                _ingestNs,
                output);
        }
        else if (_length >= 0)
        {
            var lost = PooledBuffer.CopyOf(Encoding.ASCII.GetBytes($"{_length}"));
            output.Error(
                $"Textual Length Prefixed Preprocessor: the stream ends inside a length, after {_length}",
                new Piece(lost, 0, lost.Length, Value.EmptyRecord, _ingestNs));
            lost.Release();
        }

        _length = -1;
        return null;
    }

    public void Discard() => _body.Clear();

    private bool TryReadLength(in Piece piece, ref int at, IPieceOutput output)
    {
        while (at < piece.Length)
        {
            var next = piece.Span[at++];
            if (char.IsAsciiDigit((char)next)) _length = (Math.Max(_length, 0) * 10) + (next - '0');
            else if (_length >= 0 && " \t\n\f\r"u8.Contains(next))
            {
                _body.Begin((int)_length);
                _length = -1;
                return true;
            }
            else return OutOfStep($"found byte 0x{next:x2} in a length, expected digits and one white-space byte", piece, at - 1, output);

            if (_length > HeldBytes.MaxLength) return OutOfStep($"found a length of {_length}... bytes, expected at most {HeldBytes.MaxLength}", piece, at - 1, output);
        }

        return false;
    }

    private bool OutOfStep(string found, in Piece piece, int at, IPieceOutput output)
    {
        _length = -1;
        output.Error($"Textual Length Prefixed Preprocessor: {found}", piece with { Offset = piece.Offset + at, Length = piece.Length - at });
        return false;
    }
}
