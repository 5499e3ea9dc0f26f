using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Values.Store;

/// <summary>Data that uses keys as data: it costs no memory without end, and is read as all other data.</summary>
public sealed class ShapeTableTests
{
    private const int MaxShapes = 4096;

    private readonly JsonParser _parser = new();

    /// <summary>The first figure goes by the length of names, so that places of few keys meet all limits.</summary>
    [Theory]
    [InlineData(15, 20_000)]
    [InlineData(2, 40_000)]
    [InlineData(200, 20_000)]
    public void However_many_sets_of_keys_come_the_table_stays_small(int keys, int records)
    {
        for (var i = 0; i < records; i++)
        {
            var digits = i;
            var text = new StringBuilder("{");
            for (var k = 0; digits > 0 && k < 8; k++, digits /= keys) text.Append(CultureInfo.InvariantCulture, $"\"k{k}_{digits % keys}\":{i + k},");
            Reads(text.Append("\"last\":null}").ToString());
        }

        Assert.InRange(_parser.Shapes.Count, 1, MaxShapes);
    }

    [Fact]
    public void Keys_in_one_place_beyond_some_are_data()
    {
        for (var i = 0; i < 1000; i++) Reads($$$"""{"user{{{i}}}":{"name":"n{{{i}}}"}}""");
        Assert.InRange(_parser.Shapes.Count, 1, 64);
    }

    [Fact]
    public void A_long_record_and_a_long_key_are_read_as_they_came()
    {
        Reads($"{{{string.Join(',', Enumerable.Range(0, 500).Select(static i => $"\"k{i}\":{i}"))}}}");
        for (var length = 60; length < 70; length++) Reads($"{{\"{new string('k', length)}\":1,\"{new string('l', length)}\":{{\"a\":2}}}}");
        Assert.InRange(_parser.Shapes.Count, 1, 300);
    }

    [Fact]
    public void Records_that_come_again_share_their_shape()
    {
        for (var i = 0; i < 100; i++) Reads($$$"""{"a":{{{i}}},"b":{"c":[{"d":1},{"d":2}]}}""");
        var shapes = _parser.Shapes.Count;
        Assert.InRange(shapes, 5, 10);
        for (var i = 0; i < 100; i++) Reads($$$"""{"a":{{{i}}},"b":{"c":[{"d":1},{"d":2}]}}""");
        Assert.Equal(shapes, _parser.Shapes.Count);
    }

    private void Reads(string text)
    {
        var buffer = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(text));
        var store = JsonStore.Rent(buffer, _parser.Shapes);
        Assert.Null(_parser.Parse(store, buffer.Array, 0, buffer.Length, out var value, out _));
        var read = new StringBuilder("{");
        foreach (var field in value.Fields) read.Append(read.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{field.Name}\":{field.Value}");
        Assert.Equal(text, read.Append('}').ToString());
        foreach (var field in value.Fields)
            Assert.True(value.TryGetField(field.Name.Utf8, out var found) && found.ToString() == field.Value.ToString(), $"{field.Name}");
        buffer.Release();
        store.Release();
    }
}
