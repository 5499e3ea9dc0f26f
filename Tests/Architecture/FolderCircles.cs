using System.Text.RegularExpressions;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>A C# file of a project.</summary>
/// <param name="Path">From the project's folder, with slashes: <c>Values/Store/Slot.cs</c>.</param>
internal sealed record ProjectFile(string Path, string Text)
{
    /// <summary><c>Values/Store</c>; empty for a file of the project itself.</summary>
    public string Folder { get; } = Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : "";
}

/// <summary>
/// Finds folders of a project that know each other in a circle: among the folders of the project, and among those of each folder. A folder and the
/// folders inside it are one room to everybody else, and may know each other. What a file knows are the namespaces of its <c>using</c> lines and
/// every type that it names by a path or finds in a namespace around its own.
/// </summary>
internal sealed partial class FolderCircles
{
    private const string Top = "(the project)";

    private readonly Dictionary<string, string> _folderOfNamespace = [];

    /// <summary>By the full names of the types.</summary>
    private readonly Dictionary<string, string> _folderOfType = [];

    private FolderCircles(IEnumerable<ProjectFile> files)
    {
        foreach (var file in files)
        {
            var home = NamespaceOf(file);
            _folderOfNamespace.TryAdd(home, file.Folder);
            foreach (Match type in Declaration().Matches(file.Text)) _folderOfType.TryAdd($"{home}.{type.Groups[1].Value}", file.Folder);
        }
    }

    /// <summary>The shortest circle of each folder that has one between the folders in it: its steps, each with the files that take it.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<ProjectFile> files)
    {
        var tree = new FolderCircles(files);
        var uses = files.SelectMany(file => tree.KnownTo(file).Select(folder => (File: file, Folder: folder))).ToList();
        var circles = new List<string>();
        foreach (var parent in files.SelectMany(static f => Parents(f.Folder)).Distinct().Order(StringComparer.Ordinal))
        {
            var edges = uses
                .Select(u => (From: Child(parent, u.File.Folder), To: Child(parent, u.Folder), u.File.Path))
                .Where(static e => e.From is not null && e.To is not null && e.From != e.To)
                .ToLookup(static e => (From: e.From!, To: e.To!), static e => e.Path);
            if (ShortestCircle(edges.Select(static e => e.Key).ToLookup(static e => e.From, static e => e.To)) is not { } circle) continue;
            var steps = circle.Zip(circle.Skip(1), static (from, to) => (From: from, To: to));
            circles.Add(string.Join("\n", steps.Select(s => $"{s.From} -> {s.To}: {string.Join(", ", edges[s].Distinct())}")));
        }

        return circles;
    }

    /// <summary>The folders of the shortest circle in the order of its steps, the first one at the end again; null when there is none.</summary>
    private static List<string>? ShortestCircle(ILookup<string, string> known) =>
        known.Select(static e => e.Key).Order(StringComparer.Ordinal).Select(start => WayBack(start, known)).OfType<List<string>>().MinBy(static c => c.Count);

    private static List<string>? WayBack(string start, ILookup<string, string> known)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in known[way[^1]].Order(StringComparer.Ordinal).Where(seen.Add))
            {
                if (next == start) return [.. way, next];
                ways.Enqueue([.. way, next]);
            }
        }

        return null;
    }

    private static string NamespaceOf(ProjectFile file) => NamespaceLine().Match(file.Text).Groups[1].Value;

    /// <summary>The folders around a folder, that of the project first.</summary>
    private static IEnumerable<string> Parents(string folder) =>
        folder.Split('/').Select((_, depth) => string.Join('/', folder.Split('/').Take(depth)));

    /// <summary>Which folder inside <paramref name="parent"/> this one is or lies in; null when it is none of them.</summary>
    private static string? Child(string parent, string folder)
    {
        if (parent.Length == 0) return folder.Length == 0 ? Top : folder.Split('/')[0];
        return folder.StartsWith(parent + '/', StringComparison.Ordinal) ? $"{parent}/{folder[(parent.Length + 1)..].Split('/')[0]}" : null;
    }

    /// <summary>The folders that a file knows.</summary>
    private IEnumerable<string> KnownTo(ProjectFile file)
    {
        var imported = Using().Matches(file.Text).Select(static m => m.Groups[1].Value);
        var around = Prefixes(NamespaceOf(file)).ToList();
        var named = Name().Matches(CommentOrHead().Replace(file.Text, "")).Select(static m => Blank().Replace(m.Value, "")).Distinct();
        return imported.Select(Imported).Concat(named.Select(Resolve)).OfType<string>().Distinct();

        string? Imported(string name) => _folderOfNamespace.GetValueOrDefault(name) ?? TypeIn("", name);

        // As the compiler does: from the file's own namespace outwards.
        string? Resolve(string name) => around.Select(space => TypeIn(space + ".", name)).FirstOrDefault(static f => f is not null) ?? TypeIn("", name);
    }

    /// <summary>The folder of the type that a name, or a beginning of it, means in a namespace; null when there is none.</summary>
    private string? TypeIn(string space, string name) =>
        Prefixes(name).Select(p => _folderOfType.GetValueOrDefault(space + p)).FirstOrDefault(static f => f is not null);

    /// <summary><c>A.B.C</c>, <c>A.B</c>, <c>A</c>.</summary>
    private static IEnumerable<string> Prefixes(string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1)) yield return name[..end];
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record|delegate \S+) (?!class |struct )(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?(?:global::)?([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:namespace|(?:global )?using) .*$|(?<=^|\s)//.*$", RegexOptions.Multiline)]
    private static partial Regex CommentOrHead();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?:\s*\.\s*[A-Z]\w*)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\s")]
    private static partial Regex Blank();
}
