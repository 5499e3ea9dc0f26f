namespace Tremor.Dataflow.Host.Testing;

/// <summary>The outcome of the tests of one kind in one file or directory (spec: runtime 18.10).</summary>
internal sealed class TestRun(string description)
{
    /// <summary>By name: a later suite of the same name replaces an earlier one, with its counters (spec: stdlib 8.2).</summary>
    private readonly Dictionary<string, SuiteRun> _suites = [];
    private readonly TestStats _own = new();

    public string Description => description;

    public IEnumerable<SuiteRun> Suites => _suites.Values;

    public long ElapsedNs { get; set; }

    /// <returns>False when it replaces another one.</returns>
    public bool Add(SuiteRun suite)
    {
        var isNew = !_suites.ContainsKey(suite.Name);
        _suites[suite.Name] = suite;
        return isNew;
    }

    /// <summary>A failure of the whole: no suite was run.</summary>
    public void CountBreakdown(string name) => _own.CountBreakdown(name);

    public TestStats Stats()
    {
        var stats = new TestStats();
        stats.Add(_own);
        foreach (var suite in _suites.Values) stats.Add(suite.Stats);
        return stats;
    }
}

/// <summary>The outcome of one suite.</summary>
internal sealed record SuiteRun(string Name, string Description)
{
    /// <summary>Under which a report lists it.</summary>
    public string Key { get; init; } = Name;

    /// <summary>What was written, by name; none for suites that write nothing.</summary>
    public Dictionary<string, string> Evidence { get; } = [];

    public long DurationNs { get; set; }

    public TestStats Stats { get; } = new();

    public List<TestElement> Elements { get; } = [];
}

/// <summary>One line of a report.</summary>
/// <param name="Description">Such as <c>(+) Executing test 1 of 2</c>.</param>
/// <param name="Keyword"><c>Test</c> or <c>Predicate</c>.</param>
/// <param name="Info">What was tested, and how it failed.</param>
/// <param name="IsHidden">Whether it was not printed.</param>
internal sealed record TestElement(string Description, string Keyword, bool IsPassed, long DurationNs, string Info, bool IsHidden)
{
    /// <summary>Of a flow test that failed (spec: extensions 4.6).</summary>
    public IReadOnlyList<ReportedDifference> Differences { get; init; } = [];
}

/// <summary>What was not as expected in a flow test.</summary>
/// <param name="Step">Such as <c>step 3, expect, port alerts, event 2 of 2</c>.</param>
/// <param name="Path">In the event; empty for the whole.</param>
/// <param name="Line">From 1; null where nothing is written.</param>
internal sealed record ReportedDifference(string Step, string Path, string Expected, string Got, string? File, int? Line);
