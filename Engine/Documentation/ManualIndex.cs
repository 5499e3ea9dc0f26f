using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Documentation;

/// <summary>Finds what is in a manual by its name or the end of it. Immutable.</summary>
public sealed class ManualIndex(IEnumerable<ManualEntry> entries)
{
    private readonly List<ManualEntry> _entries = [.. entries];

    /// <summary>The page of a name, with a mention of what else has it; of a name that several things have equally, a list of them.</summary>
    /// <param name="name">As the pages write it, <c>retry.interval_ms</c>, <c>Node creation</c>, or as the entry is called.</param>
    /// <returns>Null when there is no such thing.</returns>
    public string? Find(string name)
    {
        name = Whole(name);
        var matches = _entries.Where(e => e.IsMeantBy(name)).ToList();
        if (matches.Count == 0) return null;
        var chief = Chief(name, matches);
        if (chief.Count > 1) return List(name, matches);
        var page = chief[0].Page();
        return matches.Count == 1 ? page : $"{page}\nSee also {string.Join(", ", matches.Where(m => m != chief[0]).Select(static m => $"`{m.Name}`"))}.\n";
    }

    /// <summary>The name that was probably meant by one that <see cref="Find"/> does not know; null when none is near.</summary>
    public string? Suggest(string name)
    {
        name = Whole(name);
        if (NearestName.Find(name, _entries.Select(static e => e.Name)) is { } whole) return whole;
        // Without what stands in front: `lowercas`, `string::lowercas`.
        var parts = name.Split("::").Length;
        var nearest = NearestName.Find(name, _entries.Select(e => e.Last(parts)));
        return nearest is null ? null : _entries.Where(e => e.Last(parts) == nearest).MinBy(static e => e.IsMember)!.Name;
    }

    /// <summary>Whose whole name it is; else a whole thing is meant rather than a part of one: `string` is not `random::string`.</summary>
    private static List<ManualEntry> Chief(string name, List<ManualEntry> matches)
    {
        if (matches.Find(e => e.IsNamed(name)) is { } exact) return [exact];
        var whole = matches.FindAll(static e => !e.IsMember);
        return whole.Count > 0 ? whole : matches;
    }

    private static string Whole(string name) => name.Replace(".", "::", StringComparison.Ordinal).Replace(' ', '-');

    private static string List(string name, List<ManualEntry> entries)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {name}\n\nSeveral things have this name:\n\n| name | |\n| --- | --- |\n");
        foreach (var entry in entries) page.Append(CultureInfo.InvariantCulture, $"| {entry.Name} | {entry.Summary} |\n");
        return page.ToString();
    }
}
