namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>Base64, which passes the bare test whatever its bytes are (spec: language 9.3).</summary>
public class Base64ExtractorTests
{
    [Theory]
    [InlineData("", "c25vdA==", true, "\"snot\"")]
    [InlineData("", "c25vdA", true, "\"snot\"")]
    [InlineData("", "c25vdA=", true, "\"snot\"")]
    [InlineData("", "", true, "\"\"")]
    [InlineData("ignored", "YQ==", true, "\"a\"")]
    [InlineData("", "w6k=", true, "\"é\"")]
    [InlineData("", "8J+YgA==", true, "\"😀\"")]
    [InlineData("", "/w==", true, null)]
    [InlineData("", "_w==", false, null)]
    [InlineData("", "c25vd", false, null)]
    [InlineData("", "c25v dA==", false, null)]
    [InlineData("", "c25vdB==", false, null)]
    [InlineData("", "YQ==\n", false, null)]
    [InlineData("", "=", false, null)]
    [InlineData("", "é", false, null)]
    public void Base64_is_decoded(string argument, string input, bool matches, string? extracted) =>
        Assert.Equal((matches, extracted), (Extraction.Test("base64", argument, input), Extraction.Of("base64", argument, input)));
}
