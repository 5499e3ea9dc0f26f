using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Decompresses: each chunk is one complete compressed unit.</summary>
/// <remarks>
/// <para>
/// <c>autodetect</c> goes by the first bytes: gzip <c>1f 8b</c>, zlib <c>78</c> and <c>01</c>, <c>5e</c>, <c>9c</c> or <c>da</c>. Chunks of less than
/// 6 bytes, and chunks that look like nothing known, pass unchanged. Brotli has no mark and must be named. A gzip chunk may consist of several members.
/// </para>
/// <para>
/// Data that is corrupt, ends early or grows beyond <c>max_bytes</c> is an error event in the chunk's place. A chunk that looks like xz, zstd, lz4 or snappy
/// is one too, since these formats cannot be decompressed yet.
/// </para>
/// <example><code>"preprocessors": [{"name": "decompress", "config": {"algorithm": "gzip"}}, "separate"]</code></example>
/// <para>(spec: connectors D.4)</para>
/// </remarks>
[Preprocessor("decompress")]
internal sealed class DecompressPreprocessor(DecompressPreprocessor.Config config) : IPreprocessor
{
    private const int DetectedBytes = 6; // shorter chunks are not looked at
    private const int SmallestOutput = 4096; // bytes

    /// <summary>Marks of formats that are known and not supported.</summary>
    private static readonly (string Name, byte[] Mark)[] s_unsupported =
    [
        ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        ("zstd", [0x28, 0xb5, 0x2f, 0xfd]),
        ("lz4", [0x04, 0x22, 0x4d, 0x18]),
        ("snappy", [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e]),
        ("snappy", "sNaPpY"u8.ToArray()),
    ];

    internal sealed record Config : IValidatableObject
    {
        /// <summary>
        /// The format of the chunks: <c>gzip</c>, <c>zlib</c>, <c>br</c>, or <c>autodetect</c>, which is the default because a sender may change its mind
        /// and not compress what is small.
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
        var algorithm = _algorithm ?? Detect(piece.Span);
        if (algorithm is { } known) Decompress(known, piece, output);
        else if (_algorithm is null && Unsupported(piece.Span) is { } name)
            output.Error($"Decompress: this chunk looks like {name}, which is not supported; supported are {CompressionNames.Supported}", piece);
        else output.Add(piece);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;

    private static CompressionAlgorithm? Detect(ReadOnlySpan<byte> data)
    {
        if (data.Length < DetectedBytes) return null;
        return (data[0], data[1]) switch
        {
            (0x1f, 0x8b) => CompressionAlgorithm.Gzip,
            (0x78, 0x01 or 0x5e or 0x9c or 0xda) => CompressionAlgorithm.Zlib,
            _ => null,
        };
    }

    private static string? Unsupported(ReadOnlySpan<byte> data)
    {
        if (data.Length < DetectedBytes) return null;
        foreach (var (name, mark) in s_unsupported)
            if (data.StartsWith(mark)) return name;
        return null;
    }

    private void Decompress(CompressionAlgorithm algorithm, in Piece piece, IPieceOutput output)
    {
        var result = PooledBuffer.Rent((int)Math.Clamp(piece.Length * 4L, SmallestOutput, Math.Max(SmallestOutput, config.MaxBytes)));
        try
        {
            if (piece.Length == 0) throw new InvalidDataException(); // the base library takes it for a unit of no byte
            using var source = Decompressor.Open(algorithm, new MemoryStream(piece.Buffer.Array, piece.Offset, piece.Length));
            while (true)
            {
                var read = source.Read(result.Array.AsSpan(result.Length, result.Capacity - result.Length));
                if (read == 0) break;
                result.Length += read;
                if (result.Length > config.MaxBytes)
                {
                    output.Error($"Decompress: {piece.Length} bytes of {algorithm.Name()} grow beyond the {config.MaxBytes} bytes that `max_bytes` allows", piece);
                    return;
                }

                if (result.Length == result.Capacity) result = Larger(result);
            }

            output.Add(piece with { Buffer = result, Offset = 0, Length = result.Length });
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            output.Error($"Decompress: invalid {algorithm.Name()} data, corrupt or cut off behind byte {result.Length} of what it decompresses to", piece);
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
