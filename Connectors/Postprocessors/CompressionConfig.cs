using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>What postprocessors that compress refuse.</summary>
internal static class CompressionConfig
{
    /// <param name="owner">The name of the postprocessor.</param>
    public static ValidationResult? Check(string owner, string? algorithm, int? level)
    {
        if (algorithm is null) return Problem($"Missing algorithm; supported are {CompressionNames.Supported}", "Algorithm");
        if (CompressionNames.Check(algorithm) is { } unknown) return Problem(unknown, "Algorithm");
        var format = CompressionNames.Parse(algorithm);
        if (CompressionLevels.Check(format, level) is { } wrong) return Problem(wrong, "Level");
        return Compressor.Check(format) is { } missing ? Problem(missing, "Algorithm") : null;

        ValidationResult Problem(string text, string member) => new($"{owner} Invalid config: {text}", [member]);
    }
}
