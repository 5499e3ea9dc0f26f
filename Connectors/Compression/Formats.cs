namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>How the formats are told apart and read.</summary>
internal static class Formats
{
    /// <summary>Bytes that <see cref="CanBegin"/> and <see cref="Detect"/> look at, at most.</summary>
    public const int LongestMark = 10;

    private const int ShortestDetected = 6; // what is shorter is not looked at

    /// <summary>What a bzip2 stream that holds data begins with, behind the size of its blocks.</summary>
    private static ReadOnlySpan<byte> Bzip2Block => [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

    private static ReadOnlySpan<byte> Zstd => [0x28, 0xb5, 0x2f, 0xfd];

    private static ReadOnlySpan<byte> Lz4 => [0x04, 0x22, 0x4d, 0x18];

    /// <summary>Whether a unit may begin so; <paramref name="start"/> is shorter than <see cref="LongestMark"/> only where the data ends.</summary>
    public static bool CanBegin(CompressionAlgorithm algorithm, ReadOnlySpan<byte> start) => algorithm switch
    {
        CompressionAlgorithm.Gzip => start is [0x1f, 0x8b, ..],
        CompressionAlgorithm.Zlib => DeflateUnit.IsZlib(start),
        CompressionAlgorithm.Zstd => start.StartsWith(Zstd) || Lz4Unit.IsSkippable(start),
        CompressionAlgorithm.Lz4 => start.StartsWith(Lz4) || Lz4Unit.IsSkippable(start),
        CompressionAlgorithm.Snappy => start.StartsWith(SnappyUnit.Start),
        CompressionAlgorithm.Bzip2 => start is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..],
        CompressionAlgorithm.Xz => start.StartsWith(XzUnit.Magic),
        _ => true, // brotli has no mark
    };

    /// <summary>Bytes that all units of one writer begin with; 0 for none.</summary>
    public static int MarkLength(CompressionAlgorithm algorithm) => algorithm switch
    {
        CompressionAlgorithm.Gzip or CompressionAlgorithm.Bzip2 => 3,
        CompressionAlgorithm.Zlib => 2,
        CompressionAlgorithm.Zstd or CompressionAlgorithm.Lz4 => 4,
        CompressionAlgorithm.Snappy => SnappyUnit.Start.Length,
        CompressionAlgorithm.Xz => XzUnit.Magic.Length,
        _ => 0,
    };

    /// <summary>The format of a message by its first bytes (spec: connectors D.4); null when it looks like none.</summary>
    public static CompressionAlgorithm? Detect(ReadOnlySpan<byte> data)
    {
        if (data.Length < ShortestDetected) return null;
        if (data is [0x1f, 0x8b, ..]) return CompressionAlgorithm.Gzip;
        if (data is [0x78, 0x01 or 0x5e or 0x9c or 0xda, ..]) return CompressionAlgorithm.Zlib;
        if (data.StartsWith(XzUnit.Magic)) return CompressionAlgorithm.Xz;
        if (data.StartsWith(Zstd)) return CompressionAlgorithm.Zstd;
        if (data.StartsWith(Lz4)) return CompressionAlgorithm.Lz4;
        if (data.StartsWith(SnappyUnit.Start)) return CompressionAlgorithm.Snappy;
        return CanBegin(CompressionAlgorithm.Bzip2, data) && (data[4..].StartsWith(Bzip2Block) || data[4..].StartsWith(Bzip2Unit.Empty[4..]))
            ? CompressionAlgorithm.Bzip2
            : null;
    }

    public static CompressedUnit Open(CompressionAlgorithm algorithm, CompressedInput input) => algorithm switch
    {
        CompressionAlgorithm.Gzip => new DeflateUnit(input, isGzip: true),
        CompressionAlgorithm.Zlib => new DeflateUnit(input, isGzip: false),
        CompressionAlgorithm.Br => new BrotliUnit(input),
        CompressionAlgorithm.Zstd => new ZstdUnit(input),
        CompressionAlgorithm.Lz4 => new Lz4Unit(input),
        CompressionAlgorithm.Snappy => new SnappyUnit(input),
        CompressionAlgorithm.Bzip2 => new Bzip2Unit(input),
        CompressionAlgorithm.Xz => new XzUnit(input),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
