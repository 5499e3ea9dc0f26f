namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>The compressed formats, by the names that configurations use.</summary>
internal enum CompressionAlgorithm
{
    /// <summary>RFC 1952, one or more members.</summary>
    Gzip,

    /// <summary>RFC 1950.</summary>
    Zlib,

    /// <summary>RFC 7932.</summary>
    Br,
}

/// <summary>Between the formats and their names in configurations.</summary>
internal static class CompressionNames
{
    public const string Supported = "gzip, zlib and br";

    private static readonly string[] s_knownOnly = ["xz2", "zstd", "lz4", "snappy"];

    /// <summary>The error in a name; null when it is a format that can be used.</summary>
    public static string? Check(string name)
    {
        if (TryParse(name, out _)) return null;
        return s_knownOnly.Contains(name)
            ? $"the algorithm {name} is not supported yet; supported are {Supported}"
            : $"Unknown compression algorithm: {name}; supported are {Supported}";
    }

    public static bool TryParse(string name, out CompressionAlgorithm algorithm)
    {
        (var found, algorithm) = name switch
        {
            "gzip" => (true, CompressionAlgorithm.Gzip),
            "zlib" => (true, CompressionAlgorithm.Zlib),
            "br" => (true, CompressionAlgorithm.Br),
            _ => (false, default),
        };
        return found;
    }

    /// <exception cref="ArgumentException">As <see cref="Check"/> says it.</exception>
    public static CompressionAlgorithm Parse(string name) =>
        TryParse(name, out var algorithm) ? algorithm : throw new ArgumentException(Check(name));

    /// <summary>The format that the extension of a file name promises; null for a plain file.</summary>
    public static CompressionAlgorithm? OfFile(string path) => Path.GetExtension(path) switch
    {
        ".gz" => CompressionAlgorithm.Gzip,
        ".zz" => CompressionAlgorithm.Zlib,
        ".br" => CompressionAlgorithm.Br,
        _ => null,
    };

    /// <summary>Why a file cannot be read; null when it can.</summary>
    public static string? CheckFile(string path) => Path.GetExtension(path) == ".xz"
        ? $"\"{path}\" is compressed with xz, which cannot be read yet; decompress it, or compress it with gzip (.gz) or brotli (.br)"
        : null;

    public static string Name(this CompressionAlgorithm algorithm) => algorithm switch
    {
        CompressionAlgorithm.Gzip => "gzip",
        CompressionAlgorithm.Zlib => "zlib",
        _ => "br",
    };
}
