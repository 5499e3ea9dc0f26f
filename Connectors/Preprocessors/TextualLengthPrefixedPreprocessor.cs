using System.ComponentModel.DataAnnotations;
using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Splits a stream of messages that each carry their length in front: decimal digits and one white-space byte.</summary>
/// <remarks>
/// <para>The framing of syslog over TCP (RFC 6587, octet counting): <c>5 hello3 you</c> is <c>hello</c>, <c>you</c>.</para>
/// <para>A message longer than <c>max_length</c> is one error event in its place, and those around it go on.</para>
/// <para>
/// A length that is no number, or beyond what one piece can hold (2 GiB), is an error: the stream is out of step, where the next message begins cannot be
/// known, and what follows until the stream ends is errors too, one for each chunk, which hold it. So is a stream that ends inside a message. A length that is
/// wrong but possible cannot be noticed: what it cuts out is a piece. Memory grows with what has come, not with what a length promises.
/// </para>
/// <example><code>"preprocessors": ["textual-length-prefixed"]</code></example>
/// <para>(spec: connectors D.7)</para>
/// </remarks>
[Preprocessor("textual-length-prefixed", Frames = true)]
internal sealed class TextualLengthPrefixedPreprocessor(TextualLengthPrefixedPreprocessor.Config config) : IPreprocessor
{
    private long _length = -1; // the digits that have come; -1 for none
    private MessageBody _body;
    private LostStep _step = new("Textual Length Prefixed Preprocessor");
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

    public TextUse Text => TextUse.Decodes;

    public bool HoldsData => _body.IsOpen || _length >= 0;

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
                $"Textual Length Prefixed Preprocessor: {how} after {_body.Length} of {_body.Length + _body.Missing} bytes of a message",
                _ingestNs,
                output);
        }
        else if (_length >= 0)
        {
            var lost = PooledBuffer.CopyOf(Encoding.ASCII.GetBytes($"{_length}"));
            output.Error(
                $"Textual Length Prefixed Preprocessor: {how} inside a length, after {_length}",
                new Piece(lost, 0, lost.Length, Value.EmptyRecord, _ingestNs));
            lost.Release();
        }

        _length = -1;
    }

    private void Split(in Piece piece, IPieceOutput output)
    {
        for (var at = 0; _body.IsOpen || TryReadLength(piece, ref at, output);)
            if (!_body.TryComplete(piece, ref at, output)) break;
    }

    private bool TryReadLength(in Piece piece, ref int at, IPieceOutput output)
    {
        while (at < piece.Length)
        {
            var next = piece.Span[at++];
            if (char.IsAsciiDigit((char)next)) _length = (Math.Max(_length, 0) * 10) + (next - '0');
            else if (_length >= 0 && " \t\n\f\r"u8.Contains(next))
            {
                _body.Begin((int)_length, config.MaxLength);
                _length = -1;
                return true;
            }
            else return OutOfStep($"found byte 0x{next:x2} in a length, expected digits and one white-space byte", piece, at - 1, output);

            if (_length > HeldBytes.MaxLength)
                return OutOfStep($"found a length of {_length}... bytes, expected at most {HeldBytes.MaxLength}", piece, at - 1, output);
        }

        return false;
    }

    private bool OutOfStep(string found, in Piece piece, int at, IPieceOutput output)
    {
        _length = -1;
        _step.Lose(found, piece with { Offset = piece.Offset + at, Length = piece.Length - at }, output);
        return false;
    }
}
