using Tremor.Dataflow.Engine.Definitions;
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
    /// <exception cref="CommandFailedException">There is no such kind, or it is a directory.</exception>
    public static DefinitionKind KindOf(string file)
    {
        if (Directory.Exists(file)) throw new CommandFailedException($"{file} is a directory: expected a file in it");
        return FlowForms.Of(file) is not null ? DefinitionKind.Flow : Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".trickle" => DefinitionKind.Query,
            ".tremor" => DefinitionKind.Script,
            _ => throw new CommandFailedException($"Unable to execute source: {file}: unsupported file type, expected .json, .jsonc, .yaml or .troy (flows), .trickle (a query) or .tremor (a script)"),
        };
    }
}
