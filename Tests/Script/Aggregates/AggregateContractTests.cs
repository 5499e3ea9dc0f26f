using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Aggregates;

/// <summary>Aggregates through their five operations (spec: stdlib 6.1): empty, accumulate, emit, merge, clone.</summary>
public class AggregateContractTests
{
    [Theory]
    [InlineData("stats::count", 0, 0, "stats::count/0")]
    [InlineData("stats::sum", 1, 1, "stats::sum/1")]
    [InlineData("stats::min", 1, 1, "stats::min/1")]
    [InlineData("stats::max", 1, 1, "stats::max/1")]
    [InlineData("stats::mean", 1, 1, "stats::mean/1")]
    [InlineData("stats::var", 1, 1, "stats::var/1")]
    [InlineData("stats::stdev", 1, 1, "stats::stdev/1")]
    [InlineData("stats::hdr", 1, 2, "stats::hdr/2")]
    [InlineData("stats::dds", 1, 2, "stats::dds/2")]
    [InlineData("win::first", 1, 1, "win::first/1")]
    [InlineData("win::last", 1, 1, "win::last/1")]
    [InlineData("win::collect_flattened", 1, 1, "win::collect_flattened/1")]
    [InlineData("win::collect_nested", 1, 1, "win::collect_nested/1")]
    public void An_aggregate_takes_and_reports_its_arity(string name, int least, int most, string reported)
    {
        var attribute = FunctionRegistry.FindAggregate(name)!.Attribute;
        Assert.Equal((least, most, reported), (attribute.MinArity, attribute.MaxArity, $"{attribute.Name}/{attribute.ReportedArity}"));
    }

    [Fact]
    public void There_are_no_further_aggregates() => Assert.Equal(13, FunctionRegistry.Aggregates.Count());

    [Fact]
    public void Collecting_warns() => Assert.Equal(
        ["win::collect_flattened", "win::collect_nested"],
        FunctionRegistry.Aggregates.Where(static a => a.Attribute.Warning is not null).Select(static a => a.Attribute.Name).Order());

    [Theory]
    [InlineData("stats::sum")]
    [InlineData("stats::min")]
    [InlineData("stats::max")]
    [InlineData("stats::mean")]
    [InlineData("stats::var")]
    [InlineData("stats::stdev")]
    public void What_is_no_number_is_a_bad_type_and_leaves_the_state(string name)
    {
        var aggregate = Fill(name, "[1, 2]");
        var before = Emit(aggregate);
        foreach (var wrong in new[] { Value.Null, Value.True, Value.From("1"), Value.FromBytes(new byte[] { 1 }), Value.EmptyArray, Value.EmptyRecord })
            Assert.True(aggregate.Accumulate([wrong]).IsBadType);
        Assert.Equal(before, Emit(aggregate));
    }

    [Theory]
    [InlineData("stats::sum", "[]", "0.0")]
    [InlineData("stats::sum", "[3]", "3.0")]
    [InlineData("stats::sum", "[0.1, 0.1]", "0.2")]
    [InlineData("stats::sum", "[18446744073709551615, 1.5]", "1.8446744073709552e19")]
    [InlineData("stats::min", "[5, -2.5, 3]", "-2.5")]
    [InlineData("stats::max", "[-5, -2.5, -3]", "-2.5")]
    [InlineData("stats::mean", "[1, 2]", "1.5")]
    [InlineData("stats::var", "[5, 5, 5]", "0.0")]
    [InlineData("stats::var", "[1000000001, 1000000002]", "0.5")]
    [InlineData("stats::stdev", "[2, 4]", "1.4142135623730951")]
    [InlineData("win::first", "[null, 1]", "null")]
    [InlineData("win::first", "[[1], 2]", "[1]")]
    [InlineData("win::last", "[1, null]", "null")]
    [InlineData("win::collect_flattened", "[]", "[]")]
    [InlineData("win::collect_flattened", "[[1], 2, null]", "[[1],2,null]")]
    [InlineData("win::collect_nested", "[[1], 2, null]", "[[1],2,null]")]
    public void Values_are_gathered(string name, string values, string expected)
    {
        var aggregate = Fill(name, values);
        Assert.Equal(expected, Emit(aggregate));
        Assert.Equal(expected, Emit(aggregate));
    }

