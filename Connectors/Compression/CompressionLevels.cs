namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>How hard the formats may try (spec: connectors E.1).</summary>
internal static class CompressionLevels
{
    /// <summary>The levels of a format; null where it has none.</summary>
    public static (int Least, int Most)? Of(CompressionAlgorithm algorithm) => algorithm switch
    {
        CompressionAlgorithm.Xz => (0, 9),
        CompressionAlgorithm.Lz4 => (0, int.MaxValue),
        CompressionAlgorithm.Zstd => (-7, 22),
        _ => null,
    };

    /// <summary>The error in a level; null when it is fine.</summary>
    public static string? Check(CompressionAlgorithm algorithm, int? level)
    {
        if (level is not { } wish) return null;
        if (Of(algorithm) is not var (least, most)) return "Compression level not supported for given algorithm";
        if (wish >= least && wish <= most) return null;
        var name = algorithm.Name();
        var range = most == int.MaxValue ? $"of {least} and above" : $"between {least} and {most}";
        return $"{char.ToUpperInvariant(name[0])}{name[1..]} supports compression level {range} but {wish} was given";
    }
}
