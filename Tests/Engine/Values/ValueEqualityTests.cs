using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Values;

public class ValueEqualityTests
{
    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("0.30000000000000004", "0.3", true)]
    [InlineData("1e-17", "0", true)]
    [InlineData("0.1", "0.2", false)]
    [InlineData("18446744073709551615", "-1", false)]
    [InlineData("18446744073709551615", "18446744073709551615", true)]
    [InlineData("\"a\"", "\"a\"", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("null", "null", true)]
    [InlineData("true", "false", false)]
    [InlineData("0", "false", false)]
    [InlineData("null", "false", false)]
    [InlineData("""{"a":1,"b":[2,{"c":null}]}""", """{"b":[2.0,{"c":null}],"a":1}""", true)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"c":2}""", false)]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("[1,2]", "[1]", false)]
    public void Language_equality_follows_its_table(string left, string right, bool equal)
    {
        Assert.Equal(equal, ValueEquality.AreEqual(JsonText.Parse(left), JsonText.Parse(right)));
        Assert.Equal(equal, ValueEquality.AreEqual(JsonText.Parse(right), JsonText.Parse(left)));
    }

    [Fact]
    public void Infinity_and_nan_differ_from_themselves()
    {
        Assert.False(ValueEquality.AreEqual(Value.From(double.NaN), Value.From(double.NaN)));
        Assert.False(ValueEquality.AreEqual(Value.From(double.PositiveInfinity), Value.From(double.PositiveInfinity)));
    }

    [Fact]
    public void A_string_equals_the_binary_of_its_bytes_in_the_language_but_not_structurally()
    {
        var text = Value.From("snot");
        var bytes = Value.FromBytes("snot"u8.ToArray());
        Assert.True(ValueEquality.AreEqual(text, bytes));
        Assert.True(ValueEquality.AreEqual(bytes, text));
        Assert.False(ValueEquality.AreStructurallyEqual(text, bytes));
        Assert.True(ValueEquality.AreStructurallyEqual(bytes, Value.FromBytes("snot"u8.ToArray())));
    }

    [Theory]
    [InlineData("1", "1.0", false)]
    [InlineData("[1]", "[1.0]", false)]
    [InlineData("1.0", "1.0000000000000002", true)]
    [InlineData("1e300", "1.0000000000000001e300", true)]
    [InlineData("1e300", "1.00000000000001e300", false)]
    [InlineData("""{"a":[1,"x"]}""", """{"a":[1,"x"]}""", true)]
    public void Structural_equality_keeps_integers_and_floats_apart(string left, string right, bool equal) =>
        Assert.Equal(equal, ValueEquality.AreStructurallyEqual(JsonText.Parse(left), JsonText.Parse(right)));
}
