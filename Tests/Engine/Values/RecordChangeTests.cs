using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Tests.Engine.Json;

namespace Tremor.Dataflow.Tests.Engine.Values;

public class RecordChangeTests
{
    private static readonly FieldName[] s_names = [.. "a b c type name host new x\ny".Split(' ').Select(static name => new FieldName(name))];

    [Fact]
    public void A_changed_record_keeps_positions_and_appends_what_is_new()
    {
        var record = JsonText.Parse("""{"a":1,"b":{"x":[1.50]},"c":"t\u0001"}""");
        Assert.Equal("""{"a":1,"b":null,"c":"t\u0001","d":true}""", record.With(new("b"), Value.Null).With(new("d"), Value.True).ToString());
        Assert.Equal("""{"b":{"x":[1.5]},"c":"t\u0001","a":2}""", record.Without(new("a")).With(new("a"), Value.From(2)).ToString());
        Assert.Equal("{}", record.Without(new("a")).Without(new("b")).Without(new("c")).ToString());
        Assert.Equal("""{"a":1,"b":{"x":[1.5]},"c":"t\u0001"}""", record.ToString());
    }

    [Fact]
    public void Changing_a_record_does_not_change_the_one_it_came_from()
    {
        var first = JsonText.Parse("""{"a":1}""").With(new("b"), Value.From(1));
        var second = first.With(new("b"), Value.From(2));
        var third = first.Without(new("b"));
        Assert.Equal("""{"a":1,"b":1}|{"a":1,"b":2}|{"a":1}""", $"{first}|{second}|{third}");
    }

    [Property(MaxTest = 2000)]
    public void Whatever_is_changed_a_record_of_a_document_behaves_as_an_ordinary_one(int seed)
    {
        var random = new Random(seed);
        Value changed;
        Value model;
        do
        {
            var text = Encoding.UTF8.GetBytes(JsonTexts.Valid(random.Next()));
            changed = JsonText.Parse(text);
            JsonTexts.TryModel(text, out model);
        }
        while (!changed.IsRecord);

        // The builder's other way, through a record of its own, is the model.
        for (var steps = random.Next(40); steps > 0; steps--)
        {
            var name = s_names[random.Next(s_names.Length)];
            var value = random.Next(2) == 0 ? Value.From(random.Next(100)) : JsonText.Parse(JsonTexts.Valid(random.Next()));
            if (random.Next(3) > 0)
            {
                changed = changed.With(name, value);
                model = model.With(name, value);
            }
            else
            {
                changed = changed.Without(name);
                model = model.Without(name);
            }

            if (random.Next(10) == 0) changed = changed.Detach();
        }

        Assert.Equal(model.Count, changed.Count);
        Assert.Equal(model.ToString(), changed.ToString());
        Assert.Equal(JsonText.ToString(model, JsonStyle.Sorted), JsonText.ToString(changed, JsonStyle.Sorted));
        foreach (var name in s_names)
        {
            var cache = default(FieldCache);
            Assert.Equal(model.TryGetField(name.Utf8, out var expected), changed.TryGetField(name.Utf8, out var found));
            Assert.Equal(expected.ToString(), found.ToString());
            for (var i = 0; i < 2; i++)
            {
                changed.TryGetField(name, ref cache, out found);
                Assert.Equal(expected.ToString(), found.ToString());
            }
        }
    }

    [Fact]
    public void A_builder_may_set_more_fields_than_an_overlay_holds()
    {
        var builder = RecordBuilder.From(JsonText.Parse("""{"a":0}"""));
        for (var i = 0; i < 10_000; i++) builder.Set($"k{i}", Value.From(i));
        var record = builder.Build();
        Assert.Equal(10_001, record.Count);
        Assert.True(record.TryGetField("k9999", out var last) && last.TryGetInt64(out var number) && number == 9999);
        Assert.True(record.TryGetField("a", out _));
    }

    [Fact]
    public void A_detached_value_outlives_its_buffer()
    {
        var buffer = PooledBuffer.CopyOf("""{"skip":1,"keep":{"s":"t","l":[1,{"e":"\n"}],"f":2.5}}"""u8);
        var parser = new JsonParser();
        var store = JsonStore.Rent(buffer, parser.Shapes);
        buffer.Release();
        Assert.Null(parser.Parse(store, buffer.Array, 0, buffer.Length, out var value, out _));
        value.TryGetField("keep", out var kept);
        var changed = kept.With(new("s"), Value.From("u"));
        kept = kept.Detach();
        changed = changed.Detach();
        store.Release();
        PooledBuffer.CopyOf("overwrites what the pool gives back, if it gives it back, with this text"u8).Release();
        Assert.Equal("""{"s":"t","l":[1,{"e":"\n"}],"f":2.5}""", kept.ToString());
        Assert.Equal("""{"s":"u","l":[1,{"e":"\n"}],"f":2.5}""", changed.ToString());
        Assert.True(kept.TryGetField("l", out var list) && list[1].TryGetField("e", out var text) && text.AsText() == "\n");
    }
}
