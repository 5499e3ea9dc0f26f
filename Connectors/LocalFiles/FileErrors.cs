namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>The errors of files, with the file and something to look at; the engine says which connector it was.</summary>
internal static class FileErrors
{
    /// <summary>Whether an exception is one that opening, reading or writing a file throws for reasons outside of the program.</summary>
    public static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <param name="action">As in <c>cannot {action} "/path"</c>.</param>
    public static IOException Describe(string action, string path, Exception e) =>
        new($"cannot {action} \"{path}\": {Reason(path, e)}", e);

    private static string Reason(string path, Exception e)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path));
        if (e is DirectoryNotFoundException) return $"the directory \"{directory}\" does not exist";
        if (e is FileNotFoundException) return "it does not exist";
        if (Directory.Exists(path)) return "it is a directory";
        if (e is UnauthorizedAccessException) return "permission denied";
        return e.Message.Replace($" : '{path}'", "", StringComparison.Ordinal).Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal);
    }
}
