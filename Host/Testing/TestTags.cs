using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>Which tests run, by their tags (spec: runtime 18.2). Includes win over excludes.</summary>
internal sealed class TestFilter(IEnumerable<string> includes, IEnumerable<string> excludes)
{
    private readonly List<string> _includes = [.. includes];

    public IReadOnlyList<string> Includes => _includes;

    public IReadOnlyList<string> Excludes { get; } = [.. excludes];

    public void Include(string tag) => _includes.Add(tag);

    public bool Accepts(IReadOnlyCollection<string> tags)
    {
        if (_includes.Any(tags.Contains)) return true;
        return !Excludes.Any(tags.Contains) && _includes.Count == 0;
    }
}

/// <summary>The tags that lie in directories.</summary>
internal static class TagFiles
{
    private const string Name = "tags.yaml";

    /// <summary>The lists in <c>tags.yaml</c> from one directory down to another, and the name of the latter; each tag once.</summary>
    public static IReadOnlyList<string> Collect(string root, string directory)
    {
        var path = new Stack<string>();
        for (var at = directory; at is not null; at = at == root ? null : Path.GetDirectoryName(at)) path.Push(at);
        return [.. path.SelectMany(Read).Append(Path.GetFileName(directory)).Distinct()];
    }

    /// <summary>The tags of a file; none when it cannot be read or is no list (spec: runtime 18.2).</summary>
    private static IEnumerable<string> Read(string directory)
    {
        try
        {
            return YamlSubset.Parse(File.ReadAllText(Path.Combine(directory, Name))) is List<object?> list ? list.OfType<string>() : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return [];
        }
    }
}
