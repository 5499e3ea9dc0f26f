namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>How far two words are apart: insertions, deletions, replacements and swaps of neighbours (Damerau and Levenshtein).</summary>
internal static class EditDistance
{
    private const int MaxLength = 64;

    /// <summary>The nearest of the candidates within <paramref name="limit"/> steps that is not longer away than the word is long; null when none is.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates, int limit)
    {
        string? nearest = null;
        var best = limit + 1;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) >= best || word.Length > MaxLength || candidate.Length > MaxLength) continue;
            var distance = Between(word, candidate);
            if (distance >= best || distance >= Math.Max(word.Length, candidate.Length)) continue;
            best = distance;
            nearest = candidate;
        }

        return nearest;
    }

    public static int Between(string a, string b)
    {
        var rows = new int[3, b.Length + 1];
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var (row, above, twoAbove) = (i % 3, (i + 2) % 3, (i + 1) % 3);
            rows[row, 0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(rows[above, j] + 1, rows[row, j - 1] + 1), rows[above, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) distance = Math.Min(distance, rows[twoAbove, j - 2] + 1);
                rows[row, j] = distance;
            }
        }

        return rows[a.Length % 3, b.Length];
    }
}
