using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Tests.Host.Reporting;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(12_345, "12.3 kB")]
    [InlineData(999_600, "1.00 MB")]
    [InlineData(1_234_000_000, "1.23 GB")]
    public void Bytes_have_three_digits_and_a_decimal_unit(double number, string text) => Assert.Equal(text, Quantity.Bytes(number));

    [Theory]
    [InlineData(0.0314, "0.031 s")]
    [InlineData(2.5, "2.50 s")]
    [InlineData(99.5, "99.5 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(7500, "2 h 05 min")]
    public void Durations_get_coarser_as_they_grow(double seconds, string text) => Assert.Equal(text, Quantity.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 events")]
    [InlineData(1, "1 event")]
    [InlineData(2000, "2,000 events")]
    public void Things_are_counted_in_their_number(long number, string text) => Assert.Equal(text, Quantity.Count(number, "event"));

    [Fact]
    public void Counts_have_their_thousands_apart() => Assert.Equal("1,234,567", Quantity.Count(1_234_567));
}
