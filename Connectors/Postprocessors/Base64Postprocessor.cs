using System.Buffers.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Encodes each chunk as base64: the standard alphabet with padding, on one line.</summary>
/// <remarks>
/// <example><code>"postprocessors": ["base64", "separate"]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("base64")]
internal sealed class Base64Postprocessor : IPostprocessor
{
    /// <summary>Longest chunk whose text fits one array, in bytes.</summary>
    private const int MaxLength = 1_500_000_000;

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        if (chunk.Length > MaxLength) return $"Base64: a chunk of {chunk.Length} bytes is longer than the {MaxLength} that are possible";
        var text = PooledBuffer.Rent(Base64.GetMaxEncodedToUtf8Length(chunk.Length));
        Base64.EncodeToUtf8(chunk, text.Array, out _, out var written);
        output.Add(text.Array.AsSpan(0, written));
        text.Release();
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
