using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Compresses each chunk into one complete unit, which `decompress` undoes.</summary>
/// <remarks>
/// <para>Units stand behind each other without a frame: for a stream put <c>length-prefixed</c> behind, for datagrams and messages nothing.</para>
/// <para>
/// Formats: <c>gzip</c>, <c>zlib</c>, <c>br</c> (brotli), <c>zstd</c>, <c>lz4</c> (frames), <c>snappy</c> (framed), <c>bzip2</c> and <c>xz2</c>, which needs
/// liblzma on the machine. A file of such units, one for each event, is one that the usual tools and the connector <c>file</c> read; fewer and larger units are
/// what <c>collect</c> in front, or <c>streaming-compress</c>, make. A unit of <c>bzip2</c> or <c>xz2</c> takes some milliseconds however small it is.
/// </para>
/// <para>
/// Several units of <c>br</c> behind each other are read here, but not by the <c>brotli</c> tool, which calls the second one corrupt: the format has no mark by which a
/// unit begins. For files that it is to read take <c>streaming-compress</c>, which makes one unit.
/// </para>
/// <para>No event gives no unit, so the file stays empty; the connector <c>file</c> logs that as an error, and most tools take it for one that was cut off.</para>
/// <example><code>"postprocessors": ["separate", {"name": "compress", "config": {"algorithm": "zstd", "level": 9}}]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("compress")]
internal sealed class CompressPostprocessor(CompressPostprocessor.Config config) : IUnitPostprocessor
{
    internal sealed record Config : IValidatableObject
    {
        /// <summary>
        /// The format: <c>gzip</c>, <c>zlib</c>, <c>br</c>, <c>zstd</c>, <c>lz4</c>, <c>snappy</c>, <c>bzip2</c> or <c>xz2</c>. Must be given.
        /// </summary>
        public string? Algorithm { get; init; }

        /// <summary>
        /// How hard to try, for formats that let one choose: <c>xz2</c> 0 to 9 (9 unless set), <c>lz4</c> from 0 on (4 unless set), <c>zstd</c> -7 to 22 (0 unless
        /// set, which is its usual level, 3).
        /// </summary>
        public int? Level { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (CompressionConfig.Check("compress", Algorithm, Level) is { } problem) yield return problem;
        }
    }

    private readonly CompressionAlgorithm _algorithm = CompressionNames.Parse(config.Algorithm ?? "");
    private readonly MemoryStream _compressed = new();

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _compressed.SetLength(0);
        Compressor.Compress(_algorithm, config.Level, chunk, _compressed);
        output.Add(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        CompressedRoom.Clear(_compressed);
        return null;
    }

    public HalfUnit? FindHalfUnit(Stream written, CancellationToken cancellation) => DecompressingStream.FindHalfUnit(_algorithm, written, cancellation);

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
