using System.Buffers;
using System.Buffers.Binary;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Puts the length of each chunk in front of it: 8 bytes, big endian, unsigned.</summary>
/// <remarks>
/// <example><code>"postprocessors": ["length-prefixed"]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("length-prefixed")]
internal sealed class LengthPrefixedPostprocessor : IPostprocessor
{
    private readonly PooledBufferWriter _message = new(0);

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _message.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_message.GetSpan(sizeof(ulong)), (ulong)chunk.Length);
        _message.Advance(sizeof(ulong));
        _message.Write(chunk);
        output.Add(_message.Span);
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
