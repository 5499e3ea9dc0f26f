using System.IO.Compression;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using SharpCompress.Compressors.BZip2;
using Snappier;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>Compresses.</summary>
internal static class Compressor
{
    private const int DefaultLz4 = 4, DefaultXz = 9;

    /// <summary>What the base and other libraries write for no byte is nothing at all, or falls over; which nobody can decompress.</summary>
    private static readonly byte[] s_emptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly byte[] s_emptyZlib = [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

    /// <summary>Why nothing can be written in a format on this machine; null when it can.</summary>
    public static string? Check(CompressionAlgorithm algorithm) => algorithm == CompressionAlgorithm.Xz ? LibLzma.Missing : null;

    /// <summary>The complete unit of no byte, where <see cref="Open"/> would not write one.</summary>
    public static ReadOnlySpan<byte> EmptyUnit(CompressionAlgorithm algorithm) => algorithm switch
    {
        CompressionAlgorithm.Gzip => s_emptyGzip,
        CompressionAlgorithm.Zlib => s_emptyZlib,
        CompressionAlgorithm.Snappy => SnappyUnit.Start,
        CompressionAlgorithm.Bzip2 => Bzip2Unit.Empty,
        _ => [],
    };

    /// <summary>Writes <paramref name="content"/> as one unit behind what <paramref name="output"/> holds.</summary>
    /// <inheritdoc cref="Open"/>
    public static void Compress(CompressionAlgorithm algorithm, int? level, ReadOnlySpan<byte> content, Stream output)
    {
        if (content.IsEmpty && !EmptyUnit(algorithm).IsEmpty)
        {
            output.Write(EmptyUnit(algorithm));
            return;
        }

        using var compressor = Open(algorithm, level, output);
        compressor.Write(content);
    }

    /// <summary>A stream that compresses one unit into <paramref name="output"/>, which stays open; disposing of it ends the unit.</summary>
    /// <param name="level">As <see cref="CompressionLevels"/> has them; null for the usual one.</param>
    public static Stream Open(CompressionAlgorithm algorithm, int? level, Stream output) => algorithm switch
    {
        CompressionAlgorithm.Gzip => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
        CompressionAlgorithm.Zlib => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
        CompressionAlgorithm.Br => new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true),
        CompressionAlgorithm.Zstd => OpenZstd(level ?? 0, output),
        CompressionAlgorithm.Lz4 => LZ4Stream.Encode(output, Settings(level ?? DefaultLz4), leaveOpen: true),
        CompressionAlgorithm.Snappy => new SnappyStream(output, CompressionMode.Compress, leaveOpen: true),
        CompressionAlgorithm.Bzip2 => BZip2Stream.Create(output, SharpCompress.Compressors.CompressionMode.Compress, false, true, false),
        CompressionAlgorithm.Xz => new XzStream(output, level ?? DefaultXz),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    private static CompressionStream OpenZstd(int level, Stream output)
    {
        var stream = new CompressionStream(output, level, leaveOpen: true);
        stream.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return stream;
    }

    /// <summary>With a checksum of the content, which the format leaves to its writer. Below 3 and above 12 there is nothing of its own.</summary>
    private static LZ4EncoderSettings Settings(int level) => new()
    {
        CompressionLevel = level < (int)LZ4Level.L03_HC ? LZ4Level.L00_FAST : (LZ4Level)Math.Min(level, (int)LZ4Level.L12_MAX),
        ContentChecksum = true,
    };
}
