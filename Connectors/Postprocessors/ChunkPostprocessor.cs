using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Joins encoded events into chunks of at most so many bytes, for protocols that send whole packets.</summary>
/// <remarks>
/// <para>
/// An event is never split. A chunk leaves when it is exactly full, when the next event does not fit, and at the end of the stream. An event that
/// is longer than a chunk is an error: it fails, and nothing else is touched.
/// </para>
/// <para>Streaming: an event that waits in a chunk is acknowledged when the chunk is written, and lost when that fails.</para>
/// <example><code>"postprocessors": ["separate", {"name": "chunk", "config": {"max_bytes": 1432}}]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("chunk")]
internal sealed class ChunkPostprocessor(ChunkPostprocessor.Config config) : IStreamingPostprocessor
{
    internal sealed record Config : IValidatableObject
    {
        /// <summary>Most bytes of a chunk. Must be greater than 0.</summary>
        public required int MaxBytes { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (MaxBytes <= 0) yield return new ValidationResult("`max_bytes` must be > 0", [nameof(MaxBytes)]);
        }
    }

    private readonly ArrayBufferWriter<byte> _chunk = new();

    public HeldChunks Held { get; private set; }

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        if (chunk.Length > config.MaxBytes) return $"Chunk: an event of {chunk.Length} bytes is longer than the {config.MaxBytes} bytes of `max_bytes`";
        Held = HeldChunks.More;
        if (_chunk.WrittenCount + chunk.Length > config.MaxBytes)
        {
            Flush(output);
            Held = HeldChunks.Last;
        }

        _chunk.Write(chunk);
        if (_chunk.WrittenCount < config.MaxBytes) return null;
        Flush(output);
        Held = HeldChunks.None;
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output)
    {
        var error = hasLast ? Process(last, 0, output) : null;
        if (_chunk.WrittenCount > 0) Flush(output);
        return error;
    }

    private void Flush(IChunkOutput output)
    {
        output.Add(_chunk.WrittenSpan);
        _chunk.ResetWrittenCount();
    }
}
