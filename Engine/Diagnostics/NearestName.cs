using System.Globalization;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>The name that was probably meant by one that nobody knows.</summary>
public static class NearestName
{
    private const int LongestName = 128;
    private const int Few = 16;

    /// <summary>
    /// The candidate with the fewest typing errors (letters inserted, left out, replaced or swapped; case does not count),
    /// if it is near enough to be meant: a third of the letters may differ. The first of equally near ones; null for none.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates) => Nearest(name, candidates, static longer => Math.Max(1, longer / 3));

    /// <summary>As <see cref="Find"/>, but near enough is whatever has at most <paramref name="limit"/> typing errors.</summary>
    public static string? FindWithin(int limit, string name, IEnumerable<string> candidates) => Nearest(name, candidates, _ => limit);

    /// <summary>A hint: the nearest of the names, or all of them if none is near and they are few.</summary>
    /// <param name="what">What the names are, in the plural: <c>ports</c>.</param>
    public static string? Hint(string name, IReadOnlyCollection<string> candidates, string what)
    {
        if (Find(name, candidates) is { } nearest) return $"did you mean \"{nearest}\"?";
        return candidates.Count is 0 or > Few ? null : $"the {what} are {string.Join(", ", candidates.Select(static c => $"\"{c}\""))}";
    }

    /// <summary>The names, as a message lists them: of many only the first; <c>none</c> for none.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return "none";
        return names.Count <= Few ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Few))} and {names.Count - Few:N0} more");
    }

    private static string? Nearest(string name, IEnumerable<string> candidates, Func<int, int> limit)
    {
        string? nearest = null;
        var least = int.MaxValue;
        var lower = name.ToLowerInvariant();
        foreach (var candidate in candidates)
        {
            var longer = Math.Max(name.Length, candidate.Length);
            if (name.Length == 0 || longer > LongestName || candidate == name) continue;
            var most = Math.Min(limit(longer), Math.Min(least, longer) - 1);
            if (Math.Abs(name.Length - candidate.Length) > most) continue;
            var distance = Distance(lower, candidate.ToLowerInvariant());
            if (distance <= most)
            {
                nearest = candidate;
                least = distance;
            }
        }

        return nearest;
    }

    /// <summary>Damerau-Levenshtein distance, each stretch edited at most once.</summary>
    private static int Distance(string left, string right)
    {
        Span<int> before = stackalloc int[right.Length + 1];
        Span<int> above = stackalloc int[right.Length + 1];
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) above[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            above.CopyTo(before);
            row.CopyTo(above);
        }

        return above[right.Length];
    }
}
