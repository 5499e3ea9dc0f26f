using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Finds the source behind a text of a definition, in place or in a file (spec: troy B2).</summary>
internal sealed class TextSources(LoadOptions options)
{
    /// <summary>One source a place, so that a definition that is created twice has its errors once.</summary>
    private readonly Dictionary<TextFile, SourceText?> _files = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the script language compiles; null when there is none, which is reported.</summary>
    public ScriptText? Resolve(Text text, DefinitionFindings findings)
    {
        if (text is ParsedText parsed) return ScriptText.Of(parsed.Tree);
        return ResolveSource(text, findings) is { } source ? ScriptText.Of(source) : null;
    }

    /// <summary>The source, named after its place in the document, or after its file; null when there is none, which is reported.</summary>
    public SourceText? ResolveSource(Text text, DefinitionFindings findings) => text switch
    {
        WrittenText written => written.Source,
        TextFile file => ResolveFile(file, findings),
        _ => throw new InvalidOperationException($"{text.GetType().Name} has no source of its own"),
    };

    /// <summary>The content of a file that a definition names; null when there is none, which is reported at the name.</summary>
    public string? ReadFile(Name file, DefinitionFindings findings)
    {
        var place = file.Place;
        if (options.BaseDirectory is not { } directory)
        {
            findings.Error(place, DefinitionErrorKind.NoDirectory, $"the file \"{file}\" is relative to a document that has no place itself", "write the text into the document");
            return null;
        }

        try
        {
            var path = Path.GetFullPath(Path.Combine(directory, file.Text));
            if (!IsAllowed(path, directory))
            {
                findings.Error(place, DefinitionErrorKind.PathOutside, $"the file \"{file}\" is outside of the document's directory", "move it into that directory or one below it");
                return null;
            }

            var text = Utf8File.Read(path);
            options.Files.Add(path);
            return text;
        }
        catch (NotUtf8Exception e)
        {
            findings.Error(place, DefinitionErrorKind.NotUtf8, $"the file \"{file}\" is not UTF-8 text, see its line {e.Line}, column {e.Column}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            findings.Error(place, DefinitionErrorKind.FileNotFound, $"there is no file \"{file}\"", NearestFile(directory, file.Text) ?? "paths are relative to the document");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            findings.Error(place, DefinitionErrorKind.FileUnreadable, $"the file \"{file}\" cannot be read: {e.Message}");
        }

        return null;
    }

    private SourceText? ResolveFile(TextFile file, DefinitionFindings findings)
    {
        if (_files.TryGetValue(file, out var known)) return known;

        // Named as the user would name it from where the program was started.
        var name = Path.Combine(Path.GetDirectoryName(file.Place.Span?.Source.Name) ?? "", file.Path.Text);
        if (ReadFile(file.Path, findings) is not { } content) return null;
        return _files[file] = new(name, content);
    }

    /// <summary>Both as it is written and with links followed.</summary>
    private bool IsAllowed(string path, string directory)
    {
        string[] roots = [.. options.TextRoots.Append(directory).Select(static r => Path.GetFullPath(r))];
        if (!roots.Any(r => Contains(r, path))) return false;
        var real = ResolveLinks(path);
        return roots.Any(r => Contains(ResolveLinks(r), real));
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
