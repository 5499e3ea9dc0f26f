using System.Buffers;
using System.Buffers.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Decodes each piece from base64: the standard alphabet, with or without padding.</summary>
/// <remarks>
/// <para>A foreign byte (blanks and line ends included: put <c>separate</c> in front) or an impossible length is an error event in the piece's place.</para>
/// <example><code>"preprocessors": ["separate", "base64"]</code></example>
/// <para>(spec: connectors D.3)</para>
/// </remarks>
[Preprocessor("base64", TakesWhole = true)]
internal sealed class Base64Preprocessor : IPreprocessor
{
    private static readonly SearchValues<byte> s_alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    public TextUse Text => TextUse.Decodes;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        var text = WithoutPadding(piece.Span);
        if (text.IndexOfAnyExcept(s_alphabet) is >= 0 and var at)
            output.Error($"Invalid base64: found byte 0x{text[at]:x2} at offset {at}, expected one of A-Z a-z 0-9 + / and padding at the end", piece);
        else if (text.Length % 4 == 1)
            output.Error($"Invalid base64: {text.Length} characters without padding, which no bytes have; is the end missing?", piece);
        else
        {
            var decoded = Decode(text);
            output.Add(piece with { Buffer = decoded, Offset = 0, Length = decoded.Length });
            decoded.Release();
        }

        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;

    private static ReadOnlySpan<byte> WithoutPadding(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < 2 && text.EndsWith("="u8); i++) text = text[..^1];
        return text;
    }

    private static PooledBuffer Decode(ReadOnlySpan<byte> text)
    {
        var decoded = PooledBuffer.Rent((text.Length / 4 * 3) + 3);
        var whole = text.Length & ~3;
        Base64.DecodeFromUtf8(text[..whole], decoded.Array, out _, out var written);

        // Two or three characters stand for one or two bytes; their unused bits are not looked at.
        Span<byte> end = stackalloc byte[4];
        end.Fill((byte)'A');
        text[whole..].CopyTo(end);
        Span<byte> endBytes = stackalloc byte[3];
        Base64.DecodeFromUtf8(end, endBytes, out _, out _);
        endBytes.CopyTo(decoded.Array.AsSpan(written));
        decoded.Length = written + ((text.Length - whole) * 3 / 4);
        return decoded;
    }
}