    [Theory]
    [InlineData("stats::count", "0")]
    [InlineData("stats::sum", "0.0")]
    [InlineData("stats::min", "0.0")]
    [InlineData("stats::max", "0.0")]
    [InlineData("stats::mean", "null")]
    [InlineData("stats::var", "0.0")]
    [InlineData("stats::stdev", "0.0")]
    [InlineData("win::first", "null")]
    [InlineData("win::last", "null")]
    [InlineData("win::collect_flattened", "[]")]
    [InlineData("win::collect_nested", "[]")]
    [InlineData("stats::hdr", """{"count":0,"min":0,"max":0,"mean":0.0,"stdev":0.0,"var":0.0,"percentiles":{"0.5":0,"0.9":0,"0.95":0,"0.99":0,"0.999":0,"0.9999":0,"0.99999":0}}""")]
    [InlineData("stats::dds", """{"count":0,"sum":0.0,"min":0.0,"max":0.0,"mean":0.0,"percentiles":{"0.5":0.0,"0.9":0.0,"0.95":0.0,"0.99":0.0,"0.999":0.0,"0.9999":0.0,"0.99999":0.0}}""")]
    public void A_reset_one_is_empty(string name, string expected)
    {
        Assert.Equal(expected, Emit(Fill(name, "[]")));
        var aggregate = Fill(name, "[3, 4]");
        aggregate.Reset();
        Assert.Equal(expected, Emit(aggregate));
    }

    [Theory]
    [InlineData("stats::count", "[1]", "[2, 3]", "3")]
    [InlineData("stats::sum", "[1]", "[2, 3]", "6.0")]
    [InlineData("stats::sum", "[]", "[]", "0.0")]
    [InlineData("stats::min", "[]", "[2, 3]", "2.0")]
    [InlineData("stats::min", "[2]", "[]", "2.0")]
    [InlineData("stats::min", "[2]", "[3]", "2.0")]
    [InlineData("stats::max", "[-2]", "[]", "-2.0")]
    [InlineData("stats::max", "[]", "[-3]", "-3.0")]
    [InlineData("stats::mean", "[]", "[]", "null")]
    [InlineData("stats::mean", "[1]", "[2, 6]", "3.0")]
    [InlineData("stats::var", "[1, 3]", "[10, 14]", "36.666666666666664")]
    [InlineData("stats::var", "[]", "[1, 3]", "2.0")]
    [InlineData("stats::var", "[1, 3]", "[]", "2.0")]
    [InlineData("stats::stdev", "[1]", "[3]", "1.4142135623730951")]
    [InlineData("win::first", "[]", "[2, 3]", "2")]
    [InlineData("win::first", "[null]", "[2]", "null")]
    [InlineData("win::last", "[1]", "[]", "1")]
    [InlineData("win::last", "[1]", "[2, null]", "null")]
    [InlineData("win::collect_flattened", "[1]", "[2, [3]]", "[1,2,[3]]")]
    [InlineData("win::collect_flattened", "[1]", "[]", "[1]")]
    [InlineData("win::collect_nested", "[]", "[2, 3]", "[[2,3]]")]
    [InlineData("win::collect_nested", "[1]", "[2]", "[1,[2]]")]
    [InlineData("stats::hdr", "[10, 20]", "[30, 300]", """{"count":4,"min":10,"max":301,"mean":90.25,"stdev":121.88185878136254,"var":14855.1875,"percentiles":{"0.5":20,"0.9":301,"0.95":301,"0.99":301,"0.999":301,"0.9999":301,"0.99999":301}}""")]
    [InlineData("stats::dds", "[10, 20]", "[30, 40]", """{"count":4,"sum":100.0,"min":10.0,"max":40.0,"mean":25.0,"percentiles":{"0.5":19.9,"0.9":30.3,"0.95":30.3,"0.99":30.3,"0.999":30.3,"0.9999":30.3,"0.99999":30.3}}""")]
    public void Merging_takes_the_earlier_frame_in(string name, string later, string earlier, string expected)
    {
        var (into, from) = (Fill(name, later), Fill(name, earlier));
        var before = Emit(from);
        into.Merge(from);
        Assert.Equal(expected, Emit(into));
        Assert.Equal(before, Emit(from));
        from.Accumulate(FunctionRegistry.FindAggregate(name)!.Attribute.MaxArity == 0 ? [] : [Value.From(1000L)]);
        Assert.Equal(expected, Emit(into));
    }

