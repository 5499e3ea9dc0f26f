using System.Collections.Concurrent;
using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Flows;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>The standard library's modules that are written in the language; they are part of this assembly.</summary>
internal sealed class LibraryModules : IModuleResolver
{
    public static readonly LibraryModules Instance = new();

    private const string Extension = ".tremor";

    private readonly ConcurrentDictionary<string, SourceText?> _modules = new();

    /// <summary>The modules, such as <c>std/array</c>, in alphabetical order.</summary>
    public static IEnumerable<string> Paths => typeof(LibraryModules).Assembly.GetManifestResourceNames()
        .Where(static n => n.EndsWith(Extension, StringComparison.Ordinal))
        .Select(static n => n[..^Extension.Length])
        .Order(StringComparer.Ordinal);

    public IReadOnlyList<string> SearchPath => [];

    /// <summary>The module, such as <c>std::string</c>, whose last name this is; null when there is none.</summary>
    public static string? EndingIn(string name) => Paths.FirstOrDefault(p => p.EndsWith("/" + name, StringComparison.Ordinal))?.Replace("/", "::");

    public static bool Has(IEnumerable<string> path) => Instance.Find(string.Join('/', path)) is not null;

    /// <summary>The names of the functions of a module, such as <c>std::string</c>; none where there is no such module.</summary>
    public static IReadOnlyCollection<string> FunctionsOf(string module) => Instance.Find(module.Replace("::", "/", StringComparison.Ordinal)) is not { } source
        ? []
        : [.. FlowReader.Module(source).Script.Statements.Select(static s => (s as FnStatement)?.Name ?? (s as IntrinsicStatement)?.Name).OfType<string>()];

    public IEnumerable<string> Near(string path) => Paths;

    public SourceText? Find(string path) => _modules.GetOrAdd(path, static path =>
    {
        var name = path + Extension;
        using var stream = typeof(LibraryModules).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new SourceText(name, reader.ReadToEnd());
    });
}

/// <summary>Modules in directories: <c>a/b.tremor</c> in any of them, then <c>.trickle</c>, then <c>.troy</c> (spec: language 8.8).</summary>
public sealed class DirectoryModules(IReadOnlyList<string> directories) : IModuleResolver
{
    /// <summary>Where modules are looked for when <c>TREMOR_PATH</c> is not set.</summary>
    public const string DefaultPath = "/usr/local/share/tremor:/usr/share/tremor/lib";

    private static readonly string[] s_extensions = [".tremor", ".trickle", ".troy"];

    /// <inheritdoc/>
    public IReadOnlyList<string> SearchPath => directories;

    /// <summary>The directories of a search path, in the notation of <c>TREMOR_PATH</c>; those that do not exist are left out.</summary>
    /// <param name="path">Null for <see cref="DefaultPath"/>.</param>
    /// <param name="first">A directory to look in before all others.</param>
    public static DirectoryModules FromPath(string? path, string? first = null)
    {
        var entries = (path ?? DefaultPath).Split(':', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> all = first is null ? entries : [first, .. entries];
        return new DirectoryModules([.. all.Where(Directory.Exists).Select(Path.GetFullPath)]);
    }

    /// <inheritdoc/>
    /// <exception cref="UnreadableModuleException">There is a file that cannot be read.</exception>
    public SourceText? Find(string path)
    {
        foreach (var extension in s_extensions)
        {
            foreach (var directory in directories)
            {
                var file = Path.Combine(directory, path + extension);
                if (File.Exists(file)) return Read(file);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Near(string path)
    {
        var parent = Path.GetDirectoryName(path) ?? "";
        foreach (var directory in directories.Select(d => new DirectoryInfo(Path.Combine(d, parent))).Where(static d => d.Exists))
            foreach (var file in directory.EnumerateFiles("*", new EnumerationOptions { IgnoreInaccessible = true }).Where(static f => s_extensions.Contains(f.Extension)))
                yield return Path.Combine(parent, Path.GetFileNameWithoutExtension(file.Name));
    }

    private static SourceText Read(string file)
    {
        try
        {
            return new SourceText(file, Utf8File.Read(file));
        }
        catch (NotUtf8Exception e)
        {
            throw new UnreadableModuleException($"The module {file} is not UTF-8 text, see its line {e.Line}, column {e.Column}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableModuleException($"The module {file} cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>The file of a module cannot be read, or is no text.</summary>
public sealed class UnreadableModuleException(string message, Exception inner) : Exception(message, inner);
