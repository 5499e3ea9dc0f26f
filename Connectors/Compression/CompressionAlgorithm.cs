using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>The compressed formats. Data of each may be several units, one behind the other.</summary>
internal enum CompressionAlgorithm
{
    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 1950.</summary>
    Zlib,

    /// <summary>RFC 7932.</summary>
    Br,

    /// <summary>RFC 8878.</summary>
    Zstd,

    /// <summary>The LZ4 frame format.</summary>
    Lz4,

    /// <summary>The framed format of snappy.</summary>
    Snappy,

    /// <summary>bzip2.</summary>
    Bzip2,

    /// <summary>The xz format, with LZMA2.</summary>
    Xz,
}

/// <summary>Between the formats and their names in configurations.</summary>
internal static class CompressionNames
{
    public const string Supported = "gzip, zlib, br, zstd, lz4, snappy, bzip2 and xz2";

    private static readonly (string Name, CompressionAlgorithm Algorithm, string Extension)[] s_all =
    [
        ("gzip", CompressionAlgorithm.Gzip, ".gz"),
        ("zlib", CompressionAlgorithm.Zlib, ".zz"),
        ("br", CompressionAlgorithm.Br, ".br"),
        ("zstd", CompressionAlgorithm.Zstd, ".zst"),
        ("lz4", CompressionAlgorithm.Lz4, ".lz4"),
        ("snappy", CompressionAlgorithm.Snappy, ".sz"),
        ("bzip2", CompressionAlgorithm.Bzip2, ".bz2"),
        ("xz2", CompressionAlgorithm.Xz, ".xz"),
    ];

    /// <summary>The error in a name, with the format that was probably meant; null when it is a format.</summary>
    public static string? Check(string name) =>
        TryParse(name, out _) ? null : $"Unknown compression algorithm: {name}; supported are {Supported}{(Meant(name) is { } meant ? $"; did you mean {meant}?" : "")}";

    private static string? Meant(string name) => name.ToLowerInvariant().TrimStart('.') switch
    {
        "brotli" => "br",
        "gz" or "gunzip" => "gzip",
        "zz" or "deflate" or "inflate" => "zlib",
        "zst" or "zstandard" => "zstd",
        "sz" => "snappy",
        "bz2" or "bz" or "bzip" => "bzip2",
        "xz" or "lzma" => "xz2",
        var other => NearestName.Find(other, s_all.Select(static f => f.Name)),
    };

    public static bool TryParse(string name, out CompressionAlgorithm algorithm)
    {
        foreach (var format in s_all)
        {
            algorithm = format.Algorithm;
            if (format.Name == name) return true;
        }

        algorithm = default;
        return false;
    }

    /// <exception cref="ArgumentException">As <see cref="Check"/> says it.</exception>
    public static CompressionAlgorithm Parse(string name) =>
        TryParse(name, out var algorithm) ? algorithm : throw new ArgumentException(Check(name));

    public static string NameOf(CompressionAlgorithm algorithm) => s_all.First(f => f.Algorithm == algorithm).Name;

    /// <summary>The format that the extension of a file name promises, in whatever case; null for a plain file.</summary>
    public static CompressionAlgorithm? OfFile(string path)
    {
        foreach (var format in s_all)
            if (Path.GetExtension(path).Equals(format.Extension, StringComparison.OrdinalIgnoreCase)) return format.Algorithm;
        return null;
    }

    public static string ExtensionOf(CompressionAlgorithm algorithm) => Array.Find(s_all, f => f.Algorithm == algorithm).Extension;

    public static string Name(this CompressionAlgorithm algorithm) => Array.Find(s_all, f => f.Algorithm == algorithm).Name;
}
