using System.Text.Unicode;
using Tremor.Dataflow.Connectors.Compression;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>
/// What a text begins with that is none: the byte order mark of another encoding (Unicode 16, section 23.8), behind which nothing is UTF-8, whose own mark the engine
/// takes off; or the mark of a compressed format. One for each stream, in the codec.
/// </summary>
internal struct TextStart
{
    private bool _isPast;

    /// <summary>Why nothing in the stream can be read.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Looks at the first piece of the stream, or a run of them.</summary>
    public void Look(ReadOnlySpan<byte> text)
    {
        _isPast = true;
        Refusal = text switch
        {
            [0xff, 0xfe, 0, 0, ..] => Describe("UTF-32", text[..4]),
            [0, 0, 0xfe, 0xff, ..] => Describe("UTF-32", text[..4]),
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => Describe("UTF-16", text[..2]),
            _ when Formats.Detect(text) is { } format && !Utf8.IsValid(text) => Describe(format, text[..4]),
            _ => null,
        };
    }

    /// <summary>Whether <see cref="Look"/> is to be asked: at the first piece.</summary>
    public readonly bool IsAhead => !_isPast;

    /// <summary>Whether what comes is text, and nothing in front of it is looked at any more.</summary>
    public readonly bool IsPast => _isPast && Refusal is null;

    private static string Describe(string encoding, ReadOnlySpan<byte> mark) =>
        $"The text begins with the byte order mark of {encoding} ({Convert.ToHexStringLower(mark)}); only UTF-8 is read: convert it, as with `iconv -t UTF-8`";

    private static string Describe(CompressionAlgorithm format, ReadOnlySpan<byte> mark)
    {
        var name = format == CompressionAlgorithm.Xz ? "xz" : format.Name();
        return $"This looks like {name} data ({Convert.ToHexStringLower(mark)}): decompress it first, give a file a name that ends in `{CompressionNames.ExtensionOf(format)}`, "
            + "or a whole message to the preprocessor `decompress`";
    }
}
