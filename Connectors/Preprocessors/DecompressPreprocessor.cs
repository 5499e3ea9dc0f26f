using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Decompresses: each chunk is one complete compressed unit, or several of them one behind the other.</summary>
/// <remarks>
/// <para>
/// Formats: <c>gzip</c>, <c>zlib</c>, <c>br</c> (brotli), <c>zstd</c>, <c>lz4</c> (frames), <c>snappy</c> (framed), <c>bzip2</c> and <c>xz2</c>.
/// <c>autodetect</c> goes by the first bytes: gzip <c>1f 8b</c>, zlib <c>78</c> and <c>01</c>, <c>5e</c>, <c>9c</c> or <c>da</c>, zstd <c>28 b5 2f fd</c>, lz4
/// <c>04 22 4d 18</c>, the whole stream identifier of snappy, and the marks of bzip2 and xz. Chunks of less than 6 bytes, and chunks that look like nothing
/// known, pass unchanged. Brotli has no mark and must be named.
/// </para>
/// <para>
/// Data that is corrupt, ends early, has anything else behind a unit or grows beyond <c>max_bytes</c> is an error event in the chunk's place, with the offset; nothing
/// of it comes out. So is a chunk of no byte where the format is named. Brotli has no checksum: of what is altered on its way much decompresses to something else.
/// </para>
/// <example><code>"preprocessors": [{"name": "decompress", "config": {"algorithm": "gzip"}}, "separate"]</code></example>
/// <para>(spec: connectors D.4)</para>
/// </remarks>
[Preprocessor("decompress", TakesWhole = true)]
internal sealed class DecompressPreprocessor(DecompressPreprocessor.Config config) : IPreprocessor
{
    private const int SmallestOutput = 4096; // bytes

    internal sealed record Config : IValidatableObject
    {
        /// <summary>
        /// The format of the chunks: <c>gzip</c>, <c>zlib</c>, <c>br</c>, <c>zstd</c>, <c>lz4</c>, <c>snappy</c>, <c>bzip2</c>, <c>xz2</c>, or <c>autodetect</c>,
        /// which is the default because a sender may change its mind and not compress what is small.
        /// </summary>
        public string Algorithm { get; init; } = "autodetect";

        /// <summary>
        /// Most bytes that one chunk may decompress to; what would be more is an error. 64 MiB unless set: far beyond usual messages, and little enough
        /// that a chunk made to burst (up to 1000 times its size) does not take the process with it.
        /// </summary>
        [Range(1, 0x7fff_ff00)]
        public int MaxBytes { get; init; } = 64 * 1024 * 1024;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Algorithm != "autodetect" && CompressionNames.Check(Algorithm) is { } problem)
                yield return new ValidationResult($"decompress Invalid config: {problem}", [nameof(Algorithm)]);
        }
    }

    private readonly CompressionAlgorithm? _algorithm =
        config.Algorithm == "autodetect" ? null : CompressionNames.Parse(config.Algorithm);

    public string? Process(in Piece piece, IPieceOutput output)
    {
        if ((_algorithm ?? Formats.Detect(piece.Span)) is { } known) Decompress(known, piece, output);
        else output.Add(piece);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;

    private void Decompress(CompressionAlgorithm algorithm, in Piece piece, IPieceOutput output)
    {
        var result = PooledBuffer.Rent((int)Math.Clamp(piece.Length * 4L, SmallestOutput, Math.Max(SmallestOutput, config.MaxBytes)));
        try
        {
            if (piece.Length == 0) throw new InvalidDataException($"invalid {algorithm.Name()} data: there is none");
            using var source = new DecompressingStream(algorithm, new MemoryStream(piece.Buffer.Array, piece.Offset, piece.Length));
            while (true)
            {
                var read = source.Read(result.Array.AsSpan(result.Length, result.Capacity - result.Length));
                if (read == 0) break;
                result.Length += read;
                if (result.Length > config.MaxBytes)
                {
                    output.Error(
                        $"Decompress: {piece.Length} bytes of {algorithm.Name()} grow beyond the {config.MaxBytes} bytes that `max_bytes` allows", piece);
                    return;
                }

                if (result.Length == result.Capacity) result = Larger(result);
            }

            output.Add(piece with { Buffer = result, Offset = 0, Length = result.Length });
        }
        catch (InvalidDataException e)
        {
            output.Error($"Decompress: {e.Message}", piece);
        }
        catch (OutOfMemoryException)
        {
            output.Error($"Decompress: out of memory behind {result.Length} bytes of what {piece.Length} bytes of {algorithm.Name()} decompress to", piece);
        }
        finally
        {
            result.Release();
        }
    }

    private static PooledBuffer Larger(PooledBuffer buffer)
    {
        var larger = PooledBuffer.Rent((int)Math.Min(buffer.Length * 2L, HeldBytes.MaxLength));
        buffer.Span.CopyTo(larger.Array);
        larger.Length = buffer.Length;
        buffer.Release();
        return larger;
    }
}
