using System.IO.Compression;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>
/// Opens compressed streams. Data that is corrupt or ends early is an <see cref="InvalidDataException"/> of the read that meets it: the host
/// and the tests switch on <c>System.IO.Compression.UseStrictValidation</c>, without which the base library takes half a stream for a whole one.
/// </summary>
internal static class Decompressor
{
    public static Stream Open(CompressionAlgorithm algorithm, Stream compressed) => algorithm switch
    {
        CompressionAlgorithm.Gzip => new GZipStream(compressed, CompressionMode.Decompress),
        CompressionAlgorithm.Zlib => new ZLibStream(compressed, CompressionMode.Decompress),
        CompressionAlgorithm.Br => new BrotliStream(compressed, CompressionMode.Decompress),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
