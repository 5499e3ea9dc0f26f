using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>Finds the source text behind a Text of a definition: a string, a list of lines, or a file (spec: troy B2).</summary>
/// <param name="skip">Told of what has not the form of a text.</param>
internal sealed class TextSources(LoadOptions options, Action<DocumentNode> skip)
{
    /// <summary>One text a place, so that a definition that is created twice has its errors once.</summary>
    private readonly Dictionary<DocumentNode, SourceText> _resolved = [];

    /// <summary>
    /// The text, named after its place in the document, or after its file; null when there is none, which is reported unless the schema
    /// says it (a node of the wrong type).
    /// </summary>
    public SourceText? Resolve(DocumentNode node, DefinitionFindings findings)
    {
        if (_resolved.TryGetValue(node, out var known)) return known;
        var source = Read(node, findings);
        if (source is not null) _resolved.Add(node, source);
        return source;
    }

    private SourceText? Read(DocumentNode node, DefinitionFindings findings)
    {
        var name = $"{node.Document.Source.Name}#{node.Pointer}";
        if (node.Text is { } text) return new(name, text);
        if (node.IsList && node.Items.TrueForAll(static i => i.Text is not null)) return new(name, string.Join('\n', node.Items.Select(static i => i.Text)));
        if (node["file"] is { Text: { } file } place)
        {
            // As the user would name it from where the program was started.
            var path = Path.Combine(Path.GetDirectoryName(node.Document.Source.Name) ?? "", file);
            return ReadFile(place, file, findings) is { } content ? new(path, content) : null;
        }

        skip(node);
        return null;
    }

    /// <summary>The content of a file that a document names; null when there is none, which is reported at <paramref name="place"/>.</summary>
    public string? ReadFile(DocumentNode place, string file, DefinitionFindings findings)
    {
        if (place.Document.Directory is not { } directory)
        {
            findings.Error(place, "NoDirectory", $"the file \"{file}\" is relative to a document that has no place itself", "write the text into the document");
            return null;
        }

        try
        {
            var path = Path.GetFullPath(Path.Combine(directory, file));
            if (!IsAllowed(path, directory))
            {
                findings.Error(place, "PathOutside", $"the file \"{file}\" is outside of the document's directory", "move it into that directory or one below it");
                return null;
            }

            return Utf8File.Read(path);
        }
        catch (NotUtf8Exception)
        {
            findings.Error(place, "NotUtf8", $"the file \"{file}\" is not UTF-8 text");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            findings.Error(place, "FileNotFound", $"there is no file \"{file}\"", NearestFile(directory, file) ?? "paths are relative to the document");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            findings.Error(place, "FileUnreadable", $"the file \"{file}\" cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Both as it is written and with links followed.</summary>
    private bool IsAllowed(string path, string directory)
    {
        var real = ResolveLinks(path);
        string[] roots = [.. options.TextRoots.Append(directory).Select(static r => Path.GetFullPath(r))];
        return roots.Any(r => Contains(r, path)) && roots.Any(r => Contains(ResolveLinks(r), real));
    }

    private static bool Contains(string root, string path) => path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with the symbolic links in it followed, so that none leads out of the tree.</summary>
    private static string ResolveLinks(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var resolved = root;
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo info = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (info.ResolveLinkTarget(returnFinalTarget: true) is { } target) resolved = target.FullName;
        }

        return resolved;
    }

    private static string? NearestFile(string directory, string file)
    {
        var folder = Path.Combine(directory, Path.GetDirectoryName(file) ?? "");
        if (!Directory.Exists(folder)) return null;
        var names = Directory.EnumerateFiles(folder).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
        return NearestName.Find(Path.GetFileName(file), names) is { } nearest ? $"did you mean \"{Path.Combine(Path.GetDirectoryName(file) ?? "", nearest)}\"?" : null;
    }
}