    [Fact]
    public void Nesting_goes_one_level_deeper_with_each_frame()
    {
        var (second, third) = (Fill("win::collect_nested", "[]"), Fill("win::collect_nested", "[]"));
        foreach (var values in new[] { "[1, 2]", "[3, 4]" }) second.Merge(Fill("win::collect_nested", values));
        Assert.Equal("[[1,2],[3,4]]", Emit(second));
        third.Merge(second);
        Assert.Equal("[[[1,2],[3,4]]]", Emit(third));
    }

    [Theory]
    [InlineData("stats::min")]
    [InlineData("stats::max")]
    public void No_number_counts_only_as_the_first_value(string name)
    {
        var ignored = Fill(name, "[1]");
        ignored.Accumulate([Value.From(double.NaN)]);
        Assert.Equal("1.0", Emit(ignored));
        var kept = FunctionRegistry.FindAggregate(name)!.Create();
        kept.Accumulate([Value.From(double.NaN)]);
        kept.Accumulate([Value.From(1L)]);
        Assert.True(kept.Emit().Value.TryGetDouble(out var value) && double.IsNaN(value));
    }

    [Theory]
    [InlineData("stats::var")]
    [InlineData("stats::stdev")]
    public void The_deviation_of_one_value_is_no_number(string name) =>
        Assert.True(Fill(name, "[7]").Emit().Value.TryGetDouble(out var value) && double.IsNaN(value));

    [Theory]
    [InlineData("[0.5, \"0.5\", 0.9]", """{"0.5":1}""")]
    [InlineData("[\".5\", \"1\", \"0.99e0\", \"2\"]", """{".5":1,"1":3,"0.99e0":3,"2":3}""")]
    [InlineData("[]", "{}")]
    [InlineData("\"0.5\"", """{"0.5":1,"0.9":3,"0.95":3,"0.99":3,"0.999":3,"0.9999":3,"0.99999":3}""")]
    [InlineData("null", """{"0.5":1,"0.9":3,"0.95":3,"0.99":3,"0.999":3,"0.9999":3,"0.99999":3}""")]
    public void Percentiles_are_named_by_strings(string percentiles, string expected) =>
        Assert.Contains($"\"percentiles\":{expected}}}", Emit(Fill("stats::hdr", "[1, 3]", percentiles)));

    [Theory]
    [InlineData("stats::hdr", "{\"0.5\":1}", "{\"0.5\":2}")]
    [InlineData("stats::dds", "{\"0.5\":1.0}", "{\"0.5\":2.0}")]
    public void The_first_percentiles_stay_in_force(string name, string first, string second)
    {
        var aggregate = Fill(name, "[1]", "[\"0.5\"]");
        aggregate.Accumulate([Value.From(1L), JsonText.Parse("[\"0.9\"]")]);
        Assert.Contains(first, Emit(aggregate));
        aggregate.Reset();
        aggregate.Accumulate([Value.From(2L), JsonText.Parse("[\"0.9\"]")]);
        Assert.Contains(second, Emit(aggregate));
        var later = FunctionRegistry.FindAggregate(name)!.Create();
        later.Merge(aggregate);
        Assert.Contains("{\"0.5\":", Emit(later));
    }

