using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Host.Process;

/// <summary>Files that a command names on its command line.</summary>
internal static class NamedFile
{
    /// <summary>The text of a definition.</summary>
    /// <param name="waiting">As <see cref="Utf8File.Read"/> has it; gets the path.</param>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public static SourceText ReadSource(string path, Action<string>? waiting) =>
        ProblemOf(path, waiting, out var text) is { } problem ? throw new CommandFailedException(problem.Message) : new(path, text);

    /// <summary>Reads the text of a definition.</summary>
    /// <param name="waiting">As <see cref="Utf8File.Read"/> has it; gets the path.</param>
    /// <param name="text">Empty where there is a problem.</param>
    /// <returns>What is wrong, naming the file; null when it was read.</returns>
    public static Diagnostic? ProblemOf(string path, Action<string>? waiting, out string text)
    {
        text = "";
        if (Directory.Exists(path)) return Problem(DefinitionErrorKind.FileUnreadable, $"{path} is a directory");
        if (!File.Exists(path)) return Problem(DefinitionErrorKind.FileNotFound, Missing(path));
        try
        {
            text = Utf8File.Read(path, waiting is null ? null : () => waiting(path));
            return null;
        }
        catch (NotUtf8Exception e)
        {
            return e.ToDiagnostic(path, nameof(DefinitionErrorKind.NotUtf8));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Problem(DefinitionErrorKind.FileUnreadable, $"{path} cannot be read: {e.Message}");
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

    private static Diagnostic Problem(DefinitionErrorKind kind, string message) => new() { Severity = Severity.Error, Code = kind.ToString(), Message = message };
}
