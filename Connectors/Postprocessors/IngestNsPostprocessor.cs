using System.Buffers;
using System.Buffers.Binary;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Puts the ingest time of its event in front of each chunk: nanoseconds since the epoch, 8 bytes, big endian, unsigned.</summary>
/// <remarks>
/// <para>What an earlier postprocessor gives at the end of the stream belongs to many events; it carries the time of the last.</para>
/// <example><code>"postprocessors": ["ingest-ns", "length-prefixed"]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("ingest-ns")]
internal sealed class IngestNsPostprocessor : IPostprocessor
{
    private readonly PooledBufferWriter _message = new(0);
    private ulong _lastNs;

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _lastNs = ingestNs;
        _message.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_message.GetSpan(sizeof(ulong)), ingestNs);
        _message.Advance(sizeof(ulong));
        _message.Write(chunk);
        output.Add(_message.Span);
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, _lastNs, output) : null;
}
