using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Loading;

/// <summary>The kind of definition in a file, by its extension.</summary>
internal enum DefinitionKind
{
    Flow,
    Script,
}

internal static class DefinitionFile
{
    /// <exception cref="CommandFailedException">There is no such kind, or it is not understood by this version.</exception>
    public static DefinitionKind KindOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".json" => DefinitionKind.Flow,
        ".tremor" => DefinitionKind.Script,
        ".trickle" => throw new CommandFailedException($"Unable to execute source: {file}: queries (.trickle) are not part of this version; a flow definition (.json) holds pipelines as graphs"),
        ".troy" => throw new CommandFailedException($"Unable to execute source: {file}: the deployment language (.troy) is not part of this version; write the flow as JSON"),
        ".yaml" or ".yml" => throw new CommandFailedException($"Unable to execute source: {file}: flows are not written in YAML; write the flow as JSON (.json)"),
        _ => throw new CommandFailedException($"Unable to execute source: {file}: unsupported file type, expected .json (a flow) or .tremor (a script)"),
    };
}
