using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Aggregates;

/// <summary>Known results (spec: stdlib 6.2, stdlib 6.3, stdlib 6.4), and the law of merging.</summary>
public class AggregateTests
{
    [Theory]
    [InlineData("stats::var", "1.6666666666666667")]
    [InlineData("stats::stdev", "1.2909944487358056")]
    [InlineData("stats::mean", "2.5")]
    [InlineData("stats::sum", "10.0")]
    [InlineData("stats::min", "1.0")]
    [InlineData("stats::max", "4.0")]
    [InlineData("stats::count", "4")]
    public void Statistics_give_the_vectors(string name, string expected) => Assert.Equal(expected, Emit(Fill(name, "[1, 2, 3, 4]")));

    [Theory]
    [InlineData("[10, 20, 30, 300]", "[\"0.5\", \"0.75\", \"0.9\", \"0.99\"]", """{"count":4,"min":10,"max":301,"mean":90.25,"stdev":121.88185878136254,"var":14855.1875,"percentiles":{"0.5":20,"0.75":30,"0.9":301,"0.99":301}}""")]
    [InlineData("[0, 1000, 1001, 5000, 123456]", "[\"0.0\", \"0.25\", \"0.5\", \"0.75\", \"0.9\"]", """{"count":5,"min":0,"max":123903,"mean":26132.0,"stdev":48788.336425830305,"var":2380301771.2000003,"percentiles":{"0.0":0,"0.25":1003,"0.5":1003,"0.75":5023,"0.9":123903}}""")]
    [InlineData("[\"x\", -1]", "[0.5]", """{"count":0,"min":0,"max":0,"mean":0.0,"stdev":0.0,"var":0.0,"percentiles":{}}""")]
    public void Hdr_gives_the_vectors(string values, string percentiles, string expected) =>
        Assert.Equal(expected, Emit(Fill("stats::hdr", values, percentiles)));

    [Fact]
    public void Hdr_and_dds_report_the_usual_percentiles()
    {
        var values = $"[{string.Join(",", Enumerable.Range(1, 100))}]";
        Assert.Equal(
            """{"count":100,"min":1,"max":100,"mean":50.5,"stdev":28.86607004772212,"var":833.25,"percentiles":{"0.5":50,"0.9":90,"0.95":95,"0.99":99,"0.999":100,"0.9999":100,"0.99999":100}}""",
            Emit(Fill("stats::hdr", values)));
        Assert.Equal(
            """{"count":100,"sum":5050.0,"min":1.0,"max":100.0,"mean":50.5,"percentiles":{"0.5":50.0,"0.9":89.2,"0.95":94.7,"0.99":98.6,"0.999":98.6,"0.9999":98.6,"0.99999":98.6}}""",
            Emit(Fill("stats::dds", values)));
    }

    [Theory]
    [InlineData("[10, 20, 30, 40]", "[\"0.0\", \"0.25\", \"0.5\", \"0.75\", \"0.9\", \"1.0\"]", """{"count":4,"sum":100.0,"min":10.0,"max":40.0,"mean":25.0,"percentiles":{"0.0":10.0,"0.25":10.1,"0.5":19.9,"0.75":30.3,"0.9":30.3,"1.0":40.0}}""")]
    [InlineData("[]", "[\"7\"]", """{"count":0,"sum":0.0,"min":0.0,"max":0.0,"mean":0.0,"percentiles":{"0.5":0.0,"0.9":0.0,"0.95":0.0,"0.99":0.0,"0.999":0.0,"0.9999":0.0,"0.99999":0.0}}""")]
    public void Dds_gives_the_vectors(string values, string percentiles, string expected) =>
        Assert.Equal(expected, Emit(Fill("stats::dds", values, percentiles)));

    [Fact]
    public void A_percentile_that_is_no_number_or_out_of_range_is_an_error()
    {
        var aggregate = FunctionRegistry.FindAggregate("stats::hdr")!.Create();
        Assert.True(aggregate.Accumulate([Value.From(1L), JsonText.Parse("[\"x\"]")]).IsError);
        Assert.True(Fill("stats::dds", "[1]", "[\"1.5\"]").Emit().IsError);
    }

    [Property(MaxTest = 50)]
    public Property Merging_is_as_accumulating_everything_and_clones_are_independent()
    {
        string[] names =
        [
            "stats::sum", "stats::min", "stats::max", "stats::mean", "stats::hdr", "stats::dds", "win::first", "win::last", "win::collect_flattened",
        ];
        var numbers = Gen.ArrayOf(Gen.Choose(0, 100_000)).ToArbitrary();
        return Prop.ForAll(numbers, numbers, (left, right) =>
        {
            foreach (var name in names)
            {
                var (a, b) = (Fill(name, Json(left)), Fill(name, Json(right)));
                var clone = a.Clone();
                clone.Merge(b);
                Assert.Equal(Emit(Fill(name, Json([.. left, .. right]))), Emit(clone));
                Assert.Equal(Emit(Fill(name, Json(left))), Emit(a));
            }
        });
    }

    private static string Json(int[] numbers) => $"[{string.Join(",", numbers)}]";

    private static string Emit(IAggregate aggregate) => aggregate.Emit().Value.ToString();

    private static IAggregate Fill(string name, string values, string? percentiles = null)
    {
        var registered = FunctionRegistry.FindAggregate(name)!;
        var aggregate = registered.Create();
        foreach (var value in JsonText.Parse(values).Items)
        {
            Value[] arguments = percentiles is null ? [value] : [value, JsonText.Parse(percentiles)];
            Assert.False(aggregate.Accumulate(registered.Attribute.MaxArity == 0 ? [] : arguments).IsError);
        }

        return aggregate;
    }
}
