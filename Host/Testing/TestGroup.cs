using System.Text.Json;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>The kinds of tests, which are also the modes of <c>tremor test</c> (spec: runtime 17.3, runtime 18.1).</summary>
internal enum TestKind
{
    All,
    Bench,
    Command,
    Flow,
    Integration,
    Unit,
}

/// <summary>A directory that holds tests of one kind.</summary>
/// <param name="Directory">As the user named it, with what lies below.</param>
/// <param name="Tags">From <c>tags.yaml</c> on the way down, and the name of the directory.</param>
internal sealed record TestGroup(TestKind Kind, string Directory, IReadOnlyList<string> Tags)
{
    private const string Marker = "meta.yaml";

    /// <summary>Whether a <c>meta.yaml</c> says what it is.</summary>
    public bool IsDeclared { get; init; } = true;

    /// <summary>All groups at and below a directory: each has a <c>meta.yaml</c> that names its kind (spec: runtime 18.1).</summary>
    /// <exception cref="CommandFailedException">There is no such directory, or one of its <c>meta.yaml</c> is wrong.</exception>
    public static List<TestGroup> Discover(string root)
    {
        if (!System.IO.Directory.Exists(root))
            throw new CommandFailedException($"there is no directory {root} with tests; `tremor test unit DIRECTORY` names another one");
        return [.. FileTree.Find(root, Marker).Select(file => Read(root, file))];
    }

    /// <summary>A directory as a group of its own, whatever it holds.</summary>
    public static TestGroup Of(TestKind kind, string root, string directory) =>
        new(kind, directory, TagFiles.Collect(Path.GetFullPath(root), Path.GetFullPath(directory)));

    private static TestGroup Read(string root, string file)
    {
        const string expected = "expected JSON such as {\"kind\": \"Unit\", \"includes\": \"**\"}";
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var meta = json.RootElement;
            if (meta.ValueKind != JsonValueKind.Object) throw new CommandFailedException($"{file}: {expected}");
            var kind = Text(meta, "kind");
            Text(meta, "includes");
            if (!Enum.GetNames<TestKind>().Contains(kind))
                throw new CommandFailedException($"{file}: \"{kind}\" is no kind of tests, expected one of {string.Join(", ", Enum.GetNames<TestKind>())}");
            return Of(Enum.Parse<TestKind>(kind), root, Path.GetDirectoryName(file)!);
        }
        catch (JsonException e)
        {
            throw new CommandFailedException($"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is no JSON; {expected}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {file}: {e.Message}");
        }

        string Text(JsonElement meta, string key) =>
            meta.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new CommandFailedException($"{file}: \"{key}\" is missing or no string, {expected}");
    }
}

/// <summary>The files below a directory, in an order that depends on nothing but their names.</summary>
internal static class FileTree
{
    /// <summary>
    /// All files of that name, in whatever case, those of a directory before those below it. Links to directories are not followed: they
    /// may lead in a circle. What may not be read is left out.
    /// </summary>
    public static IEnumerable<string> Find(string root, string name)
    {
        var options = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0, IgnoreInaccessible = true };
        var waiting = new Stack<string>();
        waiting.Push(root);
        while (waiting.TryPop(out var directory))
        {
            foreach (var file in Directory.EnumerateFiles(directory, name, options).Order(StringComparer.Ordinal)) yield return file;
            foreach (var below in Directory.EnumerateDirectories(directory, "*", options).OrderDescending(StringComparer.Ordinal))
                if (new DirectoryInfo(below).LinkTarget is null) waiting.Push(below);
        }
    }
}
