using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>Looks at the files of a script's run before it starts: what is wrong with them is said once, in one line.</summary>
internal static class ScriptRunFiles
{
    /// <exception cref="CommandFailedException">The input cannot be there, the output cannot be made, or would empty the input.</exception>
    /// <param name="definitions">What the script was read from.</param>
    public static void Check(ScriptRunOptions options, DefinitionFiles definitions)
    {
        var (input, output) = (options.Input, options.Output);
        if (input != "-")
        {
            if (Directory.Exists(input)) throw new CommandFailedException($"cannot read events from {input}: it is a directory");
            if (!File.Exists(input)) throw new CommandFailedException($"cannot read events: {NamedFile.Missing(input)}");
        }

        if (output == "-") return;
        if (definitions.Find(output) is { } definition) throw new CommandFailedException(NamedFile.WouldBeLost(output, definition));
        if (Directory.Exists(output)) throw new CommandFailedException($"cannot write events to {output}: it is a directory");
        if (input != "-" && !output.StartsWith("/dev/", StringComparison.Ordinal) && Target(input) == Target(output))
            throw new CommandFailedException($"the output {output} is the input as well: it would be emptied before it is read");
    }

    private static string Target(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : Path.GetFullPath(path);
}
