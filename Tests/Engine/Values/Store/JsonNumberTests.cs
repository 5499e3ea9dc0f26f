using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Values.Store;

public class JsonNumberTests
{
    [Fact]
    public void Decimals_are_read_as_the_framework_reads_them_whatever_stands_behind_them()
    {
        var random = new Random(46);
        for (var i = 0; i < 100_000; i++)
        {
            var text = Decimal(random);
            var expected = BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
            Assert.True(expected == BitConverter.DoubleToInt64Bits(JsonNumber.ParseDouble(Encoding.ASCII.GetBytes(text))), text);
            foreach (var behind in (string[])[",", "}", "1234567890.e"])
            {
                var padded = Encoding.ASCII.GetBytes(text + behind.PadRight(64, behind[0]));
                Assert.True(expected == BitConverter.DoubleToInt64Bits(JsonNumber.ParseDouble(padded, text.Length)), $"{text} before {behind}");
            }
        }
    }

    private static string Decimal(Random random)
    {
        var text = new StringBuilder(random.Next(2) == 0 ? "-" : "");
        if (random.Next(3) == 0) text.Append('0');
        else text.Append(random.Next(1, 10)).Append(Digits(random, random.Next(18)));
        text.Append('.').Append(Digits(random, random.Next(1, 20)));
        if (random.Next(8) == 0) text.Append('e').Append(random.Next(-300, 280));
        return text.ToString();
    }

    private static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));
}
