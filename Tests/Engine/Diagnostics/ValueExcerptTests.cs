using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public class ValueExcerptTests
{
    private const int Large = 2_000_000;

    public static TheoryData<string> LargeValues => ["document", "with blanks", "string", "binary", "changed", "name", "items"];

    [Theory]
    [MemberData(nameof(LargeValues))]
    public void The_excerpt_of_a_large_value_takes_little_memory(string kind)
    {
        var text = new string('x', Large);
        var value = kind switch
        {
            "document" => JsonText.Parse($$"""{"a":"{{text}}","b":1}"""),
            "with blanks" => JsonText.Parse($$"""{ "a": "{{text}}", "b": 1 }"""),
            "string" => Value.From(text),
            "binary" => Value.FromBytes(new byte[Large]),
            "changed" => JsonText.Parse($$"""{"a":"{{text}}","b":1}""").With(new("b"), Value.From(text)),
            "name" => new RecordBuilder(1).Set(text, Value.Null).Build(),
            _ => Value.FromArray([.. Enumerable.Repeat(Value.From(12345678), Large / 10)]),
        };
        var before = GC.GetAllocatedBytesForCurrentThread();

        var excerpt = ValueExcerpt.Of(value, 120);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 64 << 10, $"{allocated:N0} bytes");
        Assert.Equal(123, excerpt.Length);
        Assert.EndsWith("...", excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, "\"漢漢漢漢漢\"", "\"漢漢漢漢漢\"")]
    [InlineData(6, "\"漢漢漢漢漢\"", "\"漢漢漢漢漢...")]
    [InlineData(2, "\"😀\"", "\"...")]
    [InlineData(3, "[1]", "[1]")]
    public void It_is_cut_by_characters(int most, string json, string expected) => Assert.Equal(expected, ValueExcerpt.Of(JsonText.Parse(json), most));

    [Fact]
    public void No_part_of_a_secret_is_shown_wherever_the_text_is_cut()
    {
        var secrets = new SecretRedactor();
        secrets.Add("HUNTER2", "s");
        secrets.Add("2SHORT", "t");
        secrets.Add(new string('K', 300), "k");
        for (var before = 0; before < 140; before++)
        {
            // The long secret at the front leaves room for what lies far behind the limit.
            foreach (var front in new[] { "", new string('K', 300), "HUNTER2SHORT" })
            {
                var text = front + new string('.', before) + string.Concat(Enumerable.Repeat("HUNTER2", 200)) + "SHORT";
                var excerpt = ValueExcerpt.Of(Value.From(text), 120, secrets);
                Assert.DoesNotContain("H", excerpt.Replace("SHORT", "", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.DoesNotContain("K", excerpt, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_secret_behind_a_longer_one_is_not_shown_in_part()
    {
        var secrets = new SecretRedactor();
        secrets.Add(new string('k', 1000), "k");
        secrets.Add("swordfish-and-more", "s");
        for (var gap = 900; gap < 1200; gap++)
        {
            var excerpt = ValueExcerpt.Of(Value.From(new string('k', 1000) + new string('k', 1000) + new string('k', 1000) + new string('.', gap % 120) + "swordfish-and-more" + new string('x', gap)), 120, secrets);
            Assert.DoesNotContain("swo", excerpt.Replace("<secret:s", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }
}
