using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>The errors of files and what they mean, with the file and something to look at; the engine says which connector it was.</summary>
internal static class FileErrors
{
    /// <summary>Whether an exception is one that opening, reading or writing a file throws for reasons outside of the program.</summary>
    public static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>A file that cannot be opened may be there, or be allowed, the next time.</summary>
    /// <param name="action">As in <c>cannot {action} "/path"</c>.</param>
    public static OutsideException Opening(string action, string path, Exception e) => new(OutsideFailure.Retry(Describe(action, path, e)), e);

    /// <summary>A file that is open for writing and cannot be written is to be opened again.</summary>
    /// <inheritdoc cref="Opening"/>
    public static OutsideException Writing(string action, string path, Exception e) => new(OutsideFailure.ConnectionLost(Describe(action, path, e)), e);

    /// <summary>To read again from the start would send again what was sent, up to the same place.</summary>
    /// <inheritdoc cref="Opening"/>
    public static OutsideException Reading(string action, string path, Exception e) => new(OutsideFailure.Permanent(Describe(action, path, e)), e);

    private static string Describe(string action, string path, Exception e) => $"cannot {action} \"{path}\": {Reason(path, e)}";

    private static string Reason(string path, Exception e)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path));
        if (e is InvalidDataException) return "its data is corrupt or ends early";
        if (e is DirectoryNotFoundException) return $"the directory \"{directory}\" does not exist";
        if (e is FileNotFoundException) return "it does not exist";
        if (Directory.Exists(path)) return "it is a directory";
        if (e is UnauthorizedAccessException) return "permission denied";
        return e.Message.Replace($" : '{path}'", "", StringComparison.Ordinal).Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal);
    }
}
