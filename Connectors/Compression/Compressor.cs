using System.IO.Compression;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>Compresses whole units.</summary>
internal static class Compressor
{
    /// <summary>The unit of no byte; the base library writes nothing at all for it, which nobody can decompress.</summary>
    private static readonly byte[] s_emptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly byte[] s_emptyZlib = [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

    /// <summary>Writes <paramref name="content"/> as one unit behind what <paramref name="output"/> holds.</summary>
    public static void Compress(CompressionAlgorithm algorithm, ReadOnlySpan<byte> content, Stream output)
    {
        if (content.IsEmpty && algorithm == CompressionAlgorithm.Gzip) output.Write(s_emptyGzip);
        else if (content.IsEmpty && algorithm == CompressionAlgorithm.Zlib) output.Write(s_emptyZlib);
        else
        {
            using var compressor = Open(algorithm, output);
            compressor.Write(content);
        }
    }

    private static Stream Open(CompressionAlgorithm algorithm, Stream output) => algorithm switch
    {
        CompressionAlgorithm.Gzip => new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true),
        CompressionAlgorithm.Zlib => new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true),
        CompressionAlgorithm.Br => new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
