using System.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>Forgets everything: each piece is the value null, each value is no byte.</summary>
/// <remarks>
/// <para>For counting events, or for a sink whose bytes are all made by postprocessors. There are no errors.</para>
/// <example><code>{"kind": "bench", "codec": "null", "config": {"path": "lines.txt", "iters": 1}}</code></example>
/// <para>(spec: connectors C.4)</para>
/// </remarks>
[Codec("null", DecodesAnything = true)]
internal sealed class NullCodec : ICodec
{
    public void Decode(in Piece piece, IDecodeOutput output) => output.Value(Value.Null);

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output) => null;
}
