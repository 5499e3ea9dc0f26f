using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Compresses each chunk into one complete unit, which `decompress` undoes.</summary>
/// <remarks>
/// <para>Units stand behind each other without a frame: for a stream put <c>length-prefixed</c> behind, for datagrams and messages nothing.</para>
/// <para>Formats: <c>gzip</c>, <c>zlib</c> and <c>br</c> (brotli).</para>
/// <example><code>"postprocessors": [{"name": "compress", "config": {"algorithm": "gzip"}}]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("compress")]
internal sealed class CompressPostprocessor(CompressPostprocessor.Config config) : IPostprocessor
{
    internal sealed record Config : IValidatableObject
    {
        /// <summary>The format: <c>gzip</c>, <c>zlib</c> or <c>br</c>. Must be given.</summary>
        public string? Algorithm { get; init; }

        /// <summary>How hard to try, for formats that let one choose; none of the supported ones does.</summary>
        public int? Level { get; init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Algorithm is null)
                yield return new ValidationResult($"compress Invalid config: Missing algorithm; supported are {CompressionNames.Supported}", [nameof(Algorithm)]);
            else if (CompressionNames.Check(Algorithm) is { } problem)
                yield return new ValidationResult($"compress Invalid config: {problem}", [nameof(Algorithm)]);
            else if (Level is not null)
                yield return new ValidationResult("compress Invalid config: Compression level not supported for given algorithm", [nameof(Level)]);
        }
    }

    private readonly CompressionAlgorithm _algorithm = CompressionNames.Parse(config.Algorithm ?? "");
    private readonly MemoryStream _compressed = new();

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _compressed.SetLength(0);
        Compressor.Compress(_algorithm, chunk, _compressed);
        output.Add(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
