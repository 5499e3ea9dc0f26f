using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Joins encoded events until the next would exceed a limit, or until the end of the stream.</summary>
/// <remarks>
/// <para>
/// An event longer than the limit passes as a whole. The chunk in front of it leaves first, even if it is empty; the end of the stream
/// always gives one, possibly empty.
/// </para>
/// <para>Streaming: an event that waits is acknowledged when its chunk is written, and lost when that fails.</para>
/// <example><code>"postprocessors": ["separate", {"name": "collect", "config": {"max_bytes": 1048576}}]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("collect")]
internal sealed class CollectPostprocessor(CollectPostprocessor.Config config) : IStreamingPostprocessor
{
    internal sealed record Config
    {
        /// <summary>Most bytes to collect; 0, the default, for no limit: everything until the end of the stream is one chunk, in memory.</summary>
        [Range(0, int.MaxValue)]
        public int MaxBytes { get; init; }
    }

    private readonly ArrayBufferWriter<byte> _collected = new();

    public HeldChunks Held { get; private set; }

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        var isFull = config.MaxBytes > 0 && _collected.WrittenCount + (long)chunk.Length > config.MaxBytes;
        if (isFull) Flush(output);
        Held = isFull ? HeldChunks.Last : HeldChunks.More;
        _collected.Write(chunk);
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output)
    {
        if (hasLast) Process(last, 0, output);
        Flush(output);
        return null;
    }

    private void Flush(IChunkOutput output)
    {
        output.Add(_collected.WrittenSpan);
        _collected.ResetWrittenCount();
    }
}
