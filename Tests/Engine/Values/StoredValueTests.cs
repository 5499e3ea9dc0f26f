using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Tests.Engine.Values;

/// <summary>Values over the memory of a batch and apart from it, and records long enough to be searched by hash.</summary>
public class StoredValueTests
{
    private static readonly string s_numbers = $"[{string.Join(',', Enumerable.Range(1000, 900))}]";

    /// <summary>The last of them fill text and slots of their store almost to the end.</summary>
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("[]")]
    [InlineData("""[{"a":"\u0041","b":[{"c":[1,2,{"d":null}]}]},"text",1.50,-0]""")]
    [InlineData("numbers")]
    [InlineData("keys")]
    [InlineData("arrays")]
    public void A_detached_document_outlives_its_buffer_however_full_that_was(string text)
    {
        if (text == "numbers") text = s_numbers;
        if (text == "arrays") text = $"[{string.Join(',', Enumerable.Repeat("[]", 1100))}]";
        if (text == "keys") text = "{" + string.Join(',', Enumerable.Range(0, 400).Select(static i => $"\"a key with data {i}\":{i}")) + "}";
        var (store, value) = Parse(text);
        var detached = value.Detach();
        var twice = detached.Detach();
        var expected = value.ToString();
        store.Release();
        PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(new string('!', text.Length))).Release();
        Assert.Equal(expected, detached.ToString());
        Assert.Equal(expected, twice.ToString());
        Assert.True(twice.IsSame(detached));
    }

    /// <summary>All else of a document is copied as it came.</summary>
    [Theory]
    [InlineData("\"\\u0008\"", "\"\\b\"")]
    [InlineData("\"\\u000b\"", "\"\\u000b\"")]
    [InlineData("\"\\u000B\"", "\"\\u000b\"")]
    [InlineData("1234567890123.1234567", "1234567890123.1235")]
    [InlineData("123456789012345.5", "123456789012345.5")]
    [InlineData("0.12345678901234567890123", "0.12345678901234568")]
    public void What_the_writer_would_write_otherwise_is_written_anew(string read, string written) =>
        Assert.Equal($"[{written}]", JsonText.Parse($"[{read}]").ToString());

    [Fact]
    public void A_small_part_of_a_detached_document_does_not_keep_the_whole()
    {
        var whole = JsonText.Parse($$"""{"small":{"a":[1]},"large":{{s_numbers}}}""");
        Assert.True(whole.TryGetField("small"u8, out var small));
        Assert.True(whole.TryGetField("large"u8, out var large));
        Assert.False(small.Detach().IsSame(small));
        Assert.Equal("""{"a":[1]}""", small.Detach().ToString());
        Assert.True(large.Detach().IsSame(large));
        small.Detach().TryGetField("a"u8, out var inner);
        Assert.Equal("[1]", inner.Detach().Detach().ToString());
    }

    [Fact]
    public void What_holds_no_pooled_memory_is_detached_without_a_copy()
    {
        var record = new RecordBuilder().Set("t", Value.From("text")).Set("l", Value.FromArray([Value.From(1L), Value.From("b")])).Build();
        record.TryGetField("l"u8, out var list);
        foreach (var value in new[] { Value.Null, Value.True, Value.From(1.5), Value.From("text"), Value.FromArray([Value.From("a"), Value.Null]), list, list[1] })
            Assert.True(value.Detach().IsSame(value), $"{value}");
        Assert.Equal("""{"t":"text","l":[1,"b"]}""", record.Detach().ToString());
        var part = Value.FromUtf8("a part of this"u8.ToArray(), 2, 4);
        Assert.Equal("\"part\"", part.Detach().ToString());
        Assert.False(part.Detach().IsSame(part));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(100)]
    public void Every_field_of_a_record_is_found_however_often_and_whatever_changes(int fields)
    {
        FieldName[] names = [.. Enumerable.Range(0, fields).Select(static i => new FieldName($"field{i}"))];
        var record = Value.FromFields(names, [.. Enumerable.Range(0, fields).Select(static i => Value.From((long)i))]);
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < fields; i++)
            {
                Assert.True(record.TryGetField(Encoding.UTF8.GetBytes($"field{i}"), out var found) && found.ToString() == $"{i}");
                var cache = default(FieldCache);
                Assert.True(record.TryGetField(new FieldName($"field{i}"), ref cache, out found) && found.ToString() == $"{i}");
                Assert.True(record.TryGetField(new FieldName($"field{i}"), ref cache, out found) && found.ToString() == $"{i}");
            }

            Assert.False(record.TryGetField("field"u8, out _));
            Assert.False(record.TryGetField("field100"u8, out _));
        }

        var changed = record.With(names[fields - 1], Value.True).With(new("new"), Value.False).Without(names[0]);
        Assert.Equal(fields, changed.Count);
        Assert.True(changed.TryGetField("new"u8, out var added) && added.IsSame(Value.False));
        Assert.True(changed.TryGetField(names[fields - 1].Utf8, out var last) && last.IsSame(Value.True));
        Assert.False(changed.TryGetField(names[0].Utf8, out _));
        Assert.Equal(fields, record.Count);
    }

    [Fact]
    public void A_record_that_grows_in_place_field_by_field_keeps_every_version_that_was_shared()
    {
        var (record, isOwned) = (Value.EmptyRecord, false);
        var versions = new List<(Value Value, string Text)>();
        for (var i = 0; i < 100; i++)
        {
            record = record.With(new FieldName($"k{i}"), Value.From((long)i), ref isOwned);
            record = record.With(new FieldName($"k{i / 2}"), Value.From((long)-i), ref isOwned);
            if (i % 7 != 0) continue;
            isOwned = false;
            versions.Add((record, record.ToString()));
        }

        Assert.All(versions, static v => Assert.Equal(v.Text, v.Value.ToString()));
        for (var i = 0; i < 100; i++) Assert.True(record.TryGetField(Encoding.UTF8.GetBytes($"k{i}"), out _), $"k{i}");
    }

    [Fact]
    public void A_field_of_a_document_is_taken_out_once_and_comes_back_behind_the_others()
    {
        var builder = RecordBuilder.From(JsonText.Parse("""{"a":1,"b":2,"c":3}"""));
        Assert.True(builder.Remove(new("b")));
        Assert.False(builder.Remove(new("b")));
        Assert.False(builder.Remove(new("x")));
        Assert.False(builder.TryGet(new("b"), out _));
        builder.Set("b", Value.From(4L)).Set("d", Value.From(5L));
        Assert.True(builder.Remove(new("b")));
        Assert.False(builder.TryGet(new("b"), out _));
        builder.Set("b", Value.From(6L));
        Assert.Equal(4, builder.Count);
        Assert.Equal("""{"a":1,"c":3,"d":5,"b":6}""", builder.Build().ToString());
    }

    [Theory]
    [InlineData("""{"a":{"b":{"c":{}}},"wide":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]}""", 4)]
    [InlineData("""{"a":1,"wide":[[],[],[],[],[],[],[],[],[]]}""", 3)]
    [InlineData("[[[1]],[2]]", 3)]
    [InlineData("[]", 1)]
    [InlineData("1", 0)]
    public void The_depth_of_a_value_is_counted_whatever_holds_it(string text, int levels)
    {
        var document = JsonText.Parse(text);
        var values = new List<Value> { document, Rebuilt(document) };
        if (document.IsRecord) values.Add(document.With(new("new"), Value.Null));
        foreach (var value in values)
        {
            Assert.False(ValueDepth.Exceeds(value, levels), $"{value} has more than {levels} levels");
            if (levels > 0) Assert.True(ValueDepth.Exceeds(value, levels - 1), $"{value} has {levels} levels");
        }
    }

    [Fact]
    public void A_change_of_a_document_counts_for_its_depth()
    {
        var document = JsonText.Parse("""{"a":1,"b":2}""");
        foreach (var name in (string[])["a", "new"])
        {
            var changed = document.With(new(name), JsonText.Parse("[[1]]"));
            Assert.False(ValueDepth.Exceeds(changed, 3));
            Assert.True(ValueDepth.Exceeds(changed, 2));
        }
    }

    [Theory]
    [InlineData("\"0123456789abcdef0123456789abcdef\"", 2)]
    [InlineData("\"short\"", 0)]
    [InlineData("[1,2,3]", 3)]
    [InlineData("[123456789012345678, 1.0000000000000000000000000000000000001, false]", 3)]
    [InlineData("[\"0123456789abcde\\n\", \"0123456789abcd\\n\"]", 3)]
    [InlineData("{\"a name of some length, which is no part\":[[],{}], \"b\":{\"c\":\"0123456789abcdef\"}}", 6)]
    [InlineData("[[[[[1]]]],         [], {}]", 7)]
    public void Sixteen_bytes_of_text_and_each_item_are_a_part_whatever_holds_them(string text, long parts)
    {
        var document = JsonText.Parse(text);
        var values = new List<Value> { document, Rebuilt(document) };
        if (document.IsArray) values.Add(Appended(document));
        if (document.IsRecord) values.Add(document.With(new("b"), FieldB(document)));
        foreach (var value in values)
        {
            // Twice: what the first look found out is not looked for again.
            for (var i = 0; i < 2; i++)
            {
                var left = parts;
                Assert.False(ValueDepth.Exceeds(value, 5, ref left));
                Assert.Equal(0, left);
                left = parts - 1;
                Assert.True(ValueDepth.Exceeds(value, 5, ref left));
                Assert.Equal(ValueExtent.Fits, ValueDepth.Check(value, parts, 5));
                Assert.Equal(ValueExtent.TooLarge, ValueDepth.Check(value, parts - 1, 5));
                Assert.Equal(value.Count > 0 ? ValueExtent.TooDeep : ValueExtent.Fits, ValueDepth.Check(value, parts, 0));
            }
        }
    }

    [Fact]
    public void What_lives_on_of_a_document_takes_little_else_along()
    {
        var document = JsonText.Parse($$"""{"small":[1,2],"large":[{{string.Join(',', Enumerable.Repeat("1", 10_000))}}]}""");
        Assert.True(document.TryGetField("small"u8, out var small));
        Assert.True(document.TryGetField("large"u8, out var large));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var kept = small.Detach();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1000);
        Assert.False(kept.IsSame(small));
        Assert.Equal("[1,2]", kept.ToString());
        Assert.True(kept.Detach().IsSame(kept));
        Assert.True(large.Detach().IsSame(large));
    }

    [Fact]
    public void A_record_that_its_holder_changes_is_looked_at_anew()
    {
        var owned = false;
        var (small, large) = (Value.From(1L), Value.From(new string('x', 160)));
        foreach (var start in (Value[])[Value.EmptyRecord, JsonText.Parse("{\"a\":1}")])
        {
            var record = start.With(new("b"), small, ref owned).Detach();
            Assert.Equal(ValueExtent.Fits, ValueDepth.Check(record, 4));
            record = record.With(new("b"), large, ref owned);
            Assert.Equal(ValueExtent.TooLarge, ValueDepth.Check(record, 4));
            record = record.With(new("b"), JsonText.Parse("[[1]]"), ref owned);
            Assert.Equal(ValueExtent.TooDeep, ValueDepth.Check(record, levels: 2));
            owned = false;
        }
    }

    [Fact]
    public void A_record_that_its_holder_changes_is_detached_anew()
    {
        var (store, value) = Parse("[[1]]");
        foreach (var start in (Value[])[Value.EmptyRecord, JsonText.Parse("{\"a\":1}")])
        {
            var owned = false;
            var record = start.With(new("b"), Value.Null, ref owned).Detach();
            record = record.With(new("b"), value, ref owned).Detach();
            Assert.True(FieldB(record).TryGetStore(out var kept, out _) && kept.IsDetached);
        }

        store.Release();
    }

    [Fact]
    public void A_writer_goes_on_behind_what_it_has_completed()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new JsonWriter(output, JsonStyle.Compact);
        writer.Write(Value.From("a"));
        writer.Complete();
        writer.Complete();
        writer.Write(Value.From(2L));
        writer.Complete();
        Assert.Equal("\"a\"2", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("[1:2]")]
    [InlineData("1:")]
    [InlineData("1/2")]
    [InlineData("[-:]")]
    [InlineData("[1.]")]
    [InlineData("[1.:5]")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    public void What_only_looks_like_a_number_is_none(string text) => Assert.ThrowsAny<Exception>(() => JsonText.Parse(text));

    [Theory]
    [InlineData("\"\\ud800xudc00\"")]
    [InlineData("\"\\ud800\\ndc00\"")]
    [InlineData("\"\\ud800\\u0041\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    public void Half_a_pair_is_no_character(string text) => Assert.ThrowsAny<Exception>(() => JsonText.Parse(text));

    private static Value FieldB(Value record) => record.TryGetField("b"u8, out var value) ? value : throw new KeyNotFoundException();

    /// <summary>The array, made by appending its last item to the ones before it, of which all is known.</summary>
    private static Value Appended(Value array)
    {
        var items = Enumerable.Range(0, array.Count).Select(i => array[i]).ToArray();
        var head = Value.FromArray(items[..^1]);
        Assert.Equal(ValueExtent.Fits, ValueDepth.Check(head));
        return Value.FromArray(items, head);
    }

    private static Value Rebuilt(Value value)
    {
        if (value.IsArray) return Value.FromArray([.. Enumerable.Range(0, value.Count).Select(i => Rebuilt(value[i]))]);
        if (!value.IsRecord) return value;
        var builder = new RecordBuilder();
        foreach (var field in value.Fields) builder.Set(field.Name, Rebuilt(field.Value));
        return builder.Build();
    }

    private static (JsonStore Store, Value Value) Parse(string text)
    {
        var parser = new JsonParser();
        var buffer = PooledBuffer.CopyOf(Encoding.UTF8.GetBytes(text));
        var store = JsonStore.Rent(buffer, parser.Shapes);
        buffer.Release();
        Assert.Null(parser.Parse(store, buffer.Array, 0, buffer.Length, out var value, out _));
        return (store, value);
    }
}
