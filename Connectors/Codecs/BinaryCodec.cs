using System.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>Bytes as they are: each piece is one binary value.</summary>
/// <remarks>
/// <para>Decodes every input, without a copy: the value looks into the piece's buffer. There are no errors.</para>
/// <para>Encodes strings and binaries as their bytes, every other value as compact JSON, in which bytes are an array of numbers.</para>
/// <example><code>{"kind": "file", "codec": "binary", "config": {"path": "copy.bin", "mode": "truncate"}}</code></example>
/// <para>(spec: connectors C.4)</para>
/// </remarks>
[Codec("binary", DecodesAnything = true)]
internal sealed class BinaryCodec : ICodec
{
    public void Decode(in Piece piece, IDecodeOutput output) =>
        output.Value(Value.FromBytes(piece.Buffer.Array.AsMemory(piece.Offset, piece.Length)));

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output)
    {
        if (value.IsString) output.Write(value.Utf8);
        else if (value.Kind == ValueKind.Binary) output.Write(value.Bytes);
        else JsonText.Write(value, output, JsonStyle.BytesAsNumbers);
        return null;
    }
}
