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
/// offset of the first wrong byte. The empty piece is the empty string. A byte order mark at the start of the stream is no part of it (a file of nothing else is empty); that of UTF-16 or UTF-32
/// is an error, and so is all of a stream that begins as compressed data does.
/// </para>
/// <para>Encodes a string as its bytes, every other value as compact JSON, in which bytes are an array of numbers.</para>
/// <example><code>{"kind": "stdio", "codec": "string", "preprocessors": ["separate"], "postprocessors": ["separate"]}</code></example>
/// <para>(spec: connectors C.4)</para>
/// </remarks>
[Codec("string")]
internal sealed class StringCodec : ILineCodec
{
    private TextStart _start;

    public bool IsText => true;

    public void Decode(in Piece piece, IDecodeOutput output)
    {
        if (_start.IsAhead) _start.Look(piece.Span);
        DecodeText(piece, output);
    }

    public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
    {
        if (_start.IsAhead) _start.Look(lines.Span);
        if (_start.Refusal is not { } reason) DecodeText(lines, separator, output);
        else for (var left = lines.Span.Count(separator); left > 0; left--) output.Error(reason);
    }

    public ILineCodec? Fork() => _start.IsPast ? new StringCodec { _start = _start } : null;

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output)
    {
        if (value.IsString) output.Write(value.Utf8);
        else JsonText.Write(value, output, JsonStyle.BytesAsNumbers);
        return null;
    }

    private void DecodeText(in Piece piece, IDecodeOutput output)
    {
        if (_start.Refusal is { } reason) output.Error(reason);
        else if (Utf8.IsValid(piece.Span)) output.Value(Value.FromUtf8(piece.Buffer.Array, piece.Offset, piece.Length));
        else output.Error(InvalidText(piece.Span));
    }

    private static void DecodeText(in Piece lines, byte separator, IDecodeOutput output)
    {
        // One check of the whole run is much quicker than one a line; it holds for the parts when they are cut at ASCII.
        var allValid = separator < 0x80 && Utf8.IsValid(lines.Span);
        var array = lines.Buffer.Array;
        var offset = lines.Offset;
        for (var end = offset + lines.Length; offset < end;)
        {
            var rest = array.AsSpan(offset, end - offset);
            var size = rest.IndexOf(separator);
            if (allValid || Utf8.IsValid(rest[..size])) output.Value(Value.FromUtf8(array, offset, size));
            else output.Error(InvalidText(rest[..size]));
            offset += size + 1;
        }
    }

    private static string InvalidText(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var size) == OperationStatus.Done) at += size;
        return $"Invalid UTF-8 at byte {at} of {text.Length}: found 0x{text[at]:x2}. The codec `binary` takes any bytes.";
    }
}
