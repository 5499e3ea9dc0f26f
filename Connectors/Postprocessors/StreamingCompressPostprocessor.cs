using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Compresses a whole stream into one unit, which ends with the stream.</summary>
/// <remarks>
/// <para>
/// Smaller than one unit for each event, as <c>compress</c> makes them; but what it has not given yet is lost when the process dies, and the output can be
/// decompressed to its end only when the stream has ended. A stream of no event gives no byte:
/// the connector <c>file</c> logs such a file as an error, and most tools take it for one that was cut off.
/// </para>
/// <para>Formats as for <c>compress</c>.</para>
/// <para>
/// Streaming: nothing can be relied on to come out of half a unit, so its events are acknowledged when its end is written, and lost when any of it cannot be.
/// </para>
/// <example><code>"postprocessors": ["separate", {"name": "streaming-compress", "config": {"algorithm": "zstd"}}]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("streaming-compress")]
internal sealed class StreamingCompressPostprocessor(StreamingCompressPostprocessor.Config config) : IStreamingPostprocessor, IUnitPostprocessor
{
    private const int DefaultXz = 6;

    internal sealed record Config : IValidatableObject
    {
        /// <summary>
        /// The format: <c>gzip</c>, <c>zlib</c>, <c>br</c>, <c>zstd</c>, <c>lz4</c>, <c>snappy</c>, <c>bzip2</c> or <c>xz2</c>. Must be given.
        /// </summary>
        public string? Algorithm { get; init; }

        /// <summary>
        /// How hard to try, for formats that let one choose: <c>xz2</c> 0 to 9 (6 unless set), <c>lz4</c> from 0 on (4 unless set), <c>zstd</c> -7 to 22 (3 unless
        /// set).
        /// </summary>
        public int? Level { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (CompressionConfig.Check("streaming-compress", Algorithm, Level) is { } problem) yield return problem;
        }
    }

    private readonly CompressionAlgorithm _algorithm = CompressionNames.Parse(config.Algorithm ?? "");
    private readonly MemoryStream _compressed = new();
    private Stream? _compressor;
    private bool _hasBegun;

    public HeldChunks Held => HeldChunks.More;

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _hasBegun = true;
        if (chunk.IsEmpty) return null;
        _compressor ??= Compressor.Open(_algorithm, config.Level ?? (_algorithm == CompressionAlgorithm.Xz ? DefaultXz : null), _compressed);
        _compressor.Write(chunk);
        Give(output);
        return null;
    }

    public HalfUnit? FindHalfUnit(Stream written, CancellationToken cancellation) => DecompressingStream.FindHalfUnit(_algorithm, written, cancellation);

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output)
    {
        if (hasLast) Process(last, 0, output);
        if (_compressor is not null) _compressor.Dispose();
        else if (_hasBegun) Compressor.Compress(_algorithm, config.Level, [], _compressed);
        (_compressor, _hasBegun) = (null, false);
        Give(output);
        return null;
    }

    private void Give(IChunkOutput output)
    {
        if (_compressed.Length == 0) return;
        output.Add(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        CompressedRoom.Clear(_compressed);
    }
}
