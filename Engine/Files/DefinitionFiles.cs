using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Files;

/// <summary>
/// The files that the definitions of a process were read from: flows, scripts, modules, secrets. No connector may write them, under whatever name, and no
/// command its output. From any thread.
/// </summary>
public sealed class DefinitionFiles
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, string Identity)> _files = []; // guarded by _lock

    /// <summary>Who holds them, with what they are now: an editor may have put another file in the place of one.</summary>
    internal IEnumerable<Holder> Holders =>
        from file in All
        from identity in new[] { file.Identity, FileIdentity.OfPath(file.Name) }.OfType<string>().Distinct()
        select new Holder(
            "the definition",
            new() { Kind = "file", Name = file.Name, Identity = identity, Use = "is read from", SharedAs = "read", Loss = "the definition would be lost" });

    private List<(string Name, string Identity)> All
    {
        get
        {
            lock (_lock) return [.. _files];
        }
    }

    /// <summary>Takes note of a file that was read.</summary>
    /// <param name="path">As messages are to show it.</param>
    public void Add(string path)
    {
        if (FileIdentity.OfPath(path) is not { } identity) return;
        lock (_lock)
            if (!_files.Contains((path, identity))) _files.Add((path, identity));
    }

    /// <summary>The name under which the file at the end of a path was read; null where it was not.</summary>
    public string? Find(string path)
    {
        var identity = FileIdentity.OfPath(path);
        return identity is null ? null : All.Find(f => f.Identity == identity || FileIdentity.OfPath(f.Name) == identity).Name;
    }
}
