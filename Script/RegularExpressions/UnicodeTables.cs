namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>The properties of Unicode 16, from <c>unicode-sets.txt</c>. Names are loose: in small letters, without blanks, hyphens and underscores.</summary>
internal static class UnicodeTables
{
    private static readonly Lazy<Dictionary<(string Property, string Name), string>> s_lines = new(ReadLines);
    private static readonly Lazy<Dictionary<int, int[]>> s_orbits = new(FindOrbits);

    /// <summary>For every code point with case variants the variants: what shares its simple case folding.</summary>
    public static IReadOnlyDictionary<int, int[]> Orbits => s_orbits.Value;

    /// <summary>The code points with a value of a property; null for an unknown one.</summary>
    /// <param name="property">The short name: <c>gc</c>, <c>sc</c>, <c>scx</c>, <c>gcb</c>, <c>wb</c>, <c>sb</c>; empty for a binary one.</param>
    public static CodePointSet? Find(string property, string name)
    {
        if (!s_lines.Value.TryGetValue((property, name), out var text)) return property == "scx" ? Find("sc", name) : null;
        return text.StartsWith('=') ? text[1..].Split(' ').Select(part => Find(property, part)!).Aggregate(static (all, part) => all.Union(part)) : Ranges(text);
    }

    /// <summary>What was assigned in a version of Unicode or before; null for an unknown version.</summary>
    public static CodePointSet? UpToAge(string version)
    {
        if (!s_lines.Value.ContainsKey(("age", version))) return null;
        var number = Number(version);
        return s_lines.Value.Where(line => line.Key.Property == "age" && line.Key.Name.Contains('.') && Number(line.Key.Name) <= number)
            .Select(static line => Ranges(line.Value)).Aggregate(static (all, added) => all.Union(added));

        // 3.0 is also V3_0.
        static int Number(string name) => int.Parse(name.Replace(".", "").TrimStart('v'), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Dictionary<(string Property, string Name), string> ReadLines()
    {
        using var stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("unicode-sets.txt")!;
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<(string, string), string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var equals = Math.Max(0, line[..colon].IndexOf('=', StringComparison.Ordinal));
            foreach (var name in line[equals..colon].TrimStart('=').Split(',')) lines[(line[..equals], name)] = line[(colon + 1)..];
        }

        return lines;
    }

    private static CodePointSet Ranges(string text)
    {
        var ranges = new List<(int, int)>();
        var next = 0;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            var low = next + Convert.ToInt32(dot < 0 ? part : part[..dot], 16);
            var high = dot < 0 ? low : low + Convert.ToInt32(part[(dot + 1)..], 16);
            ranges.Add((low, high));
            next = high + 1;
        }

        return CodePointSet.Of(ranges);
    }

    private static Dictionary<int, int[]> FindOrbits()
    {
        var byFolding = new Dictionary<int, List<int>>();
        foreach (var run in s_lines.Value[("fold", "")].Split(' '))
        {
            // From, how many more, the step between them, and what is added.
            var parts = run.Split('.');
            var (from, count, step) = (Convert.ToInt32(parts[0], 16), Convert.ToInt32(parts[1], 16), Convert.ToInt32(parts[2], 16));
            var added = parts[3].StartsWith('-') ? -Convert.ToInt32(parts[3][1..], 16) : Convert.ToInt32(parts[3], 16);
            for (var c = from; c <= from + (count * step); c += step)
            {
                if (!byFolding.TryGetValue(c + added, out var orbit)) byFolding.Add(c + added, orbit = [c + added]);
                orbit.Add(c);
            }
        }

        var orbits = new Dictionary<int, int[]>();
        foreach (var orbit in byFolding.Values)
            foreach (var member in orbit) orbits.Add(member, [.. orbit.Where(other => other != member)]);
        return orbits;
    }
}