    [Theory]
    [InlineData("[null, true, \"5\", [], {}, -1, -0.5, 5]", "\"count\":1,\"min\":5,\"max\":5")]
    [InlineData("[0]", "\"count\":1,\"min\":0,\"max\":0,\"mean\":0.0")]
    [InlineData("[0, 255]", "\"count\":2,\"min\":0,\"max\":255")]
    [InlineData("[256]", "\"count\":1,\"min\":256,\"max\":257,\"mean\":257.0")]
    [InlineData("[1.9]", "\"count\":1,\"min\":1,\"max\":1,\"mean\":1.0")]
    [InlineData("[1023, 1024]", "\"count\":2,\"min\":1020,\"max\":1031")]
    [InlineData("[18446744073709551615]", "\"count\":1,\"min\":18374686479671623680,\"max\":18446744073709551615")]
    [InlineData("[1e300]", "\"count\":1,\"min\":18374686479671623680,\"max\":18446744073709551615")]
    public void A_histogram_has_buckets(string values, string expected) => Assert.Contains(expected, Emit(Fill("stats::hdr", values)));

    [Theory]
    [InlineData("[null, \"5\", -1, 5]", "\"count\":1,\"sum\":5.0,\"min\":5.0,\"max\":5.0,\"mean\":5.0")]
    [InlineData("[0.0]", "\"count\":1,\"sum\":0.0,\"min\":0.0,\"max\":0.0,\"mean\":0.0,\"percentiles\":{\"0.5\":0.0,\"0.9\":0.0")]
    [InlineData("[0.0000000001, 0.0000000001]", "\"percentiles\":{\"0.5\":0.0,")]
    [InlineData("[1.25, 3.14]", "\"percentiles\":{\"0.5\":1.3,")]
    [InlineData("[0.5, 0.25]", "\"count\":2,\"sum\":0.75,\"min\":0.25,\"max\":0.5,\"mean\":0.375")]
    public void A_sketch_keeps_the_exact_ends(string values, string expected) => Assert.Contains(expected, Emit(Fill("stats::dds", values)));

    [Theory]
    [InlineData("stats::hdr")]
    [InlineData("stats::dds")]
    public void A_percentile_that_is_no_number_fails_the_event(string name)
    {
        var aggregate = FunctionRegistry.FindAggregate(name)!.Create();
        var result = aggregate.Accumulate([Value.From(1L), JsonText.Parse("[\"many\"]")]);
        Assert.True(result.IsError && !result.IsBadType);
    }

    [Theory]
    [InlineData("-0.1", true)]
    [InlineData("1.1", true)]
    [InlineData("0", false)]
    [InlineData("1", false)]
    public void A_sketch_answers_for_fractions_only(string percentile, bool fails) =>
        Assert.Equal(fails, Fill("stats::dds", "[1]", $"[\"{percentile}\"]").Emit().IsError);

    [Theory]
    [InlineData("stats::hdr")]
    [InlineData("stats::dds")]
    public void More_values_than_are_kept_raw_change_nothing(string name)
    {
        var (whole, first, second) = (Create(), Create(), Create());
        for (var i = 1L; i <= 20_000; i++)
        {
            whole.Accumulate([Value.From(i)]);
            (i <= 10_000 ? first : second).Accumulate([Value.From(i)]);
        }

        first.Merge(second);
        Assert.Equal(Emit(whole), Emit(first));
        Assert.Contains("\"count\":20000", Emit(whole));

        IAggregate Create() => FunctionRegistry.FindAggregate(name)!.Create();
    }

    private static string Emit(IAggregate aggregate) => JsonText.ToString(aggregate.Emit().Value);

    private static IAggregate Fill(string name, string values, string? percentiles = null)
    {
        var registered = FunctionRegistry.FindAggregate(name)!;
        var aggregate = registered.Create();
        foreach (var value in JsonText.Parse(values).Items)
            Assert.False(
                aggregate.Accumulate(registered.Attribute.MaxArity == 0 ? [] : percentiles is null ? [value] : [value, JsonText.Parse(percentiles)]).IsError);
        return aggregate;
    }
}
