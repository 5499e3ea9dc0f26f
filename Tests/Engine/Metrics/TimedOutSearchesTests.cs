using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Metrics;

public sealed class TimedOutSearchesTests
{
    private readonly RecordingLog _log = new();
    private readonly TimedOutSearches _searches;

    public TimedOutSearchesTests() => _searches = new(_log.CreateLogger("flow"));

    [Fact]
    public void The_first_at_a_place_is_logged_at_once_and_the_number_at_the_end()
    {
        for (var i = 0; i < 3; i++) _searches.Add("f::p/slow", "a\nb");
        _searches.Add("f::p/other", "c");
        Assert.Equal(
            [
                "Warning [Node::f::p/slow] A search took too long and counts as no match; more like it are counted. The pattern: a\\nb",
                "Warning [Node::f::p/other] A search took too long and counts as no match; more like it are counted. The pattern: c",
            ],
            _log.Lines);
        _searches.LogTotals();
        Assert.Equal("Warning [Node::f::p/slow] 3 searches took too long and counted as no match. The pattern: a\\nb", Assert.Single(_log.Lines.Skip(2)));
        Assert.Equal([new TimedOutSearch("f::p/other", "c", 1), new TimedOutSearch("f::p/slow", "a\\nb", 3)], _searches.All);
    }

    [Fact]
    public void Patterns_without_number_are_counted_together()
    {
        for (var i = 0; i < 200; i++) _searches.Add("f::p/slow", $"p{i}");
        Assert.Equal(101, _searches.All.Count);
        Assert.Equal(200, _searches.All.Sum(static s => s.Count));
        Assert.Contains(new TimedOutSearch("f::p/slow", "other patterns", 100), _searches.All);
        Assert.Equal(101, _log.Lines.Count);
    }
}
