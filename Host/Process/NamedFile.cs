using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Host.Process;

/// <summary>Files that a command names on its command line.</summary>
internal static class NamedFile
{
    /// <summary>The text of a definition.</summary>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static string Read(string path) => ProblemOf(path, out var text) is { } problem ? throw new CommandFailedException(problem) : text;

    /// <inheritdoc cref="Read"/>
    public static SourceText ReadSource(string path) => new(path, Read(path));

    /// <summary>Reads the text of a definition.</summary>
    /// <param name="text">Empty where there is a problem.</param>
    /// <returns>What is wrong, naming the file; null when it was read.</returns>
    public static string? ProblemOf(string path, out string text)
    {
        text = "";
        if (Directory.Exists(path)) return $"{path} is a directory";
        if (!File.Exists(path)) return Missing(path);
        try
        {
            text = Utf8File.Read(path);
            return null;
        }
        catch (NotUtf8Exception e)
        {
            return $"{path} is no UTF-8 text, see its line {e.Line}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {e.Message}";
        }
    }

    /// <summary>That a file is not there, and the one beside it that was probably meant.</summary>
    public static string Missing(string path)
    {
        var directory = Path.GetDirectoryName(path) ?? "";
        var place = new DirectoryInfo(directory.Length == 0 ? "." : directory);
        if (!place.Exists) return $"there is no directory {directory}";
        var others = place.EnumerateFiles("*", new EnumerationOptions { IgnoreInaccessible = true }).Select(static f => f.Name);
        return $"there is no file {path}" + (NearestName.Find(Path.GetFileName(path), others) is { } near ? $", did you mean {Path.Combine(directory, near)}?" : "");
    }

    /// <summary>Writes a text; the directories of the file are made where they are missing.</summary>
    /// <param name="definitions">What must not be written over.</param>
    /// <exception cref="CommandFailedException">It cannot be written, or holds a definition.</exception>
    public static void Write(string path, string text, DefinitionFiles definitions)
    {
        if (definitions.Find(path) is { } definition) throw new CommandFailedException(WouldBeLost(path, definition));
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailedException($"cannot write {path}: {Reason(path, e)}");
        }
    }

    /// <summary>That an output is a file that holds a definition.</summary>
    /// <param name="definition">The name under which it was read.</param>
    public static string WouldBeLost(string path, string definition) =>
        $"the output {path} is the definition{(definition == path ? "" : $" {definition}")} as well: it would be written over";

    private static string Reason(string path, Exception e)
    {
        if (Directory.Exists(path)) return "it is a directory";
        for (var above = Path.GetDirectoryName(Path.GetFullPath(path)); above is not null; above = Path.GetDirectoryName(above))
            if (File.Exists(above)) return $"{above} is a file, not a directory";
        return e is UnauthorizedAccessException ? "permission denied" : e.Message.Split(" : '")[0];
    }
}
