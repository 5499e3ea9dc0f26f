using System.Collections.Concurrent;
using System.Reflection;
using Tremor.Dataflow.Script.RegularExpressions;
using Tremor.Dataflow.Script.StdLib;
using Tremor.Dataflow.Script.Time;
using Tremor.Dataflow.Tests.Script.StdLib;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>Patterns and formats may come with events: what is kept of them is bounded, in number and in size.</summary>
public sealed class KeptPatternsTests
{
    [Fact]
    public void Of_names_of_properties_no_more_is_kept_than_there_are()
    {
        for (var i = 0; i < 20_000; i++)
        {
            Assert.Null(UnicodeSets.Property($"nope{i}"));
            Assert.Null(UnicodeSets.Property($"sc=nope{i}"));
            Assert.NotNull(UnicodeSets.Property("Lu" + new string('_', i % 1000)));
        }

        Assert.InRange(Kept<CodePointSet>(typeof(UnicodeSets), "s_named").Count, 1, 4000);
    }

    [Fact]
    public void Of_regular_expressions_only_so_much_text_is_kept()
    {
        for (var i = 0; i < 100; i++) LibraryCall.Gives("re::is_match", $"\"{new string('a', 20_000)}{i}\", \"b\"", "false");
        LibraryCall.Gives("re::is_match", $"\"{new string('a', 150_000)}\", \"b\"", "false");
        Assert.InRange(Kept<RegexMatcher>(typeof(ReModule), "s_matchers").Keys.Sum(static k => k.Length), 1, 1 << 19);
    }

    [Fact]
    public void Of_formats_of_dates_only_short_ones_are_kept()
    {
        for (var i = 0; i < 300; i++) Assert.NotNull(DatetimeFormat.Of(System.Text.Encoding.UTF8.GetBytes(new string(' ', 5000) + i)));
        Assert.NotNull(DatetimeFormat.Of("%Y"u8));
        Assert.InRange(Kept<DatetimeFormat?>(typeof(DatetimeFormat), "s_formats").Keys.Max(static k => k.Length), 1, 1024);
    }

    private static ConcurrentDictionary<string, T> Kept<T>(Type type, string field) =>
        (ConcurrentDictionary<string, T>)type.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
}
