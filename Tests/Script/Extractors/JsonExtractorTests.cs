namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>spec: language 9.3.</summary>
public class JsonExtractorTests
{
    [Theory]
    [InlineData("", """ {"a": [1, 2.0], "b": null} """, """{"a":[1,2.0],"b":null}""")]
    [InlineData("", """{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("", "1", "1")]
    [InlineData("", "-0.5e1", "-5.0")]
    [InlineData("", "\"x\"", "\"x\"")]
    [InlineData("", "null", "null")]
    [InlineData("", "true", "true")]
    [InlineData("", "\t[]\r\n", "[]")]
    [InlineData("", "18446744073709551615", "18446744073709551615")]
    [InlineData("", "18446744073709551616", "1.8446744073709552e19")]
    [InlineData("", "{\"id\":123456789012345678901}", """{"id":1.2345678901234568e20}""")]
    [InlineData("", "[-9223372036854775809]", "[-9.223372036854776e18]")]
    [InlineData("", "{\"n\":1e1000}", null)]
    [InlineData("", "{", null)]
    [InlineData("", "", null)]
    [InlineData("", " ", null)]
    [InlineData("", "1 2", null)]
    [InlineData("", "[1,]", null)]
    [InlineData("", "{'a':1}", null)]
    [InlineData("", "nul", null)]
    [InlineData("", "01", null)]
    [InlineData("", "NaN", null)]
    [InlineData("", "\"\\ud83d\\ude00\"", "\"😀\"")]
    [InlineData("anything", "1", "1")]
    public void A_whole_document_is_decoded(string argument, string input, string? expected) => Extraction.Gives("json", argument, input, expected);
}
