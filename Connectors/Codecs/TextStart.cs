using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>
/// The byte order mark that a text may begin with (Unicode 16, section 23.8). That of UTF-8 is no part of the data; behind any other one nothing is UTF-8.
/// One for each stream, in the codec.
/// </summary>
internal struct TextStart
{
    private bool _isPast;

    /// <summary>Why nothing in the stream can be read.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The piece, or a run of them, without the mark; the first of the stream is the only one that is looked at.</summary>
    public Piece Skip(in Piece piece)
    {
        _isPast = true;
        var text = piece.Span;
        Refusal = text switch
        {
            [0xff, 0xfe, 0, 0, ..] => Describe("UTF-32", text[..4]),
            [0, 0, 0xfe, 0xff, ..] => Describe("UTF-32", text[..4]),
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => Describe("UTF-16", text[..2]),
            _ => null,
        };
        const int Mark = 3;
        return text is [0xef, 0xbb, 0xbf, ..] ? piece with { Offset = piece.Offset + Mark, Length = piece.Length - Mark } : piece;
    }

    /// <summary>Whether <see cref="Skip"/> is to be asked: at the first piece.</summary>
    public readonly bool IsAhead => !_isPast;

    /// <summary>Whether what comes is text, and nothing in front of it is looked at any more.</summary>
    public readonly bool IsPast => _isPast && Refusal is null;

    private static string Describe(string encoding, ReadOnlySpan<byte> mark) =>
        $"The text begins with the byte order mark of {encoding} ({Convert.ToHexStringLower(mark)}); only UTF-8 is read: convert it, as with `iconv -t UTF-8`";
}
