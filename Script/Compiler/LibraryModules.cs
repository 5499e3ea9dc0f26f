using System.Collections.Concurrent;
using System.Text;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;

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
    public SourceText? Find(string path)
    {
        foreach (var extension in s_extensions)
        {
            foreach (var directory in directories)
            {
                var file = Path.Combine(directory, path + extension);
                if (File.Exists(file)) return new SourceText(file, File.ReadAllText(file));
            }
        }

        return null;
    }
}
