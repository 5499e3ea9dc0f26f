using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>The errors of files and what they mean, with the file and something to look at; the engine says which connector it was.</summary>
internal static class FileErrors
{
    // The numbers of Linux.
    private const int TooManyOpenInSystem = 23; // ENFILE
    private const int TooManyOpenInProcess = 24; // EMFILE
    private const int ReadOnlyFileSystem = 30; // EROFS
    private const int TooManyLinks = 40; // ELOOP

    /// <summary>Whether an exception is one that opening, reading or writing a file throws for reasons outside of the program.</summary>
    /// <remarks>The library says of a file that would be too large that an argument is out of range.</remarks>
    public static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentOutOfRangeException;

    /// <summary>What is wrong with a path that names no file whatever there is; null for any other.</summary>
    public static string? CheckPath(string path)
    {
        if (path.Length == 0) return "`path` is empty";
        return path.Contains('\0') ? "`path` holds the character U+0000, which no file name can have" : null;
    }

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
        var full = Path.GetFullPath(path);
        switch (e)
        {
            case PathTooLongException:
                return "its path, or a name in it, is too long";
            case InvalidDataException or FileChangedException:
                return e.Message;
            case ArgumentOutOfRangeException:
                return "it would be larger than a file may be, by the limit of its file system or of this process (ulimit -f)";
        }

        switch (OperatingSystem.IsLinux() ? e.HResult : 0)
        {
            case ReadOnlyFileSystem:
                return "its file system is read-only";
            case TooManyLinks:
                return "its symbolic links lead in a circle";
            case TooManyOpenInProcess or TooManyOpenInSystem when !e.Message.Contains("ulimit", StringComparison.Ordinal):
                return "too many open files (ulimit -n)";
        }

        // The path may be a secret, of which no part is said.
        if (HasFileAbove(full)) return "a file stands in the place of its directory";
        if (Directory.Exists(full)) return "it is a directory";
        if (e is FileNotFoundException or DirectoryNotFoundException)
        {
            if (Path.GetDirectoryName(full) is { } directory && !Directory.Exists(directory)) return "its directory does not exist";
            if (new FileInfo(full).LinkTarget is { } target) return $"it is a link to \"{target}\", which does not exist";
            if (!Path.Exists(full)) return "it does not exist";
        }

        if (e is UnauthorizedAccessException) return "permission denied";
        return e.Message.Replace($" : '{path}'", "", StringComparison.Ordinal).Replace($" : '{full}'", "", StringComparison.Ordinal);
    }

    private static bool HasFileAbove(string full)
    {
        for (var above = Path.GetDirectoryName(full); above is not null; above = Path.GetDirectoryName(above))
            if (System.IO.File.Exists(above)) return true;
        return false;
    }
}
