using Tremor.Dataflow.Host.Testing;

namespace Tremor.Dataflow.Tests.Host.Testing;

/// <summary>The selection by tags (spec: runtime 18.2, stdlib 8.4).</summary>
public sealed class TestFilterTests
{
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("", "", "a", true)]
    [InlineData("a", "", "a b", true)]
    [InlineData("a", "", "b", false)]
    [InlineData("a", "a", "a", true)]
    [InlineData("a", "b", "a b", true)]
    [InlineData("", "b", "a b", false)]
    [InlineData("", "b", "a", true)]
    [InlineData("a", "b", "c", false)]
    [InlineData("A", "", "a", false)]
    public void Includes_win_over_excludes(string includes, string excludes, string tags, bool isAccepted) =>
        Assert.Equal(isAccepted, new TestFilter(Words(includes), Words(excludes)).Accepts(Words(tags)));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
