using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Values;

/// <summary>Building records of any length field by field.</summary>
public class RecordBuilderTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(30)]
    [InlineData(200)]
    public void A_field_that_is_taken_out_leaves_all_others_where_they_can_be_found(int fields)
    {
        var builder = new RecordBuilder();
        for (var i = 0; i < fields; i++) builder.Set($"k{i}", Value.From((long)i));
        Assert.True(builder.Remove(new("k1")));
        Assert.False(builder.Remove(new("k1")));
        Assert.False(builder.TryGet(new("k1"), out _));
        for (var i = 2; i < fields; i++)
        {
            Assert.True(builder.TryGet(new($"k{i}"), out var value) && value.TryGetInt64(out var number) && number == i, $"k{i}");
            builder.Set($"k{i}", Value.From((long)-i));
        }

        builder.Set("k1", Value.True);
        Assert.Equal(fields, builder.Count);
        var expected = new[] { "\"k0\":0" }.Concat(Enumerable.Range(2, fields - 2).Select(static i => $"\"k{i}\":{-i}")).Append("\"k1\":true");
        Assert.Equal($"{{{string.Join(',', expected)}}}", builder.Build().ToString());
    }

    [Fact]
    public void The_first_and_the_last_field_can_be_taken_out()
    {
        var builder = new RecordBuilder(capacity: 0).Set("a", Value.True).Set("b", Value.False).Set("c", Value.Null);
        Assert.True(builder.Remove(new("c")));
        Assert.True(builder.Remove(new("a")));
        Assert.Equal("""{"b":false}""", builder.Build().ToString());
    }
}
