using System.Globalization;
using Tremor.Dataflow.Engine.Numbers;

namespace Tremor.Dataflow.Tests.Engine.Numbers;

/// <summary>Beside the framework, which knows the digits of all doubles but two powers of two.</summary>
public sealed class ShortestDecimalTests
{
    private const int Cases = 200_000;

    [Theory]
    [InlineData(1.0, 1, 0)]
    [InlineData(0.1, 1, -1)]
    [InlineData(-123.456, 123456, -3)]
    [InlineData(1e22, 1, 22)]
    [InlineData(1e23, 1, 23)]
    [InlineData(9007199254740993.0, 9007199254740992, 0)]
    [InlineData(-65.613616999999977, 65613616999999980, -15)]
    [InlineData(5e-324, 5, -324)]
    [InlineData(2.2250738585072014e-308, 22250738585072014, -324)]
    [InlineData(2.225073858507201e-308, 2225073858507201, -323)]
    [InlineData(double.MaxValue, 17976931348623157, 292)]
    [InlineData(2.9802322387695312e-8, 29802322387695312, -24)]
    [InlineData(4.1045368012983762e-289, 41045368012983762, -305)]
    public void The_digits_are_known(double value, ulong digits, int exponent)
    {
        while (digits % 10 == 0) (digits, exponent) = (digits / 10, exponent + 1);
        Assert.Equal((digits, exponent), (ShortestOf(value, out var found), found));
    }

    [Fact]
    public void Any_bits_have_the_digits_of_the_framework()
    {
        var random = new Random(41);
        for (var i = 0; i < Cases; i++) Check(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
    }

    [Fact]
    public void Decimals_of_few_digits_and_small_exponents_have_the_digits_of_the_framework()
    {
        var random = new Random(42);
        for (var i = 0; i < Cases; i++)
            Check(random.NextInt64(1L << random.Next(1, 63)) / Math.Pow(10, random.Next(0, 23)));
    }

    [Fact]
    public void Powers_of_two_and_ten_and_their_neighbours_are_read_back_from_the_fewest_digits()
    {
        for (var i = -1074; i < 1024; i++) CheckAround(Math.ScaleB(1, i));
        for (var i = -323; i < 309; i++) CheckAround(double.Parse($"1e{i}", CultureInfo.InvariantCulture));
    }

    private static ulong ShortestOf(double value, out int exponent)
    {
        var digits = ShortestDecimal.Of(value, out var point);
        Assert.InRange(digits, 10_000_000_000_000_000UL, 99_999_999_999_999_999UL);
        for (exponent = point - ShortestDecimal.Places; digits % 10 == 0; exponent++) digits /= 10;
        return digits;
    }

    private static void CheckAround(double value)
    {
        foreach (var near in (double[])[double.BitDecrement(value), value, double.BitIncrement(value)])
        {
            if (near == 0 || !double.IsFinite(near)) continue;
            var digits = ShortestOf(near, out var exponent);
            Assert.Equal(near, double.Parse($"{digits}e{exponent}", CultureInfo.InvariantCulture));
            foreach (var shorter in (ulong[])[digits / 10, (digits / 10) + 1])
                Assert.NotEqual(near, double.Parse($"{shorter}e{exponent + 1}", CultureInfo.InvariantCulture));
        }
    }

    private static void Check(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return;
        var digits = ShortestOf(value, out var exponent);
        var framework = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var (expected, power) = Digits(framework);
        if ((expected, power) == (digits, exponent)) return;
        Assert.Fail($"{value:R} gave {digits}e{exponent}");
    }

    private static (ulong Digits, int Exponent) Digits(string text)
    {
        var parts = text.Split('E');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= parts[0].Length - point - 1;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var trimmed = digits.TrimEnd('0');
        return (ulong.Parse(trimmed, CultureInfo.InvariantCulture), exponent + digits.Length - trimmed.Length);
    }
}
