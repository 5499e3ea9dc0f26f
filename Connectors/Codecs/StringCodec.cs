using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>Text as it is: each piece is one string.</summary>
/// <remarks>
/// <para>
/// Decodes UTF-8 into a string that looks into the piece's buffer; nothing is copied. Invalid UTF-8 is an error event that names the
/// offset of the first wrong byte. The empty piece is the empty string.
/// </para>
/// <para>Encodes a string as its bytes, every other value as compact JSON, in which bytes are an array of numbers.</para>
/// <example><code>{"kind": "stdio", "codec": "string", "preprocessors": ["separate"], "postprocessors": ["separate"]}</code></example>
/// <para>(spec: connectors C.4)</para>
/// </remarks>
[Codec("string")]
internal sealed class StringCodec : ILineCodec
{
    public DecodeStatus Decode(in Piece piece, EventBatch batch, ref Value meta, out Value value, out string? error)
    {
        if (!Utf8.IsValid(piece.Span))
        {
            value = default;
            error = InvalidText(piece.Span);
            return DecodeStatus.Error;
        }

        batch.Attach(piece.Buffer);
        value = Value.FromUtf8(piece.Buffer.Array, piece.Offset, piece.Length);
        error = null;
        return DecodeStatus.Value;
    }

    public void DecodeLines(PooledBuffer buffer, int offset, int length, byte separator, IDecodeOutput output)
    {
        output.Attach(buffer);
        // One check of the whole run is much quicker than one a line; it holds for the parts when they are cut at ASCII.
        var allValid = separator < 0x80 && Utf8.IsValid(buffer.Array.AsSpan(offset, length));
        for (var end = offset + length; offset < end;)
        {
            var rest = buffer.Array.AsSpan(offset, end - offset);
            var size = rest.IndexOf(separator);
            if (allValid || Utf8.IsValid(rest[..size])) output.Value(Value.FromUtf8(buffer.Array, offset, size));
            else output.Error(InvalidText(rest[..size]));
            offset += size + 1;
        }
    }

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output)
    {
        if (value.IsString) output.Write(value.Utf8);
        else JsonText.Write(value, output, JsonStyle.BytesAsNumbers);
        return null;
    }

    private static string InvalidText(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var size) == OperationStatus.Done) at += size;
        return $"Invalid UTF-8 at byte {at} of {text.Length}: found 0x{text[at]:x2}. The codec `binary` takes any bytes.";
    }
}
