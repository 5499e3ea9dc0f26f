using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Running;

/// <summary>
/// Modules as files: below the directory of the file that is run, then below those of <c>TREMOR_PATH</c>, by the extensions
/// <c>.tremor</c>, <c>.trickle</c> and <c>.troy</c> in this order (spec: troy A4, conformance).
/// </summary>
internal sealed class ModuleDirectories : IModuleResolver
{
    private static readonly string[] s_extensions = [".tremor", ".trickle", ".troy"];

    private ModuleDirectories(IReadOnlyList<string> directories) => SearchPath = directories;

    public IReadOnlyList<string> SearchPath { get; }

    /// <param name="file">The file that is run or checked.</param>
    /// <param name="tremorPath">The value of <c>TREMOR_PATH</c>; null when it is not set.</param>
    public static ModuleDirectories For(string file, string? tremorPath)
    {
        var own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var others = (tremorPath ?? "/usr/local/share/tremor:/usr/share/tremor/lib").Split(':', Path.PathSeparator);
        return new([.. others.Where(Directory.Exists).Select(Path.GetFullPath).Prepend(own).Distinct()]);
    }

    public SourceText? Find(string path)
    {
        var relative = path.Replace('/', Path.DirectorySeparatorChar);
        foreach (var extension in s_extensions)
            foreach (var directory in SearchPath)
            {
                var file = Path.Combine(directory, relative + extension);
                if (File.Exists(file)) return new SourceText(file, File.ReadAllText(file));
            }

        return null;
    }
}
