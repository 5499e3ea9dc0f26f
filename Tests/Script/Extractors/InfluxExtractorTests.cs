using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>spec: language 9.8.</summary>
public class InfluxExtractorTests
{
    [Theory]
    [InlineData("", "m f=1", """{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", "m,a=b,c=d f=1,g=2.5 99", """{"measurement":"m","tags":{"a":"b","c":"d"},"fields":{"f":1.0,"g":2.5},"timestamp":99}""")]
    [InlineData("", "m f=1i,g=-1i,h=18446744073709551615i", """{"measurement":"m","tags":{},"fields":{"f":1,"g":-1,"h":18446744073709551615},"timestamp":0}""")]
    [InlineData("", "m a=t,b=T,c=true,d=True,e=TRUE", """{"measurement":"m","tags":{},"fields":{"a":true,"b":true,"c":true,"d":true,"e":true},"timestamp":0}""")]
    [InlineData("", "m a=f,b=F,c=false,d=False,e=FALSE", """{"measurement":"m","tags":{},"fields":{"a":false,"b":false,"c":false,"d":false,"e":false},"timestamp":0}""")]
    [InlineData("", "m a=\"x y\",b=\"\",c=\"a,b=c\"", """{"measurement":"m","tags":{},"fields":{"a":"x y","b":"","c":"a,b=c"},"timestamp":0}""")]
    [InlineData("", "m a=\"x\\\"y\"", """{"measurement":"m","tags":{},"fields":{"a":"x\"y"},"timestamp":0}""")]
    [InlineData("", "m a=\"x\\\\y\"", """{"measurement":"m","tags":{},"fields":{"a":"x\\y"},"timestamp":0}""")]
    [InlineData("", "m a=\"x\\ny\"", """{"measurement":"m","tags":{},"fields":{"a":"x\\ny"},"timestamp":0}""")]
    [InlineData("", """m\,x\ y f=1""", """{"measurement":"m,x y","tags":{},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", """m\=x f=1""", """{"measurement":"m\\=x","tags":{},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", """m,a\=b\ c\,d=e f=1""", """{"measurement":"m","tags":{"a=b c,d":"e"},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", """m,a=b\ c\,d f=1""", """{"measurement":"m","tags":{"a":"b c,d"},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", """m a\=b=1""", """{"measurement":"m","tags":{},"fields":{"a=b":1.0},"timestamp":0}""")]
    [InlineData("", "  m f=1  ", """{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", "m f=1\n", """{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", "é,ü=ö ß=\"😀\"", """{"measurement":"é","tags":{"ü":"ö"},"fields":{"ß":"😀"},"timestamp":0}""")]
    [InlineData("", "m f=1.5e3", """{"measurement":"m","tags":{},"fields":{"f":1500.0},"timestamp":0}""")]
    [InlineData("", "m f=1 18446744073709551615", """{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":18446744073709551615}""")]
    [InlineData("", "m f=1,f=2", """{"measurement":"m","tags":{},"fields":{"f":2.0},"timestamp":0}""")]
    [InlineData("", "m  f=1", """{"measurement":"m","tags":{},"fields":{" f":1.0},"timestamp":0}""")]
    [InlineData("", "", null)]
    [InlineData("", "   ", null)]
    [InlineData("", "# m f=1", null)]
    [InlineData("", "m", null)]
    [InlineData("", "m ", null)]
    [InlineData("", "m,a=b", null)]
    [InlineData("", "m f", null)]
    [InlineData("", "m f=", null)]
    [InlineData("", "m f=x", null)]
    [InlineData("", "m f=1u", null)]
    [InlineData("", "m f=1.5\0", null)]
    [InlineData("", "m f=1i\0", null)]
    [InlineData("", "m f=1 5\0", null)]
    [InlineData("", "m f=1.5i", null)]
    [InlineData("", "m f=18446744073709551616i", null)]
    [InlineData("", "m f=yes", null)]
    [InlineData("", """m f="x""", null)]
    [InlineData("", "m f=1 -5", null)]
    [InlineData("", "m f=1 1.5", null)]
    [InlineData("", "m f=1 x", null)]
    [InlineData("", "m f=1  9", null)]
    [InlineData("", "m f=1 9 9", null)]
    [InlineData("", "m,a f=1", null)]
    [InlineData("", "cpu,a b=c v=1i 5", null)]
    [InlineData("", "m,a,b=c f=1", null)]
    [InlineData("", "m,a=b,c d=e f=1", null)]
    [InlineData("", """m,a\\ b=c f=1""", null)]
    [InlineData("", "m,a=b=c f=1", """{"measurement":"m","tags":{"a":"b=c"},"fields":{"f":1.0},"timestamp":0}""")]
    [InlineData("", """m\""", null)]
    [InlineData("", """m f=1\""", null)]
    [InlineData("", "m f=1,", null)]
    [InlineData("", "m f=1e400", null)]
    [InlineData("", "m f=-1.8e308,g=1", null)]
    [InlineData("", "m f=inf,g=-Infinity", """{"measurement":"m","tags":{},"fields":{"f":null,"g":null},"timestamp":0}""")]
    [InlineData("", "m f=1.7976931348623157e308", """{"measurement":"m","tags":{},"fields":{"f":1.7976931348623157e308},"timestamp":0}""")]
    [InlineData("", "m,=b f=1", null)]
    [InlineData("", "m,a= f=1", null)]
    [InlineData("", "m,a=b,=c f=1", null)]
    [InlineData("", "m,a=,c=d f=1", null)]
    [InlineData("", ",a=b f=1", null)]
    [InlineData("", "m, f=1", null)]
    [InlineData("", "m,a=b, f=1", null)]
    [InlineData("", "m,,a=b f=1", null)]
    [InlineData("", "m =1", null)]
    [InlineData("", "m  =1", null)]
    [InlineData("", "m f=1,=2", null)]
    [InlineData("", "m f=1,,g=2", null)]
    [InlineData("", "m f=1, g=2", null)]
    [InlineData("", "m ,f=1", null)]
    [InlineData("", "m ,a=b f=1", null)]
    [InlineData("", "m f g=1", null)]
    [InlineData("", "m f,g=1", null)]
    [InlineData("", "m f =1", null)]
    [InlineData("", "m f= 1", null)]
    [InlineData("", "m f=1 g=2", null)]
    [InlineData("", "m  f g=1", null)]
    [InlineData("", "m f==1", null)]
    [InlineData("", "m f=\"a\"b", null)]
    [InlineData("", "m f=a\"b\"", null)]
    [InlineData("", "m f=1 5 ", """{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":5}""")]
    [InlineData("", "m f=1  5", null)]
    [InlineData("", "x\nm f=1", null)]
    [InlineData("", "m,a=x\ny f=1", null)]
    [InlineData("", "m f=1,\ng=2", null)]
    [InlineData("", "m f\\\ng=2", null)]
    [InlineData("", "m f=1\nm f=2", null)]
    [InlineData("", "m f=\"x\ny\"", """{"measurement":"m","tags":{},"fields":{"f":"x\ny"},"timestamp":0}""")]
    [InlineData("", """m a\ b\,c=1""", """{"measurement":"m","tags":{},"fields":{"a\\ b\\,c":1.0},"timestamp":0}""")]
    [InlineData("", """m a\\=1""", """{"measurement":"m","tags":{},"fields":{"a\\":1.0},"timestamp":0}""")]
    [InlineData("", """m a\\ b=1""", null)]
    [InlineData("", "m   f=1", """{"measurement":"m","tags":{},"fields":{"  f":1.0},"timestamp":0}""")]
    public void A_line_is_taken_apart(string argument, string input, string? expected) => Extraction.Gives("influx", argument, input, expected);

    /// <summary>Text of any kind comes back when it is written with the escapes of its place; without one of them the line is another or none.</summary>
    [Property(MaxTest = 500)]
    public Property What_is_escaped_comes_back()
    {
        var character = Gen.Elements("a", "=", " ", ",", "\\", "\"", "#", "é", "😀", "\t");
        var name = Gen.NonEmptyListOf(character).Select(static c => "x" + string.Concat(c) + "x");
        return Prop.ForAll(name.Four().ToArbitrary(), names =>
        {
            var (measurement, tagKey, tag, text) = names;
            var line = $"{Escaped(measurement, ", ")},{Escaped(tagKey, "=, ")}={Escaped(tag, ", ")} {Escaped(tagKey.Replace(",", "").Replace(" ", ""), "=")}=\"{Escaped(text, "\"")}\" 7";
            Assert.True(ExtractorRegistry.Create("influx", "").Extract(Encoding.UTF8.GetBytes(line), new CallContext(), out var value), line);
            Assert.Equal(
                $$$"""{"measurement":{{{Quoted(measurement)}}},"tags":{{{{Quoted(tagKey)}}}:{{{Quoted(tag)}}}},"fields":{{{{Quoted(tagKey.Replace(",", "").Replace(" ", ""))}}}:{{{Quoted(text)}}}},"timestamp":7}""",
                value.ToString());
        });
    }

    private static string Escaped(string text, string special) => string.Concat(text.Select(c => c == '\\' || special.Contains(c) ? $"\\{c}" : $"{c}"));

    private static string Quoted(string text) => Value.From(text).ToString();
}
