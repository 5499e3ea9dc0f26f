using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Loading;

/// <summary>The kind of definition in a file, by its extension.</summary>
internal enum DefinitionKind
{
    Flow,
    Query,
    Script,
}

internal static class DefinitionFile
{
    /// <exception cref="CommandFailedException">There is no such kind, or it is not understood by this version.</exception>
    public static DefinitionKind KindOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".json" or ".troy" => DefinitionKind.Flow,
        ".trickle" => DefinitionKind.Query,
        ".tremor" => DefinitionKind.Script,
        ".yaml" or ".yml" => throw new CommandFailedException($"Unable to execute source: {file}: flows are not written in YAML; write them as JSON (.json) or in Troy (.troy)"),
        _ => throw new CommandFailedException($"Unable to execute source: {file}: unsupported file type, expected .json or .troy (flows), .trickle (a query) or .tremor (a script)"),
    };
}
