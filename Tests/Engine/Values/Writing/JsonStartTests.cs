using System.Text;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Tests.Engine.Json;

namespace Tremor.Dataflow.Tests.Engine.Values.Writing;

public class JsonStartTests
{
    private static readonly FieldName[] s_names = [.. "a b c name x\ny".Split(' ').Select(static name => new FieldName(name))];

    [Property(MaxTest = 3000)]
    public void It_begins_as_the_whole_text_does_and_says_whether_it_is_all(int seed)
    {
        var random = new Random(seed);
        var value = Any(random);
        var whole = Encoding.UTF8.GetBytes(value.ToString());
        for (var most = 0; most <= whole.Length + 1; most += 1 + random.Next(whole.Length / 8 + 1))
        {
            var start = JsonStart.Of(value, most, out var isWhole);
            var bytes = Encoding.UTF8.GetByteCount(start);
            Assert.Equal(whole.Length <= most, isWhole);
            Assert.True(isWhole ? bytes == whole.Length : bytes <= most && bytes > most - 4, $"{bytes} of {most}: {start}");
            Assert.StartsWith(start, Encoding.UTF8.GetString(whole), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_nested_too_deep_for_the_stack_is_not_shown()
    {
        var value = Value.EmptyArray;
        for (var i = 0; i < 1_000_000; i++) value = Value.FromArray([value]);
        var start = JsonStart.Of(value, 900_000, out var isWhole);
        Assert.False(isWhole);
        Assert.Matches(@"^\[+\.+$", start);
    }

    /// <summary>Views of documents, changed ones, and what scripts make.</summary>
    private static Value Any(Random random)
    {
        var value = JsonText.Parse(JsonTexts.Valid(random.Next()));
        if (random.Next(8) == 0) value = Value.FromBytes(Encoding.UTF8.GetBytes(value.ToString()));
        if (random.Next(8) == 0) value = Value.From(value.ToString());
        if (random.Next(8) == 0) value = Value.FromArray([value, Value.From(random.NextDouble()), JsonText.Parse(JsonTexts.Valid(random.Next()))]);
        if (random.Next(4) == 0) value = new RecordBuilder(1).Set("\"é\n", value).Build();
        if (random.Next(16) == 0) value = OftenChanged(value);
        if (!value.IsRecord) return value;
        for (var steps = random.Next(6); steps > 0; steps--)
        {
            var fields = value.Fields;
            var name = s_names[random.Next(s_names.Length)];
            foreach (var field in fields) if (random.Next(3) == 0) name = field.Name;
            value = random.Next(3) == 0 ? value.Without(name) : value.With(name, JsonText.Parse(JsonTexts.Valid(random.Next())));
        }

        return value;
    }

    /// <summary>A record of which each change shares with the one before.</summary>
    private static Value OftenChanged(Value part)
    {
        var value = Value.EmptyRecord;
        for (var i = 0; i < 80; i++) value = value.With(new($"{i}"), Value.From(i));
        for (var i = 0; i < 20; i++) value = (i % 3 == 0 ? value.Without(new($"{i}")) : value).With(new("part"), part);
        Assert.NotNull(value.AsTree);
        return value;
    }
}
