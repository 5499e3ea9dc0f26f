using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>Searches at one node for one pattern that the time limit ended.</summary>
/// <param name="Place"><c>flow::pipeline/node</c>.</param>
/// <param name="Pattern">As it stands in the script, in one line.</param>
public sealed record TimedOutSearch(string Place, string Pattern, long Count);

/// <summary>
/// Searches for regular expressions and grok patterns that their time limit ended, so that scripts saw no match where there may have been one. The first
/// at each place and for each pattern is logged at once, the others by their number at the end. Any thread may note one; nobody waits.
/// </summary>
public sealed class TimedOutSearches(ILogger log)
{
    private const int MaxPatterns = 100;
    private const string OtherPatterns = "other patterns";

    private readonly ConcurrentDictionary<(string Place, string Pattern), long> _counts = new();

    /// <summary>Those so far, by place and pattern; behind the first hundred patterns are "other patterns".</summary>
    public IReadOnlyList<TimedOutSearch> All =>
    [
        .. _counts.Select(static c => new TimedOutSearch(c.Key.Place, c.Key.Pattern, c.Value))
            .OrderBy(static s => s.Place, StringComparer.Ordinal).ThenBy(static s => s.Pattern, StringComparer.Ordinal),
    ];

    internal void Add(string place, string pattern)
    {
        var key = (place, PrintableText.Clipped(pattern));
        if (!_counts.ContainsKey(key) && _counts.Count >= MaxPatterns) key.Item2 = OtherPatterns;
        if (_counts.AddOrUpdate(key, 1, static (_, count) => count + 1) == 1)
            log.LogWarning("[Node::{Node}] A search took too long and counts as no match; more like it are counted. The pattern: {Pattern}", place, key.Item2);
    }

    /// <summary>Nothing is searched any more.</summary>
    internal void LogTotals()
    {
        foreach (var (place, pattern, count) in All)
            if (count > 1) log.LogWarning("[Node::{Node}] {Count} searches took too long and counted as no match. The pattern: {Pattern}", place, count, pattern);
    }
}
