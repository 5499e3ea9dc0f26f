namespace Tremor.Dataflow.Host.Repl;

/// <summary>
/// The lines of this session and of those before it, kept in a file: <c>tremor/history</c> below <c>XDG_STATE_HOME</c>, or below
/// <c>~/.local/state</c> where that is not set. Only its owner may read the file: what people try out holds secrets at times.
/// </summary>
internal sealed class LineHistory
{
    private const int MaxLines = 1000;

    private readonly List<string> _lines = [];
    private string? _file;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Why lines are not kept beyond the session; null when they are.</summary>
    public string? Problem { get; private set; }

    /// <summary>The file for this user; null where the environment names no place for it.</summary>
    public static string? FileFor(Func<string, string?> variable)
    {
        if (variable("XDG_STATE_HOME") is { Length: > 0 } state) return Path.Combine(state, "tremor", "history");
        return variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state", "tremor", "history") : null;
    }

    /// <param name="file">Null for a history of the session alone.</param>
    public static LineHistory Open(string? file)
    {
        var history = new LineHistory { _file = file };
        if (file is null) return history;
        history.Try(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!File.Exists(file)) return;
            var lines = File.ReadAllLines(file);
            history._lines.AddRange(lines.TakeLast(MaxLines));
            if (lines.Length > 2 * MaxLines) Replace(file, history._lines);
        });
        return history;
    }

    /// <summary>Blank lines and repetitions of the last one are left out.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line)) return;
        _lines.Add(line);
        if (_file is not { } file) return;
        Try(() =>
        {
            using var writer = new StreamWriter(OpenOwn(file, FileMode.Append));
            writer.Write(line + "\n");
        });
    }

    /// <summary>Writes a shorter history beside the file and puts it in its place, so that nobody reads half of it.</summary>
    private static void Replace(string file, List<string> lines)
    {
        var next = $"{file}.{Environment.ProcessId}";
        using (var writer = new StreamWriter(OpenOwn(next, FileMode.Create)))
            foreach (var line in lines) writer.Write(line + "\n");
        File.Move(next, file, overwrite: true);
    }

    private static FileStream OpenOwn(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(file, options);
    }

    /// <summary>A history that cannot be kept is no reason to stop working.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = e.Message;
            _file = null;
        }
    }
}
