using System.Globalization;
using System.Numerics;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Tests.Engine.Numbers;

/// <summary>Beside the framework's parser, which is exact for any length.</summary>
public sealed class NearestDoubleTests
{
    private const int Cases = 200_000;

    [Theory]
    [InlineData(0, 400, 0.0)]
    [InlineData(1, -400, 0.0)]
    [InlineData(1, 309, double.PositiveInfinity)]
    [InlineData(17976931348623157, 292, double.MaxValue)]
    [InlineData(17976931348623159, 292, double.PositiveInfinity)]
    [InlineData(5, -324, double.Epsilon)]
    [InlineData(2, -324, 0.0)]
    [InlineData(9007199254740993, 0, 9007199254740992.0)]
    [InlineData(9007199254740995, 0, 9007199254740996.0)]
    [InlineData(65613616999999977, -15, 65.613616999999977)]
    [InlineData(22250738585072011, -324, 2.2250738585072011e-308)]
    public void Numbers_at_the_borders_are_right(ulong digits, int exponent, double expected)
    {
        Assert.True(NearestDouble.TryOf(digits, exponent, out var value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Any_digits_and_exponent_give_what_the_framework_gives()
    {
        var random = new Random(43);
        for (var i = 0; i < Cases; i++) Check((ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64), random.Next(-345, 312));
    }

    [Fact]
    public void Small_exponents_give_what_the_framework_gives()
    {
        var random = new Random(44);
        for (var i = 0; i < Cases; i++) Check((ulong)random.NextInt64(long.MaxValue) >> random.Next(12), random.Next(-30, 10));
    }

    [Fact]
    public void What_lies_in_the_middle_of_two_doubles_goes_to_the_even_one()
    {
        var random = new Random(45);
        for (var i = 0; i < Cases / 4; i++)
        {
            // An odd mantissa of 54 bits is in the middle, and stays there times any power of two.
            var middle = (1UL << 53) | (ulong)random.NextInt64(1L << 53) | 1;
            CheckIfShort(middle, 0);
            if (middle % 5 == 0) CheckIfShort(middle / 5, 1);
            for (var power = 1; power <= 9; power++)
            {
                CheckIfShort((BigInteger)middle << power, 0);
                CheckIfShort(middle * BigInteger.Pow(5, power), -power);
            }
        }
    }

    private static void CheckIfShort(BigInteger digits, int exponent)
    {
        if (digits < 10_000_000_000_000_000_000UL) Check((ulong)digits, exponent);
    }

    private static void Check(ulong digits, int exponent)
    {
        if (digits > 9_999_999_999_999_999_999 || !NearestDouble.TryOf(digits, exponent, out var value)) return;
        var expected = double.Parse($"{digits}e{exponent}", CultureInfo.InvariantCulture);
        if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(value)) Assert.Fail($"{digits}e{exponent} gave {value:R}");
    }
}
