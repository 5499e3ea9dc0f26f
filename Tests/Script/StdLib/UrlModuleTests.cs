namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>spec: stdlib 2.15.</summary>
public class UrlModuleTests
{
    [Theory]
    [InlineData("url::encode", """ "" """, """ "" """)]
    [InlineData("url::encode", """ "azAZ09" """, """ "azAZ09" """)]
    [InlineData("url::encode", """ "a-b c/é" """, """ "a%2Db%20c%2F%C3%A9" """)]
    [InlineData("url::encode", """ "-_.~" """, """ "%2D%5F%2E%7E" """)]
    [InlineData("url::encode", """ "+&=%" """, """ "%2B%26%3D%25" """)]
    [InlineData("url::encode", """ "😀\n" """, """ "%F0%9F%98%80%0A" """)]
    [InlineData("url::decode", """ "" """, """ "" """)]
    [InlineData("url::decode", """ "%41%zz+%e2%82%ac" """, """ "A%zz+€" """)]
    [InlineData("url::decode", """ "%" """, """ "%" """)]
    [InlineData("url::decode", """ "%4" """, """ "%4" """)]
    [InlineData("url::decode", """ "%4g" """, """ "%4g" """)]
    [InlineData("url::decode", """ "%%41" """, """ "%A" """)]
    [InlineData("url::decode", """ "%2B" """, """ "+" """)]
    [InlineData("url::decode", """ "%e2%82%AC" """, """ "€" """)]
    [InlineData("url::decode", """ "a%20b" """, """ "a b" """)]
    [InlineData("url::decode", """ "é%C3%A9" """, """ "éé" """)]
    [InlineData("url::decode", """ "%ff" """, "RT")]
    [InlineData("url::decode", """ "%c3" """, "RT")]
    [InlineData("url::decode", """ "%c3x" """, "RT")]
    [InlineData("url::decode", """ "%00" """, """ "\u0000" """)]
    public void A_call_gives(string function, string arguments, string expected) => LibraryCall.Gives(function, arguments, expected);
}
