using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Trees;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Tests.Engine.Values.Trees;

public class TreeRecordTests
{
    [Property(MaxTest = 300)]
    public void Whatever_is_changed_a_large_record_behaves_as_an_ordinary_one_and_its_past_stays(int seed)
    {
        var random = new Random(seed);
        var names = Names(random.Next(100, 1500));
        var (tree, model) = Both(names[..random.Next(80, names.Length)]);
        var past = new List<(Value Record, string Text)>();
        for (var steps = random.Next(600); steps > 0; steps--)
        {
            var name = names[random.Next(names.Length)];
            if (random.Next(5) < 3)
            {
                var value = random.Next(4) == 0 ? JsonText.Parse($$"""[{{steps}},{"a":"text of more than sixteen bytes"}]""") : Value.From(steps);
                tree = tree.With(name, value);
                model.Set(name, value);
            }
            else
            {
                tree = tree.Without(name);
                model.Remove(name);
            }

            if (random.Next(50) == 0) past.Add((tree, tree.ToString()));
            if (random.Next(20) == 0) tree = tree.Detach();
            if (random.Next(20) == 0) Assert.Equal(ValueExtent.Fits, ValueDepth.Check(tree));
        }

        var expected = model.Build();
        Assert.NotNull(tree.AsTree);
        Assert.Equal(expected.Count, tree.Count);
        Assert.Equal(expected.ToString(), tree.ToString());
        Assert.Equal(JsonText.ToString(expected, JsonStyle.Sorted), JsonText.ToString(tree, JsonStyle.Sorted));
        Assert.True(ValueEquality.AreEqual(expected, tree) && ValueEquality.AreEqual(tree, expected) && ValueOrder.CompareTotal(expected, tree) == 0);
        AssertFields(names, expected, tree);
        AssertExtents(expected, tree);
        foreach (var (record, text) in past) Assert.Equal(text, record.ToString());
    }

    [Fact]
    public void Fields_are_found_where_all_hashes_meet_in_one_place()
    {
        // The tree of names looks at the upper 30 bits of a hash; these differ in the others, or nowhere.
        var entries = new[] { 0x1234_5670, 0x1234_5671, 0x1234_5672, 0x1234_5673 }.Select((hash, i) => (hash, i)).ToArray();
        var positions = NamePositions.Of([]);
        foreach (var (hash, i) in entries) positions = positions.With(NamePositions.Entry(hash, i));
        positions = positions.Without(NamePositions.Entry(entries[1].hash, 1));
        var record = TreeRecord.Of(Names(4), new Value[4]);
        Assert.Equal([0, -1, 2, 3], entries.Select(e => positions.Find(e.hash, record.NameAt(e.i)!.Utf8, record)));
        Assert.Equal(-1, positions.Find(entries[0].hash, "k3"u8, record));
        foreach (var (hash, i) in entries.Where(static e => e.i != 1)) positions = positions.Without(NamePositions.Entry(hash, i));
        Assert.Equal([-1, -1, -1, -1], entries.Select(e => positions.Find(e.hash, record.NameAt(e.i)!.Utf8, record)));
    }

    [Theory]
    [InlineData(26_000)]
    [InlineData(300_000)]
    public void A_change_allocates_as_little_whatever_the_number_of_fields(int count)
    {
        var names = Names(count + 200);
        var (tree, _) = Both(names[..count]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) tree = tree.With(names[i * 250], Value.From(i)).Detach();
        for (var i = 0; i < 100; i++) tree = tree.With(names[count + i], Value.From(i)).Detach();
        for (var i = 0; i < 100; i++) tree = tree.Without(names[i]).Detach();
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 300;
        Assert.InRange(each, 100, 4000);
        Assert.Equal(count, tree.Count);
    }

    [Fact]
    public void Where_one_field_comes_for_each_that_goes_the_record_does_not_grow()
    {
        var names = Names(5000);
        var (tree, _) = Both(names[..100]);
        for (var i = 100; i < names.Length; i++) tree = tree.With(names[i], Value.From(i)).Without(names[i - 100]);
        Assert.InRange(tree.AsTree!.Extent, 100, 300);
        Assert.Equal([.. names[^100..].Select(static n => n.Text)], FieldsOf(tree));
    }

    [Fact]
    public void A_record_without_a_field_is_empty_and_can_be_filled_again()
    {
        var names = Names(100);
        var (tree, _) = Both(names);
        foreach (var name in names) tree = tree.Without(name);
        Assert.Equal(("{}", 0, ValueExtent.Fits), (tree.ToString(), tree.Count, ValueDepth.Check(tree, parts: 0)));
        Assert.Equal("""{"b":1}""", tree.With(new("b"), Value.From(1)).ToString());
    }

    private static FieldName[] Names(int count) => [.. Enumerable.Range(0, count).Select(static i => new FieldName($"k{i}"))];

    private static List<string> FieldsOf(Value record)
    {
        var fields = new List<string>();
        foreach (var field in record.Fields) fields.Add(field.Name.Text);
        return fields;
    }

    /// <summary>A record that was changed often enough to be a tree, and a builder with the same fields.</summary>
    private static (Value Tree, RecordBuilder Model) Both(FieldName[] names)
    {
        var (first, model) = (new RecordBuilder(), new RecordBuilder());
        foreach (var name in names)
        {
            first.Set(name, Value.From(name.Text));
            model.Set(name, Value.From(name.Text));
        }

        var tree = first.Build();
        for (var i = 0; i < 10; i++) tree = tree.With(names[i], Value.From(names[i].Text));
        return (tree, model);
    }

    private static void AssertFields(FieldName[] names, Value expected, Value tree)
    {
        foreach (var name in names)
        {
            var (cache, other) = (default(FieldCache), default(FieldCache));
            var isThere = expected.TryGetField(name.Utf8, out var value);
            Assert.Equal(isThere, tree.TryGetField(name.Utf8, out var found) && ValueEquality.AreEqual(found, value));
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(isThere, tree.TryGetField(name, ref cache, out found) && ValueEquality.AreEqual(found, value));
                Assert.Equal(isThere, RecordBuilder.From(tree).TryGet(name, out found) && ValueEquality.AreEqual(found, value));
            }

            Assert.Equal(isThere, tree.TryGetField(name, ref other, out _));
        }
    }

    /// <summary>What is known of a tree by what was found out before each change is what an ordinary record is found to stand for.</summary>
    private static void AssertExtents(Value expected, Value tree)
    {
        var parts = 1L << 40;
        Assert.False(ValueDepth.Exceeds(expected, 10, ref parts));
        var count = (1L << 40) - parts;
        Assert.Equal(ValueExtent.Fits, ValueDepth.Check(tree, count));
        Assert.Equal(count == 0 ? ValueExtent.Fits : ValueExtent.TooLarge, ValueDepth.Check(tree, count - 1));
        var levels = Enumerable.Range(0, 10).First(l => ValueDepth.Check(expected, levels: l) == ValueExtent.Fits);
        Assert.Equal(ValueExtent.Fits, ValueDepth.Check(tree, levels: levels));
        Assert.Equal(ValueExtent.TooDeep, ValueDepth.Check(tree, levels: levels - 1));
    }
}
