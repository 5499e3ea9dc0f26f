using System.Text;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Tests.Engine.Values.Writing;

public class NumberTextTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(0.000012345, "0.000012345")]
    [InlineData(0.000001, "1e-6")]
    [InlineData(1.5e-7, "1.5e-7")]
    [InlineData(100000.0, "100000.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(1234567890123456.7, "1234567890123456.8")]
    [InlineData(1e16, "1e16")]
    [InlineData(1.8446744073709552e19, "1.8446744073709552e19")]
    [InlineData(1e21, "1e21")]
    [InlineData(1.5e300, "1.5e300")]
    [InlineData(2.9802322387695312e-8, "2.9802322387695312e-8")]
    [InlineData(-4.1045368012983762e-289, "-4.1045368012983762e-289")]
    [InlineData(double.MaxValue, "1.7976931348623157e308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(-2.2250738585072014e-308, "-2.2250738585072014e-308")]
    [InlineData(double.PositiveInfinity, "null")]
    [InlineData(double.NegativeInfinity, "null")]
    [InlineData(double.NaN, "null")]
    public void Floats_are_written_in_the_languages_notation(double value, string expected) =>
        Assert.Equal(expected, JsonText.ToString(Value.From(value)));

    [Fact]
    public void Every_finite_float_round_trips()
    {
        var random = new Random(20170413);
        Span<byte> text = stackalloc byte[NumberText.MaxLength];
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            var length = NumberText.Write(value, text);
            Assert.Equal(value, double.Parse(Encoding.ASCII.GetString(text[..length])));
        }
    }

    [Theory]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(0L, "0")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void Integers_are_written_in_decimal(long value, string expected) => Assert.Equal(expected, JsonText.ToString(Value.From(value)));

    [Fact]
    public void The_largest_unsigned_integer_is_written_exactly() =>
        Assert.Equal("18446744073709551615", JsonText.ToString(Value.From(ulong.MaxValue)));
}
